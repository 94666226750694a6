"""A file is complete under its name, or not there; drafts do not stay."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from briefing.files.atomic_write import atomic_write, draft_of, drafts

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


def test_a_draft_is_told_from_files_of_others(tmp_path: Path) -> None:
    """A hidden file that somebody else made is none."""
    (tmp_path / ".pack-notes.pdf").touch()
    with draft_of(tmp_path / "pack.pdf", [b"new"]) as draft:
        assert drafts(tmp_path) == [draft]
    assert drafts(tmp_path) == []
