"""What a machine may lack, and what a user may have set otherwise: a build goes on, or says why."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pikepdf
import pytest

from briefing.cli.main import main
from briefing.model.machine_limits import hint_for
from support.projects import ROOT, copy_small
from support.rebuilds import SECTION

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Косово-ž"


def _folder(tmp_path: Path) -> Path:
    """A working folder with a briefing, a chart in it, all with names that are no ASCII."""
    folder = tmp_path / "ü"
    copy_small(folder / "content" / NAME)
    (folder / "content" / NAME / "sections" / "first.md").write_text(SECTION % "bridges", "utf-8")
    (folder / "tmp ü").mkdir()
    return folder


def _build(folder: Path, shell: str, **more: str) -> subprocess.Popen[str]:
    """A build of one edition with next to nothing in its environment, under limits of a shell."""
    return subprocess.Popen(
        [
            *("sh", "-c", shell, "sh"),
            *(sys.executable, "-m", "briefing", "build", f"content/{NAME}", "--length", "short"),
            *("--jobs", "2", "--output", "aus ü"),
        ],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_a_build_needs_little(tmp_path: Path) -> None:
    """Thirty-two open files, no home, no standard input, a locale that knows ASCII only, and names
    that it does not know, of the folder for temporary files too."""
    folder = _folder(tmp_path)
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = _build(
        folder, 'ulimit -n 32; exec "$@" <&-', TMPDIR=str(folder / "tmp ü"), **ascii_only
    )
    out, err = command.communicate(timeout=300)
    assert command.returncode == 0, err
    [pdf] = folder.glob(f"aus ü/{NAME}/*.pdf")
    assert pdf.name.startswith(NAME)
    assert pdf.name in out
    assert list((folder / "tmp ü").iterdir()) == []


def _cut_off(command: str) -> str:
    """A command in a shell without network and with no shared memory to write; skips elsewhere."""
    room = ["unshare", "--map-root-user", "--net", "--mount", "sh", "-c"]
    shm = "mount -t tmpfs -o ro none /dev/shm"
    if not shutil.which("unshare") or subprocess.run([*room, shm], check=False).returncode:
        pytest.skip("NO MACHINE WITHOUT NETWORK IS TRIED: unshare is missing, or not permitted")
    return f'exec {shlex.join([*room, f"{shm} && {command}", "sh"])} "$@"'


@pytest.mark.slow
@pytest.mark.parametrize("home", ["missing", "a file"])
def test_a_build_needs_neither_network_nor_shared_memory_nor_home(
    home: str, tmp_path: Path
) -> None:
    """Charts and fonts are all here; nothing is kept in a home that is none."""
    folder = _folder(tmp_path)
    place = tmp_path / "home"
    if home == "a file":
        place.write_text("no folder")
    command = _build(folder, _cut_off('exec "$@"'), HOME=str(place))
    out, err = command.communicate(timeout=300)
    assert command.returncode == 0, err
    assert ", proven" in out
    assert place.exists() == (home == "a file")


@pytest.mark.slow
def test_closed_streams_stop_no_build(tmp_path: Path) -> None:
    """As of a service: whatever is opened in their place is not written into."""
    folder = _folder(tmp_path)
    command = _build(folder, 'exec "$@" <&- >&- 2>&-')
    assert command.communicate(timeout=300) == ("", "")
    assert command.returncode == 0
    [pdf] = folder.glob(f"aus ü/{NAME}/*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
    pikepdf.open(pdf).close()


@pytest.mark.slow
def test_a_limit_of_addresses_is_told(tmp_path: Path) -> None:
    """The library that draws charts reserves more than a shell may allow: status 3, and no chart is
    said to be at fault."""
    command = _build(_folder(tmp_path), 'ulimit -v 1536000; exec "$@"')
    _, err = command.communicate(timeout=300)
    assert command.returncode == 3, err
    assert "only 1500 MiB of addresses are allowed (ulimit -v)" in err
    assert "Traceback" not in err


def test_too_few_open_files_are_told_before_anything_fails_of_it(tmp_path: Path) -> None:
    """What may be raised is; what may not is said with the number that is needed."""
    folder = _folder(tmp_path)
    command = _build(folder, 'ulimit -n 14; exec "$@"')
    _, err = command.communicate(timeout=300)
    assert err == (
        "briefing: only 14 files may be open at a time, and a build with --jobs 2 needs 32\n"
        "  hint: allow more open files (ulimit -n), or use --jobs 1\n"
    )
    assert command.returncode == 3
    raised = _build(folder, 'ulimit -Sn 14; exec "$@"')
    _, err = raised.communicate(timeout=300)
    assert raised.returncode == 0, err


def test_each_limit_has_its_remedy() -> None:
    """Too many open files is not mended by free space."""
    assert "ulimit -n" in hint_for(OSError(24, "Too many open files"), "free some space")
    assert "ulimit -f" in hint_for(OSError(27, "File too large"), "free some space")
    assert "ulimit -u" in hint_for(OSError(11, "Resource temporarily unavailable"), "x")
    assert hint_for(OSError(28, "No space left on device"), "free some space") == "free some space"


def test_a_folder_whose_name_is_no_text_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name would stand in PDFs and in the manifest."""
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"ko\xff")
    copy_small(tmp_path / "content" / name)
    assert main(["build", f"content/{name}"]) == 2
    err = capsys.readouterr().err
    assert "the name of this folder is not UTF-8" in err
    assert "hint: rename it" in err
