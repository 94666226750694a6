"""Measures laid-out pages: their size, what starts on them, and how much of them each block takes.

WeasyPrint says nothing of this, so its boxes are read after layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from briefing.model.output import PageFacts
from briefing.typeset.layout import RUNNING
from briefing.typeset.weasyprint_library import boxes, strut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from weasyprint import Page

_PT_PER_PX = 72 / 96
_EXACT = 2
"""Decimals of a height in pt that are kept."""


def page_facts(page: Page, place: Callable[[Any], str]) -> PageFacts:
    """Return the facts of a page: its size, anchors, blocks and filling.

    A row of cells counts once, a picture as high as it is; what floats, such as the side column,
    takes none of the main column. In text of two columns a line takes half of its height, for the
    columns are made equally high: without it, both end half a line higher.

    Args:
        page: the page, laid out.
        place: returns the place of an element to the base of the page, by which blocks are told.
    """
    box = page._page_box
    top, height = box.content_box_y(), box.height
    runs = _runs(box)
    bottom = min(top + height, max((run.end for run in runs), default=top))
    foot = min(top + height, max((run.foot for run in runs), default=top))
    return PageFacts(
        width=page.width * _PT_PER_PX,
        height=page.height * _PT_PER_PX,
        anchors=frozenset(page.anchors),
        blocks=tuple(
            (place(run.named) if run.key else "", round(taken * _PT_PER_PX, _EXACT))
            for run, taken in zip(runs, _taken(runs, top, bottom), strict=True)
        ),
        used=round(max(0.0, foot - top) * _PT_PER_PX, _EXACT),
        column=round(height * _PT_PER_PX, _EXACT),
        leading=round(_leading(box) / columns_of(box) * _PT_PER_PX, _EXACT),
    )


@dataclass(slots=True)
class _Run:
    """Lines and boxes of one block that follow one another, in CSS px from the top of the sheet."""

    key: str
    """Its ``data-block``."""
    named: Any
    """The first element that has it."""
    start: float
    end: float
    foot: float
    """Where it ends on the page; in columns, that is not where it ends in the order of reading."""


def _runs(page_box: Any) -> list[_Run]:
    """Return the runs of a page from top to bottom; none reaches below the start of the next."""
    runs: list[_Run] = []
    for start, end, foot, named in sorted(_found(page_box, _ON_PAGE), key=lambda item: item[0]):
        key = "" if named is None else named.get("data-block")
        if runs and runs[-1].key == key:
            runs[-1].end = max(runs[-1].end, end)
            runs[-1].foot = max(runs[-1].foot, foot)
        else:
            runs.append(_Run(key, named, start, end, foot))
    for run, following in pairwise(runs):
        run.end = min(run.end, following.start)
    return runs


def _taken(runs: Sequence[_Run], top: float, bottom: float) -> Iterator[float]:
    """Yield for each run the height in CSS px that would be free without it.

    That is its own height and the smaller of the spaces above and below it: margins collapse, so
    that the larger stays between its neighbours.
    """
    above = [0.0, *(b.start - a.end for a, b in pairwise(runs))]
    for n, run in enumerate(runs):
        below = above[n + 1] if n + 1 < len(runs) else bottom - run.end
        space = min(above[n], below) if n else run.start - top
        yield max(0.0, min(run.end, bottom) - run.start) + max(0.0, space)


def _leading(page_box: Any) -> float:
    """Return the line height of running text, in CSS px.

    It is that of ``body``, which text inherits. It cannot be measured on the page: most lines of a
    page of notes or sources have another. A page that text passes over, as a float fills it or the
    next begins on a right-hand one, has no ``body``.
    """
    bodies = (b for b in page_box.descendants() if getattr(b, "element_tag", "") == "body")
    return float(strut(next(bodies, page_box).style)[0])


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where what stands on a page would stand if its columns were one column with lines as low."""

    shift: float = 0.0
    factor: float = 1.0

    def __call__(self, y: float) -> float:
        """Return the place of a height on the page."""
        return self.shift + self.factor * y

    def within(self, columns: Sequence[Any], number: int) -> _Scale:
        """Return that of a column, of several of equal height side by side."""
        factor = self.factor / len(columns)
        top = self(columns[0].position_y) + number * factor * columns[0].height
        return _Scale(top - factor * columns[number].position_y, factor)


_ON_PAGE = _Scale()


def _found(box: Any, scale: _Scale, named: Any = None) -> Iterator[tuple[float, float, float, Any]]:
    """Yield the lines, pictures and named boxes of a page that stand in its main column: top and
    bottom in the order of reading, bottom on the page (CSS px), and the element around each that
    has a ``data-block``."""
    element = getattr(box, "element", None)
    is_named = element is not None and element.get("data-block")
    if is_named:
        named = element
    is_line = isinstance(box, boxes.LineBox)
    if is_line or is_named or isinstance(box, boxes.ReplacedBox | boxes.TableBox):
        top = box.position_y + box.margin_top
        foot = top + (box.height if is_line else box.border_height())
        yield scale(top), scale(foot), foot, named
    if is_line:
        return
    columns = _columns(box)
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        inner = getattr(child, "_box", child)
        out_of_flow = inner.style["float"] == "right" or inner.style["position"] == "absolute"
        if not out_of_flow and not str(inner.element_tag).endswith("::marker"):
            side_by_side = columns.get(id(inner))
            own = scale.within(*side_by_side) if side_by_side else scale
            yield from _found(inner, own, named)


def columns_of(page_box: Any) -> int:
    """Return how many columns the text of a page runs through."""
    counts = (len(group) for box in page_box.descendants() for group in _groups(box))
    return max(counts, default=1)


def _columns(box: Any) -> dict[int, tuple[Sequence[Any], int]]:
    """Return for each column of running text in a box all that stand side by side, and its number
    among them."""
    return {
        id(column): (group, number)
        for group in _groups(box)
        for number, column in enumerate(group)
        if len(group) > 1
    }


def _groups(box: Any) -> list[list[Any]]:
    """Return the columns of running text in a box, those together that stand side by side.

    Between them is what stands across.
    """
    element = getattr(box, "element", None)
    if element is None or box.is_column or RUNNING not in element.get("class", "").split():
        return []
    columns = (child for child in box.children if child.is_column)
    return [list(group) for _, group in groupby(columns, lambda column: column.position_y)]
