"""Where slides and cards stand on a sheet, in mm from its top left corner: arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.formats.handout import WITH_NOTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.paper import Paper

SLIDES_MM = {"16:9": (254.0, 142.875), "4:3": (254.0, 190.5)}
"""Width and height of a slide by its shape: ten inches wide, as office suites have it."""

GAP_MM = 8.0
"""Between a slide and what is beside it; also the distance of ruled lines."""
_BETWEEN_MM = 6.0
"""Between slides on a handout, in rows and in columns."""
_BELOW_MM = 3.0
"""Below a slide, for its number."""
_CLEAR_MM = 3.0
"""Left free below the last ruled line, so that it is not taken for a rule of the page."""
_MARGINS_MM = (20.0, 12.0)
"""Most that a handout leaves at its punched and its other side: on paper, slides are small."""
_GRIDS = {"1": (1, 1), "2": (1, 2), "4": (2, 2), "6": (2, 3), "9": (3, 3)}
"""Columns and rows on a portrait sheet. A landscape one has them the other way round."""
_THREE_SHARE = 0.575
"""Of the type area's width, for the slides of a handout with lines beside them."""
_LEAST_LINES = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a sheet, in mm."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a fragment stands on a sheet; its further pages stand there on the sheets after it."""

    fragment: int
    """Its place among the fragments of its edition, from 0."""
    left: float = 0.0
    """Of the upper left corner of its pages, as ``top``, in mm."""
    top: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Imposition:
    """A sheet on which fragments stand, with as many after it as the longest of them has pages."""

    placements: tuple[Placement, ...]
    """In the order in which they are read."""
    furniture_params: Mapping[str, object] = field(default_factory=dict, repr=False)
    """Template variables for the furniture: which slides are on the sheet, where it is ruled."""


@dataclass(frozen=True, slots=True)
class HandoutSheet:
    """How a handout's sheet is divided."""

    paper: Paper
    """Turned where slides get larger by it."""
    scale: float
    """Of the slides: 1 is their own size."""
    slides: tuple[Box, ...]
    """In the order in which they are read."""
    beside: tuple[Box, ...] = ()
    """Room for ruled lines or notes, one for each slide, where there is any."""


def turned(paper: Paper) -> Paper:
    """Return the paper in landscape, its punched side at the top, as binders hold it."""
    return replace(
        paper,
        width_mm=paper.height_mm,
        height_mm=paper.width_mm,
        top_mm=paper.inner_mm,
        inner_mm=paper.bottom_mm,
        outer_mm=paper.top_mm,
        bottom_mm=paper.outer_mm,
    )


def sheet_paper(paper: Paper) -> Paper:
    """Return the paper of handouts and notes, with no wider margins at its sides than they need."""
    inner, outer = _MARGINS_MM
    return replace(paper, inner_mm=min(paper.inner_mm, inner), outer_mm=min(paper.outer_mm, outer))


def handout_sheet(paper: Paper, shape: str, per_page: str, order: str) -> HandoutSheet:
    """Return the sheet of a handout: ``per_page`` slides, or one slide above its notes."""
    paper = sheet_paper(paper)
    if per_page == WITH_NOTES:
        return _over_notes(paper, shape)
    if per_page == "3":
        return _beside_lines(paper, shape)
    upright = _grid(paper, shape, _GRIDS[per_page], order)
    across = _grid(turned(paper), shape, _GRIDS[per_page][::-1], order)
    return max(upright, across, key=lambda sheet: sheet.scale)


def lines_in(box: Box) -> tuple[float, ...]:
    """Return how far ruled lines in a box are from the top of the sheet, in mm."""
    count = int((box.height - _CLEAR_MM) / GAP_MM + 1e-6)
    return tuple(box.top + GAP_MM * (n + 1) for n in range(count))


def _area(paper: Paper) -> Box:
    return Box(
        paper.inner_mm,
        paper.top_mm,
        paper.width_mm - paper.inner_mm - paper.outer_mm,
        paper.height_mm - paper.top_mm - paper.bottom_mm,
    )


def _over_notes(paper: Paper, shape: str) -> HandoutSheet:
    area, (width, height) = _area(paper), SLIDES_MM[shape]
    scale = min(area.width / width, area.height / 2 / height)
    slide = Box(area.left, area.top, width * scale, height * scale)
    top = slide.top + slide.height + GAP_MM
    notes = Box(area.left, top, area.width, area.top + area.height - top)
    return HandoutSheet(paper, scale, (slide,), (notes,))


