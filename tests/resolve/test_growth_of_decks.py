"""A deck costs as much for each slide, however many there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.resolve import resolve
from briefing.select.selection import make_edition, select
from support.growth import write_briefing

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType


def calls(folder: Path, slides: int) -> int:
    """The number of calls of functions that it takes to resolve a deck."""
    briefing, _ = load(write_briefing(folder, "slides", slides), "deck")
    edition = make_edition(briefing, "public", "full", "slides")
    labels = theme_of(briefing).labels_for(edition.language)
    selection = select(briefing, edition)
    count = 0

    def counted(_frame: FrameType, event: str, _value: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        resolve(briefing, selection, labels)
    finally:
        sys.setprofile(None)
    return count


def test_four_times_the_slides_take_four_times_the_work(tmp_path: Path) -> None:
    """Counted in calls, which no other work of the machine changes."""
    few, many = (calls(tmp_path / str(n), n) for n in (20, 80))
    assert many < 4.5 * few
