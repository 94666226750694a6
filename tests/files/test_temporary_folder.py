"""The temporary folder of a process goes with it, or with the next one if it was killed."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from briefing.files import temporary_folder as module
from briefing.files.temporary_folder import (
    socket_folder,
    sweep_temporary_folders,
    temporary_folder,
)
from briefing.model.errors import EnvironmentFault
from support.projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import os, sys
from briefing.files.temporary_folder import temporary_folder
folder = temporary_folder()
(folder / "font").write_bytes(b"x" * 1000)
print(folder, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, in which this process has made none yet."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(module, "_folder", None)
    return tmp_path


@pytest.fixture
def living(place: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has a temporary folder and goes on until it is told to end."""
    process = _process("")
    assert process.stdout is not None
    assert process.stdout.readline().startswith(str(place))
    yield process
    process.kill()
    process.communicate()


def _process(more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM + more],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", ["", "raise RuntimeError", "raise KeyboardInterrupt"])
def test_it_goes_with_its_process(end: str, place: Path) -> None:
    """However the process ends by itself."""
    out, _ = _process(end).communicate("\n", timeout=30)
    assert out.startswith(str(place))
    assert list(place.iterdir()) == []


@pytest.mark.usefixtures("living")
def test_nobody_else_may_enter_it(place: Path) -> None:
    """It holds what is typeset, of whatever release."""
    [folder] = place.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_it_goes_when_its_process_was_killed(living: subprocess.Popen[str], place: Path) -> None:
    """Not before: as long as a process lives, nobody sweeps its folder."""
    [folder] = place.iterdir()
    sweep_temporary_folders()
    assert (folder / "font").exists()
    living.send_signal(signal.SIGKILL)
    living.wait()
    assert folder.exists()
    sweep_temporary_folders()
    assert list(place.iterdir()) == []


def test_a_fork_neither_removes_nor_holds_it(place: Path) -> None:
    """What is forked may end first, or outlive its parent that was killed."""
    forked = (
        "\nif not os.fork():\n    sys.exit()\nos.wait()\nprint(*folder.iterdir(), flush=True)\n"
    )
    out, err = _process(forked).communicate("\n", timeout=30)
    assert out.count("font") == 1, err
    outlive = (
        "\nimport signal, time\nif os.fork():\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.close(1)\nos.close(2)\ntime.sleep(30)\n"
    )
    _process(outlive).communicate("\n", timeout=20)
    assert len(list(place.iterdir())) == 1
    sweep_temporary_folders()
    assert list(place.iterdir()) == []


NESTED = """
if not os.fork():
    ours = os.pipe()
    if not os.fork():
        print(*map(os.fstat, ours), file=sys.stderr)
        os._exit(0)
    os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
print("status", os.waitstatus_to_exitcode(os.wait()[1]))
"""


@pytest.mark.usefixtures("place")
def test_the_fork_of_a_fork_keeps_its_files() -> None:
    """The lock is given up once: after that, its number may be that of any other file."""
    out, err = _process(NESTED).communicate("\n", timeout=30)
    assert out.endswith("status 0\n"), err


def test_what_others_have_there_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other names, files, links, and folders of other users."""
    (place / "elsewhere").mkdir()
    (place / "briefing-run").mkdir()
    (place / "briefing-run-abcdefgh").write_text("a file")
    (place / "briefing-run-link").symlink_to(place / "elsewhere")
    before = set(place.iterdir())
    sweep_temporary_folders()
    assert set(place.iterdir()) == before
    (place / "briefing-run-ijklmnop").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("os.getuid", lambda: -2)
        sweep_temporary_folders()
        assert set(place.iterdir()) == {*before, place / "briefing-run-ijklmnop"}
    sweep_temporary_folders()
    assert set(place.iterdir()) == before


def test_a_folder_that_is_swept_before_it_is_locked_is_made_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may come between making and locking it."""
    lock = fcntl.flock
    swept: list[Path] = []

    def late(number: int, how: int) -> None:
        if not swept:
            [folder] = place.iterdir()
            folder.rmdir()
            swept.append(folder)
        lock(number, how)

    monkeypatch.setattr(fcntl, "flock", late)
    folder = module._made_folder(place)  # its lock stays open: every fork of this process closes it
    assert folder.path.is_dir()
    assert [folder.path] != swept


def test_sockets_are_made_whatever_the_path(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path of a hundred letters is too long for one: then they are elsewhere."""
    assert len(str(socket_folder() / "listener-12345678")) < 104
    deep = place / ("d" * 100)
    deep.mkdir()
    monkeypatch.setenv("TMPDIR", str(deep))
    monkeypatch.setattr(module, "_folder", None)
    assert len(str(socket_folder() / "listener-12345678")) < 104
    assert temporary_folder().parent == deep


@pytest.mark.parametrize("fault", ["a file", "missing", "full"])
def test_where_nothing_can_be_written_is_told(
    fault: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which folder it is, and what names another one; no other is taken without a word."""
    if fault == "full":

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("tempfile.mkdtemp", full)
    else:
        monkeypatch.setenv("TMPDIR", str(place / "here"))
        if fault == "a file":
            (place / "here").touch()
    with pytest.raises(EnvironmentFault) as raised:
        temporary_folder()
    first, hint = str(raised.value).split("\n")
    assert first.startswith(f"{os.environ['TMPDIR']}: temporary files cannot be written: ")
    assert "TMPDIR" in hint
