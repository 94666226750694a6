"""Writing: beside, looked at, renamed; a reader sees the old file or the new one."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from briefing.build.publish import publish, staged_file, withdraw
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_in_its_place_only_once_it_is_settled(tmp_path: Path) -> None:
    """The draft stands beside, in the same folder, under a name no one takes for a result."""
    path = tmp_path / "kfor" / "pack.pdf"
    with staged_file(path, b"new") as draft:
        assert draft.read_bytes() == b"new"
        assert draft.parent == path.parent
        assert draft.name.startswith(".")
        assert not path.exists()
        publish(draft, path)
        assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077])
def test_others_may_read_it_as_the_umask_says(umask: int, tmp_path: Path) -> None:
    """A PDF is neither as private as a temporary file, nor more open than a user's own files; at
    no moment before it is in its place."""
    path = tmp_path / "kfor" / "pack.pdf"
    before = os.umask(umask)
    try:
        with staged_file(path, b"new") as draft:
            assert draft.stat().st_mode & 0o777 == 0o666 & ~umask
            publish(draft, path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask
    assert path.parent.stat().st_mode & 0o777 == 0o777 & ~umask


@pytest.mark.parametrize("error", [None, RuntimeError, KeyboardInterrupt, SystemExit])
def test_what_is_not_settled_is_gone(error: type[BaseException] | None, tmp_path: Path) -> None:
    """Whatever ends the look at the draft, the file from before stays and nothing else does."""
    path = tmp_path / "pack.pdf"
    path.write_bytes(b"old")

    def look() -> None:
        with staged_file(path, b"new"):
            if error is not None:
                raise error

    if error is None:
        look()
    else:
        with pytest.raises(error):
            look()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_stops_leaves_nothing(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk or an interrupt halfway leaves no half file; a full disk is told as one."""

    def stop(_: int) -> None:
        raise error

    monkeypatch.setattr("os.fsync", stop)
    expected = EnvironmentFault if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected), staged_file(tmp_path / "pack.pdf", b"new"):
        raise AssertionError("there is nothing to look at")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    """The fault names the file, the reason and the way out."""
    (tmp_path / "kfor").write_text("in the way")
    told = r"pack\.pdf: cannot be written: .*\n  hint: "
    with (
        pytest.raises(EnvironmentFault, match=told),
        staged_file(tmp_path / "kfor" / "pack.pdf", b"new"),
    ):
        raise AssertionError("there is nothing to look at")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """It is not replaced, and the draft is gone."""
    path = tmp_path / "pack.pdf"
    path.mkdir()
    with (
        pytest.raises(EnvironmentFault, match="cannot be written"),
        staged_file(path, b"new") as draft,
    ):
        publish(draft, path)
    assert list(tmp_path.iterdir()) == [path]


# ── what may not be read any more ─────────────────────────────────────────────────────────


def _withdrawn(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return withdraw(path, sha256(data).hexdigest())


def test_each_version_has_a_place_of_its_own(tmp_path: Path) -> None:
    """Named by the PDF and its hash; the same once more is the same file."""
    path = tmp_path / "kfor-press-full-pack.pdf"
    places = [_withdrawn(path, data) for data in (b"one", b"two", b"one")]
    assert not path.exists()
    assert [place.read_bytes() for place in places] == [b"one", b"two", b"one"]
    assert places[0] == places[2] != places[1]
    assert places[0].name == f"kfor-press-full-pack-{sha256(b'one').hexdigest()[:12]}.pdf"
    assert places[0].parent == tmp_path / "withdrawn"


def test_no_version_is_written_over(tmp_path: Path) -> None:
    """Not by one whose hash begins alike, nor where a folder or a broken link has the name."""
    path = tmp_path / "a.pdf"
    first = _withdrawn(path, b"one")
    first.write_bytes(b"another whose hash begins alike")
    second = _withdrawn(path, b"one")
    second.unlink()
    second.symlink_to("nowhere")
    third = _withdrawn(path, b"one")
    third.unlink()
    third.mkdir()
    fourth = _withdrawn(path, b"one")
    assert len({first, second, third, fourth}) == 4
    assert first.read_bytes() == b"another whose hash begins alike"
    assert second.is_symlink()
    assert fourth.read_bytes() == b"one"


@pytest.mark.parametrize("make", ["a file", "a link that leads nowhere"])
def test_a_pdf_that_cannot_be_moved_is_told(make: str, tmp_path: Path) -> None:
    """It stays where it is, and what to do is said."""
    folder, path = tmp_path / "withdrawn", tmp_path / "a.pdf"
    if make == "a file":
        folder.write_text("in the way")
    else:
        folder.symlink_to("nowhere")
    told = r"a\.pdf: must no longer be read, and cannot be moved to .*\n  hint: delete or move it"
    with pytest.raises(EnvironmentFault, match=told):
        _withdrawn(path, b"one")
    assert path.read_bytes() == b"one"