def _beside_lines(paper: Paper, shape: str) -> HandoutSheet:
    area, (width, height) = _area(paper), SLIDES_MM[shape]
    row = (area.height - 2 * GAP_MM) / 3
    scale = min(area.width * _THREE_SHARE / width, row / height)
    slides, lines = [], []
    for number in range(3):
        top = area.top + number * (row + GAP_MM)
        slide = Box(area.left, top, width * scale, height * scale)
        left = slide.left + slide.width + GAP_MM
        # Lines reach below a low slide where they would be too few beside it.
        deep = min(row, max(slide.height, _LEAST_LINES * GAP_MM) + _CLEAR_MM)
        slides.append(slide)
        lines.append(Box(left, top, area.left + area.width - left, deep))
    return HandoutSheet(paper, scale, tuple(slides), tuple(lines))


def _grid(paper: Paper, shape: str, grid: tuple[int, int], order: str) -> HandoutSheet:
    columns, rows = grid
    area, (width, height) = _area(paper), SLIDES_MM[shape]
    cell_width = (area.width - _BETWEEN_MM * (columns - 1)) / columns
    cell_height = (area.height - _BETWEEN_MM * (rows - 1)) / rows
    numbered = _BELOW_MM if columns * rows > 1 else 0.0
    scale = min(cell_width / width, (cell_height - numbered) / height)
    indent = (cell_width - width * scale) / 2
    below = cell_height - height * scale - _BELOW_MM
    places = [(row, column) for row in range(rows) for column in range(columns)]
    if order == "vertical":
        places.sort(key=lambda place: (place[1], place[0]))
    slides = tuple(
        Box(
            area.left + column * (cell_width + _BETWEEN_MM) + indent,
            area.top + row * (cell_height + _BETWEEN_MM),
            width * scale,
            height * scale,
        )
        for row, column in places
    )
    rooms = tuple(
        Box(slide.left, slide.top + slide.height + _BELOW_MM, slide.width, below)
        for slide in slides
    )
    ruled = len(slides) > 1 and len(lines_in(rooms[0])) > 1
    return HandoutSheet(paper, scale, slides, rooms if ruled else ())


# ── cards ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A sheet that is cut into cards of one size, without waste."""

    paper: Paper
    fronts: tuple[Box, ...]
    """In the order in which they are numbered."""
    backs: tuple[Box, ...]
    """Of the same cards, on the other side of the sheet as it comes out of the printer."""
    backs_turned: bool
    """Backs stand on their heads on the sheet, so that they are upright on the card."""


def card_sheet(paper: Paper, card: str, duplex: str) -> CardSheet:
    """Return a sheet of four A6 cards in portrait, or two A5 in landscape; Letter is cut alike.

    A card is turned over like a page, about its upright edge. A printer that turns the sheet about
    an upright edge puts the back of the left column behind the right one; about a level edge, the
    same sheet comes out upside down.
    """
    if card == "a5":
        paper = turned(paper)
    columns, rows = (2, 1) if card == "a5" else (2, 2)
    width, height = paper.width_mm / columns, paper.height_mm / rows
    places = [(row, column) for row in range(rows) for column in range(columns)]

    def box(row: int, column: int) -> Box:
        return Box(column * width, row * height, width, height)

    upright_edge = (duplex != "short") == (paper.height_mm >= paper.width_mm)
    last_row, last_column = rows - 1, columns - 1
    return CardSheet(
        paper,
        tuple(box(row, column) for row, column in places),
        tuple(
            box(row, last_column - column) if upright_edge else box(last_row - row, column)
            for row, column in places
        ),
        backs_turned=not upright_edge,
    )


_FROM_EDGE_MM = 2.0
_MARK_MM = 7.0
_CROSS_MM = 3.0


def cut_marks(sheet: CardSheet) -> tuple[Box, ...]:
    """Return where a sheet is cut: short lines at its edges, and a cross where two cuts meet.

    They reach further than the edge that printers leave blank, mostly 4 to 6 mm.
    """
    width, height = sheet.paper.width_mm, sheet.paper.height_mm
    upright = sorted({box.left for box in sheet.fronts if box.left})
    level = sorted({box.top for box in sheet.fronts if box.top})
    far = _FROM_EDGE_MM + _MARK_MM
    marks = [Box(x, top, 0, _MARK_MM) for x in upright for top in (_FROM_EDGE_MM, height - far)] + [
        Box(left, y, _MARK_MM, 0) for y in level for left in (_FROM_EDGE_MM, width - far)
    ]
    for x in upright:
        for y in level:
            marks.append(Box(x, y - _CROSS_MM, 0, 2 * _CROSS_MM))
            marks.append(Box(x - _CROSS_MM, y, 2 * _CROSS_MM, 0))
    return tuple(marks)
