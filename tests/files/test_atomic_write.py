"""A file is complete under its name, or not there; drafts do not stay."""

from __future__ import annotations

import fcntl
import os
import stat
from typing import TYPE_CHECKING

import pytest

from briefing.files.atomic_write import atomic_write, draft_of, sweep_drafts

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The new content is under the name, in a folder that is made for it; no draft is left."""
    path = tmp_path / "kfor" / "manifest.json"
    atomic_write(path, b"old")
    atomic_write(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("mode", "umask"), [(0o666, 0o027), (0o600, 0o022), (0o666, 0o077)])
def test_permissions_are_those_of_the_mode_and_the_umask(
    mode: int, umask: int, tmp_path: Path
) -> None:
    """Neither the mode nor the umask is widened by the other."""
    before = os.umask(umask)
    try:
        atomic_write(tmp_path / "entry", b"", mode)
    finally:
        os.umask(before)
    assert (tmp_path / "entry").stat().st_mode & 0o777 == mode & ~umask


def test_what_cannot_be_renamed_leaves_no_draft(tmp_path: Path) -> None:
    """A folder under the target's name stays, and the draft goes."""
    (tmp_path / "pack.pdf").mkdir()
    with pytest.raises(OSError, match="directory"):
        atomic_write(tmp_path / "pack.pdf", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["pack.pdf"]


@pytest.mark.parametrize("name", ["pack.pdf", "pack.html", "manifest.json", "0" * 62])
def test_a_draft_goes_once_nobody_writes_it(name: str, tmp_path: Path) -> None:
    """Its writer lives as long as it holds the lock; whatever the draft is of, it is found."""
    with draft_of(tmp_path / name, b"new") as draft:
        sweep_drafts(tmp_path)
        assert draft.read_bytes() == b"new"
        os.link(draft, tmp_path / "kept")
        name_of_draft = draft.name
    (tmp_path / "kept").rename(tmp_path / name_of_draft)
    sweep_drafts(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_files_of_others_are_no_drafts(tmp_path: Path) -> None:
    """A hidden file that somebody else made stays, and so does a folder, a link or a pipe."""
    token = "0123456789abcdef"
    (tmp_path / ".pack-notes.pdf").touch()
    (tmp_path / f".pack-{token}.txt").touch()
    (tmp_path / f"pack-{token}.pdf").touch()
    (tmp_path / f".folder-{token}.pdf").mkdir()
    (tmp_path / f".link-{token}.pdf").symlink_to(tmp_path / ".pack-notes.pdf")
    os.mkfifo(tmp_path / f".pipe-{token}.pdf")
    before = set(tmp_path.iterdir())
    sweep_drafts(tmp_path)
    assert set(tmp_path.iterdir()) == before
    sweep_drafts(tmp_path / "missing")


def test_a_draft_that_is_swept_before_it_is_locked_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may come between making and locking it."""
    lock = fcntl.flock
    swept: list[Path] = []

    def late(number: int, how: int) -> None:
        if not swept:
            [draft] = tmp_path.iterdir()
            draft.unlink()
            swept.append(draft)
        lock(number, how)

    monkeypatch.setattr(fcntl, "flock", late)
    atomic_write(tmp_path / "pack.pdf", b"new")
    assert len(swept) == 1
    assert (tmp_path / "pack.pdf").read_bytes() == b"new"


def test_the_name_is_flushed_after_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, name, folder, in this order: only so does a power cut leave the old file or the new."""
    order: list[str] = []
    flush, rename = os.fsync, type(tmp_path).replace

    def flushed(number: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file")
        flush(number)

    def renamed(draft: Path, path: Path) -> None:
        order.append("name")
        rename(draft, path)

    monkeypatch.setattr("os.fsync", flushed)
    monkeypatch.setattr("pathlib.Path.replace", renamed)
    atomic_write(tmp_path / "manifest.json", b"new")
    assert order == ["file", "name", "folder"]
