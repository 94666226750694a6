"""Figures that do not fit on a page: text that is written after them goes on before them.

CSS has no floats to the head of the next page (CSS Page Floats is not in WeasyPrint). So a figure
that has left room on the page before it is moved, in the tree, below as many paragraphs and lists
as fill that room; composing says which may (``data-floats``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.typeset.page_findings import letter_count
from briefing.typeset.page_flow import hole, must_not_break, room_below
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.typeset.page_flow import Leaf

GAP = 0.12
"""Share of a page that stays empty before a figure; more is filled."""
_PASSED = frozenset({"p", "ul", "ol"})
"""What it may float past; in columns, figures stand between what holds these."""
_FLOATS = "data-floats"
_FLOATED = "data-floated"
_LEAST_LETTERS = 16
"""Of what is said of a figure, so that the proof finds it wherever it is."""
_LINES = 4
"""Lines that a paragraph needs for it to be broken over two pages."""


def waiting_figure(following: Sequence[Leaf]) -> Any:
    """Return the figure that begins a page and may float, or None."""
    for box in following[0].around if following else ():
        element = box.element
        if element is not None and element.get(_FLOATS) and must_not_break(box):
            waits = element.get(_FLOATED) is None
            return element if waits and letter_count(_said(element)) >= _LEAST_LETTERS else None
    return None


def _said(figure: Any) -> str:
    """Return what is said first of a figure."""
    return next((text for text in map("".join, map(_texts, figure)) if text.strip()), "")


def _texts(element: Any) -> list[str]:
    return list(element.itertext())


def float_figure(root: Any, page: Any, flow: Sequence[Leaf], following: Sequence[Leaf]) -> bool:
    """Move the figure that begins a page below text that the page before has room for.

    Args:
        root: The tree.
        page: The page before.
        flow: What stands in its flow.
        following: What stands in the flow of the page that begins with the figure.

    Returns:
        Whether it was moved.
    """
    figure = waiting_figure(following)
    if figure is None or not flow or hole(page, flow[-1]) <= GAP:
        return False
    parent = next(element for element in root.iter() if figure in list(element))
    place = list(parent).index(figure)
    behind = list(parent)[place + 1 : place + 1 + int(figure.get(_FLOATS))]
    count = _that_fit(behind, _boxes_of(following), room_below(page, flow[-1]))
    if not count:
        return False
    figure.set(_FLOATED, str(count))
    tail, figure.tail = figure.tail, behind[count - 1].tail
    behind[count - 1].tail = tail
    parent.remove(figure)
    parent.insert(place + count, figure)
    return True


def _boxes_of(following: Sequence[Leaf]) -> Mapping[Any, Any]:
    """Return the outermost box of each element on a page."""
    found: dict[Any, Any] = {}
    for leaf in following:
        for box in leaf.around:
            if box.element is not None:
                found.setdefault(box.element, box)
    return found


def _that_fit(behind: Sequence[Any], shown: Mapping[Any, Any], room: float) -> int:
    """Return how many of some blocks fill a height, in px; the last may go on on the next page."""
    count = 0
    for element in behind:
        box = shown.get(element)
        if box is None or element.tag not in _PASSED:
            break
        if box.margin_height() > room:
            lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
            breaks = len(lines) >= _LINES and room >= _LINES / 2 * lines[0].height
            return count + breaks
        room -= box.margin_height()
        count += 1
    return count
