"""Changes of files are seen by looking: each way of saving, and nothing else."""

from __future__ import annotations

import os
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.files import changes
from briefing.files.changes import ChangeWatch
from briefing.files.editor_files import is_kept_by_editor

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def watched(tmp_path: Path) -> ChangeWatch:
    """A folder with a section and a link to it, with results inside it."""
    for name in ("sections", "out", ".git", "data"):
        (tmp_path / "briefing" / name).mkdir(parents=True)
    (tmp_path / "briefing/sections/a.md").write_text("one")
    (tmp_path / "briefing/link.md").symlink_to("sections/a.md")
    return ChangeWatch((tmp_path / "briefing",), tmp_path / "briefing/out")


def save(folder: Path) -> None:
    """In place, with as many letters."""
    (folder / "sections/a.md").write_text("two")


def replace(folder: Path) -> None:
    """By renaming another file, with the same letters and times."""
    section = folder / "sections/a.md"
    draft = folder / "draft"
    draft.write_text(section.read_text())
    os.utime(draft, ns=(section.stat().st_atime_ns, section.stat().st_mtime_ns))
    draft.replace(section)


def link(folder: Path) -> None:
    """A link that leads to nothing any more."""
    (folder / "link.md").unlink()
    (folder / "link.md").symlink_to("../elsewhere")


CHANGES: dict[str, Callable[[Path], object]] = {
    "saved": save,
    "replaced": replace,
    "removed": lambda folder: (folder / "sections/a.md").unlink(),
    "renamed": lambda folder: (folder / "sections/a.md").rename(folder / "sections/b.md"),
    "new": lambda folder: (folder / "data/b.csv").write_text("a,b"),
    "a new folder": lambda folder: (folder / "figures").mkdir(),
    "other rights": lambda folder: (folder / "sections/a.md").chmod(0o400),
    "linked elsewhere": link,
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_way_of_saving_is_seen(change: str, watched: ChangeWatch) -> None:
    """Also what has come and gone."""
    before = watched.look()
    assert before == watched.look()
    time.sleep(0.02)  # the clock of a file system may go by hundredths of a second
    CHANGES[change](watched.folders[0])
    assert watched.look() != before


def test_results_and_what_editors_keep_are_not_looked_at(watched: ChangeWatch) -> None:
    """Nor version control, nor whether the folder is there at all."""
    folder, before = watched.folders[0], watched.look()
    for name in ("out/x.pdf", ".git/index", "sections/.a.md.swp", "sections/a.md~", "data/.#b"):
        (folder / name).write_text("x")
    (folder / "out" / "deep").mkdir()
    assert watched.look() == before
    assert ChangeWatch((folder / "gone",), folder).look() == {}


def test_a_burst_is_waited_for(watched: ChangeWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until nothing changes from one look to the next, or it never ends."""
    folder = watched.folders[0]
    writes = iter(range(3))

    def sleep(_: float) -> None:
        if (number := next(writes, None)) is not None:
            (folder / f"{number}.txt").touch()

    busy = ChangeWatch(watched.folders, watched.without, sleep)
    assert {Path(name).name for name in busy.settled(busy.look())} >= {"0.txt", "1.txt", "2.txt"}
    monkeypatch.setattr(changes, "_PATIENCE", 0.1)
    numbers = count()

    def write(_: float) -> None:
        (folder / f"n{next(numbers)}").touch()

    endless = ChangeWatch(watched.folders, watched.without, write)
    endless.settled({})
    assert next(numbers) > 1


def test_pauses_grow_with_what_there_is_to_look_at(watched: ChangeWatch) -> None:
    """Looking takes a small share of the time, whatever the briefing; but it is done in the end."""
    slept: list[float] = []
    busy = ChangeWatch(watched.folders, watched.without, slept.append)
    for took in (0.0, 0.005, 60.0):
        busy._took = took
        busy.pause()
    assert slept == [0.1, 0.5, 2.0]


@pytest.mark.parametrize(
    "name", [".a.md.swp", "a.md~", "#a.md#", ".#a.md", ".~lock.b.ods#", "~$b.xlsx", ".DS_Store"]
)
def test_files_of_editors_are_known(name: str) -> None:
    """By name alone."""
    assert is_kept_by_editor(name)


@pytest.mark.parametrize("name", ["a.md", ".hidden.csv", "~a.md", "#a.md", "a.swp.md"])
def test_other_files_are_not_taken_for_them(name: str) -> None:
    """They may be read, so they count."""
    assert not is_kept_by_editor(name)
