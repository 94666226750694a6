"""A lock keeps others out, says who holds it, and never keeps work from being done."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.files import lock_file
from briefing.files.lock_file import LOCK, locked
from support.damage import DAMAGE, ROOT
from support.locks import is_locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """\
import sys
from pathlib import Path
from briefing.files.lock_file import locked
sys.argv = ["briefing", *sys.argv[2:]]
with locked(Path({path!r})):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits says so at once, and again at once."""
    monkeypatch.setattr(lock_file, "PATIENCE", 0.0)
    monkeypatch.setattr(lock_file, "_AGAIN", 0.0)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of the folder until its input ends."""
    code = HOLD.format(path=str(tmp_path / LOCK))
    command = [sys.executable, "-c", code, "-", "build", "kf\x1b[31mor"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.usefixtures("_impatient")
def test_who_waits_is_told_by_whom_and_gets_it_in_the_end(
    tmp_path: Path, held: subprocess.Popen[str]
) -> None:
    """Process, command and time, fit to be printed; when it is free, it is taken."""
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if len(said) == 2:  # it goes on waiting, visibly
            assert held.stdin is not None
            held.stdin.close()

    with locked(tmp_path / LOCK, say) as is_held:
        assert is_held
    assert len(said) >= 2
    assert f"held by process {held.pid} on " in said[0]
    assert "(“briefing build kf\\x1b[31mor”), since 20" in said[0]
    assert said[0].isprintable()


@pytest.mark.usefixtures("_impatient")
def test_the_lock_of_a_process_that_is_killed_is_free(
    tmp_path: Path, held: subprocess.Popen[str]
) -> None:
    """Nobody waits for the dead, whatever the file says of them."""
    held.kill()
    held.wait()
    with locked(tmp_path / LOCK, pytest.fail) as is_held:
        assert is_held


def test_one_at_a_time(tmp_path: Path) -> None:
    """Eight at once, each with a descriptor of its own: none meets another."""
    inside: list[int] = []
    met: list[int] = []

    def work(number: int) -> None:
        for _ in range(5):
            with locked(tmp_path / LOCK):
                inside.append(number)
                met.extend(inside[:-1])
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []


def test_a_lock_that_is_shared_keeps_out_who_wants_it_alone(tmp_path: Path) -> None:
    """Two share it; a third has it when both are gone."""
    with locked(tmp_path / LOCK, shared=True) as one, locked(tmp_path / LOCK, shared=True) as two:
        assert (one, two) == (True, True)
        assert is_locked(tmp_path / LOCK)
    assert not is_locked(tmp_path / LOCK)
    assert (tmp_path / LOCK).read_text() == ""


def test_who_still_shares_a_lock_is_not_forgotten_when_another_leaves(tmp_path: Path) -> None:
    """Each takes out its own name only."""
    with locked(tmp_path / LOCK, shared=True):
        mine = (tmp_path / LOCK).read_text()
        assert f"process {os.getpid()} on " in mine
        (tmp_path / LOCK).write_text(mine.replace(str(os.getpid()), "1"))  # another has joined
    assert "process 1 on " in (tmp_path / LOCK).read_text()


@pytest.mark.usefixtures("_impatient")
def test_a_lock_that_was_removed_while_waited_for_is_taken_anew(tmp_path: Path) -> None:
    """What is held in the end is the file that others will find."""
    path = tmp_path / LOCK
    number = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(number, fcntl.LOCK_EX)

    def say(_: str) -> None:
        path.unlink(missing_ok=True)
        fcntl.flock(number, fcntl.LOCK_UN)

    with locked(path, say) as got_it:
        assert got_it
        assert is_locked(path)
    os.close(number)


@pytest.mark.parametrize(
    "damage",
    ["a folder", "a folder with a file", "a FIFO", "a link to itself", "a link to nowhere"],
)
def test_what_is_no_lock_file_is_told_and_done_without(damage: str, tmp_path: Path) -> None:
    """It does not hang, nothing is written by way of it, and the line names file and remedy."""
    path = tmp_path / LOCK
    path.touch()
    DAMAGE[damage](path, Random(1))
    said: list[str] = []
    with locked(path, said.append) as is_held:
        assert not is_held
    [line] = said
    assert line.startswith(f"{path} cannot be locked: ")
    assert "delete or move what is there" in line


@pytest.mark.parametrize("damage", ["noise", "giant", "empty", "of a wrong shape"])
def test_a_lock_file_may_hold_anything(damage: str, tmp_path: Path) -> None:
    """It is locked, not read, and written anew."""
    (tmp_path / LOCK).touch()
    DAMAGE[damage](tmp_path / LOCK, Random(1))
    with locked(tmp_path / LOCK, pytest.fail) as is_held:
        assert is_held
        assert f"process {os.getpid()} on " in (tmp_path / LOCK).read_text()
    assert (tmp_path / LOCK).read_text() == ""


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_where_files_cannot_be_locked_work_goes_on(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on some shared disks: it is told."""

    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    said: list[str] = []
    with locked(tmp_path / LOCK, said.append) as is_held:
        assert not is_held
    assert os.strerror(number) in said[0]


def test_where_nothing_can_be_written_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to guard: what then cannot be written tells the reason."""
    (tmp_path / "file").touch()
    with locked(tmp_path / "file" / LOCK, pytest.fail) as is_held:
        assert not is_held

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with locked(tmp_path / LOCK, pytest.fail) as is_held:
        assert not is_held
