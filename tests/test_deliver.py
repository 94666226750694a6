"""Writing: beside, looked at, renamed; a reader sees the old file or the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.deliver import beside, settle
from briefing.errors import EnvironmentFault

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_in_its_place_only_once_it_is_settled(tmp_path: Path) -> None:
    """The draft stands beside, in the same folder, under a name no one takes for a result."""
    path = tmp_path / "kfor" / "pack.pdf"
    with beside(path, b"new") as draft:
        assert draft.read_bytes() == b"new"
        assert draft.parent == path.parent
        assert draft.name.startswith(".")
        assert not path.exists()
        settle(draft, path)
        assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_the_file_can_be_read_by_others(tmp_path: Path) -> None:
    """A PDF to hand out is not as private as a temporary file."""
    path = tmp_path / "pack.pdf"
    with beside(path, b"new") as draft:
        settle(draft, path)
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("error", [None, RuntimeError, KeyboardInterrupt, SystemExit])
def test_what_is_not_settled_is_gone(error: type[BaseException] | None, tmp_path: Path) -> None:
    """Whatever ends the look at the draft, the file from before stays and nothing else does."""
    path = tmp_path / "pack.pdf"
    path.write_bytes(b"old")

    def look() -> None:
        with beside(path, b"new"):
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

    monkeypatch.setattr("briefing.deliver.os.fsync", stop)
    expected = EnvironmentFault if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected), beside(tmp_path / "pack.pdf", b"new"):
        raise AssertionError("there is nothing to look at")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    """The fault names the file, the reason and the way out."""
    (tmp_path / "kfor").write_text("in the way")
    told = r"pack\.pdf: cannot be written: .*\n  hint: "
    with (
        pytest.raises(EnvironmentFault, match=told),
        beside(tmp_path / "kfor" / "pack.pdf", b"new"),
    ):
        raise AssertionError("there is nothing to look at")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """It is not replaced, and the draft is gone."""
    path = tmp_path / "pack.pdf"
    path.mkdir()
    with pytest.raises(EnvironmentFault, match="cannot be written"), beside(path, b"new") as draft:
        settle(draft, path)
    assert list(tmp_path.iterdir()) == [path]
