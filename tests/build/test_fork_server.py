"""The server of worker processes is a copy of the command's process, wherever that is safe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """\
import atexit, os, sys, threading
from multiprocessing import forkserver
from pathlib import Path

from briefing.build.process_pool import ProcessPool
from briefing.model.limits import Limits

FOLDER = Path(sys.argv[1])

def note():
    with (FOLDER / "ended").open("a") as file:
        file.write("once ")

def server():
    pid = forkserver._forkserver._forkserver_pid
    return pid, "forkserver" in Path(f"/proc/{pid}/cmdline").read_text()

if __name__ == "__main__":
    atexit.register(note)
    sys.stdout.write("said ")
    if "thread" in sys.argv:
        over = threading.Event()
        threading.Thread(target=over.wait, daemon=True).start()
    with ProcessPool(2, Limits()) as pool:
        pool.warm_up()
        done = [pool.submit(abs, -n).result() for n in range(3)]  # by then, a new one has begun
        first, is_new = server()
        print("new" if is_new else "copy", *done)
        if "killed" in sys.argv:
            os.kill(first, 9)
            os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
            for worker in pool._workers:
                worker.stop()
            print(pool.submit(abs, -7).result(), "new" if server()[1] else "copy")
    (FOLDER / "server").write_text(str(server()[0]))
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is a new Python")


def said(folder: Path, *how: str) -> str:
    """What a process says that has work done by others."""
    script = folder / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, folder, *how],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == ""
    return done.stdout


def test_the_server_is_a_copy(tmp_path: Path) -> None:
    """It has what its parent has loaded; nothing of the parent's is said or tidied up twice."""
    assert said(tmp_path) == "said copy 0 1 2\n"
    assert (tmp_path / "ended").read_text() == "once "


def test_the_server_ends_with_its_parent(tmp_path: Path) -> None:
    """Once nobody has work for it any more, it is gone."""
    said(tmp_path)
    process = int((tmp_path / "server").read_text())
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:  # noqa: PTH123
            if file.read().rpartition(")")[2].split()[0] == "Z":  # nobody asks for its status here
                return
        time.sleep(0.05)
    pytest.fail("the server is still there")


def test_a_process_with_threads_is_not_copied(tmp_path: Path) -> None:
    """A thread may hold a lock that nobody would open in the copy."""
    assert said(tmp_path, "thread") == "said new 0 1 2\n"


def test_a_server_that_dies_is_replaced_by_a_new_one(tmp_path: Path) -> None:
    """In the middle of work there are threads."""
    assert said(tmp_path, "killed") == "said copy 0 1 2\n7 new\n"


def test_what_a_build_loads(tmp_path: Path) -> None:
    """All its processes together load each library once, and none that it does not need."""
    shutil.copytree(PROJECTS / "small", tmp_path / "content" / "small")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "briefing", "build", "small", "--jobs", "2"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    for library in ("weasyprint", "pydantic", "jinja2", "markdown", "pikepdf", "pypdfium2", "PIL"):
        assert loaded.count(library) == 1, library
    for library in (
        "openpyxl",
        "pybtex",
        "vl_convert",
        "distributed",
        "briefing.build.dask_address",
    ):
        assert loaded.count(library) == 0, library
