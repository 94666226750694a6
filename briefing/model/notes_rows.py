"""Where slides and what is said to them stand on the pages of speaker's notes: arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.imposition import GAP_MM, SLIDES_MM, Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.paper import Paper

_SLIDE_SHARE, _SILENT_SHARE = 0.31, 0.2
"""Of the type area's width: a slide that something is said to, and one that is only shown."""
_NUMBER_MM = 4.5
"""Below a slide, for its number."""
_TIMES_MM = 25.0
"""Below that, for its times and the title of the next one."""
_APART_MM, _FAR_MM = 7.0, 16.0
"""Between a slide and the next, at least and at most."""


@dataclass(frozen=True, slots=True)
class NotesRow:
    """A slide on a page of notes, and the room for what is said to it."""

    slide: Box
    times: Box
    """Room for its times: below the slide, or beside one that nothing is said to."""
    script: Box | None
    """Room for what is said to it."""


def script_width(paper: Paper) -> float:
    """Return the width in mm of what is said to a slide."""
    return _width(paper) * (1 - _SLIDE_SHARE) - GAP_MM


def notes_pages(
    paper: Paper, shape: str, heights: Sequence[float]
) -> Iterator[tuple[NotesRow, ...]]:
    """Yield the slides of each page, as many as stand on it, spread a little over its height.

    Args:
        paper: Of the notes.
        shape: Of the slides.
        heights: Of what is said to each slide, in mm; 0 where nothing is.
    """
    area = paper.height_mm - paper.top_mm - paper.bottom_mm
    needs = [_need(paper, shape, height) for height in heights]
    first = 0
    while first < len(needs):
        last, used = first + 1, needs[first]
        while last < len(needs) and used + _APART_MM + needs[last] <= area:
            used += _APART_MM + needs[last]
            last += 1
        count = last - first
        free = max(area - used, 0.0)
        gap = min(_APART_MM + (free / (count - 1) if count > 1 else 0.0), _FAR_MM)
        top = paper.top_mm
        page = []
        for need, height in zip(needs[first:last], heights[first:last], strict=True):
            page.append(_row(paper, shape, top, height))
            top += need + gap
        yield tuple(page)
        first = last


def _width(paper: Paper) -> float:
    return paper.width_mm - paper.inner_mm - paper.outer_mm


def _slide(paper: Paper, shape: str, top: float, height: float) -> Box:
    across, down = SLIDES_MM[shape]
    width = _width(paper) * (_SLIDE_SHARE if height else _SILENT_SHARE)
    return Box(paper.inner_mm, top, width, width * down / across)


def _need(paper: Paper, shape: str, height: float) -> float:
    slide = _slide(paper, shape, 0, height)
    area = paper.height_mm - paper.top_mm - paper.bottom_mm
    numbered = slide.height + _NUMBER_MM
    return min(max(numbered + _TIMES_MM, height), area) if height else numbered


def _row(paper: Paper, shape: str, top: float, height: float) -> NotesRow:
    slide = _slide(paper, shape, top, height)
    right = slide.left + slide.width + GAP_MM
    if not height:
        times = Box(right, top, _width(paper) - slide.width - GAP_MM, slide.height)
        return NotesRow(slide, times, None)
    times = Box(slide.left, top + slide.height + _NUMBER_MM, slide.width, _TIMES_MM)
    need = _need(paper, shape, height)
    return NotesRow(slide, times, Box(right, top, script_width(paper), need))
