"""Only regular files of a sane size are read: nothing hangs, and nothing fills the memory."""

from __future__ import annotations

import os
import re
import socket
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from briefing.cache.depfile import write_rules
from briefing.files.checked_read import hash_file, read_file
from briefing.files.workspace import Workspace, own_text
from briefing.model.errors import ContentError, EnvironmentFault
from support.damage import DAMAGE

OTHERS = {
    "a folder": "a folder, not a file",
    "a FIFO": "a named pipe (FIFO), not a file",
    "a link to itself": "Too many levels of symbolic links",
    "a link to nowhere": "No such file or directory",
    "a link to /dev/zero": "a device, not a file",
    "giant": "larger than 1000 bytes",
}


@pytest.mark.parametrize("damage", OTHERS)
def test_what_is_no_file_is_refused_with_its_kind(damage: str, tmp_path: Path) -> None:
    """At once, whether it is read or hashed."""
    path = tmp_path / "x"
    path.write_bytes(b"x")
    DAMAGE[damage](path, Random(1))
    for read in (read_file, hash_file):
        with pytest.raises(OSError, match=re.escape(OTHERS[damage])):
            read(path, 1000)


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said to be one."""
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("x")
        with pytest.raises(OSError, match="a socket, not a file"):
            read_file(Path("x"), 1000)


@pytest.mark.parametrize("size", [0, 1, 999, 1000])
def test_a_file_is_read_whole(size: int, tmp_path: Path) -> None:
    """Up to the limit; a byte more is refused."""
    path = tmp_path / "x"
    path.write_bytes(b"x" * size)
    assert read_file(path, size) == b"x" * size
    assert hash_file(path, size) == sha256(b"x" * size).hexdigest()
    if size:
        with pytest.raises(OSError, match="larger than"):
            read_file(path, size - 1)


def test_a_file_that_grows_or_hides_its_size_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some disks say that a file is empty; what is larger than allowed is still refused."""
    path = tmp_path / "x"
    path.write_bytes(b"x" * 5000)
    told = os.fstat

    def empty(number: int) -> os.stat_result:
        fields = list(told(number))
        fields[6] = 0
        return os.stat_result(fields)

    monkeypatch.setattr(os, "fstat", empty)
    assert read_file(path, 5000) == b"x" * 5000
    for read in (read_file, hash_file):
        with pytest.raises(OSError, match="larger than"):
            read(path, 4999)


def test_what_takes_the_place_of_a_file_at_the_last_moment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was a file when it was looked at, and a FIFO when it was opened."""
    path = tmp_path / "x"
    path.write_bytes(b"x")
    opened = os.open

    def open_late(file: Path, *more: int) -> int:
        DAMAGE["a FIFO"](path, Random(1))
        return opened(file, *more)

    monkeypatch.setattr(os, "open", open_late)
    with pytest.raises(OSError, match="a named pipe"):
        read_file(path, 1000)


@pytest.mark.parametrize("damage", [name for name in DAMAGE if name != "unreadable"])
def test_content_is_read_or_refused_with_a_finding(damage: str, tmp_path: Path) -> None:
    """A section or picture may be anything on the disk of its author."""
    path = tmp_path / "x.md"
    path.write_bytes(b"text")
    DAMAGE[damage](path, Random(1))
    try:
        Workspace(tmp_path, "content/x").read_bytes("x.md")
    except ContentError as error:
        [found] = error.findings
        assert found.code in {"B102", "B106", "B107", "B109"}
        assert damage not in OTHERS or found.hint


def test_a_fifo_in_place_of_content_is_called_so(tmp_path: Path) -> None:
    """There is something, so it is not said to be missing."""
    os.mkfifo(tmp_path / "x.md")
    with pytest.raises(ContentError, match=r"cannot be read: a named pipe \(FIFO\), not a file"):
        Workspace(tmp_path, "content/x").read_text("x.md")


def test_a_fifo_in_place_of_a_template_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    """The installation is damaged."""
    os.mkfifo(tmp_path / "x.html")
    with pytest.raises(EnvironmentFault, match="named pipe"):
        own_text(tmp_path / "x.html")


def test_rules_are_not_written_to_a_fifo_that_nobody_reads(tmp_path: Path) -> None:
    """Somebody who reads it gets them."""
    path = tmp_path / "rules.mk"
    os.mkfifo(path)
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        write_rules(path, [Path("x.pdf")], [Path("a.md")])
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_rules(path, [Path("x.pdf")], [Path("a.md")])
    assert os.read(reader, 1000).startswith(b"x.pdf: ")
    os.close(reader)
