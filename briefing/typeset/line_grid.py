"""Boxes, figures and tables in columns: the space below each adds up to whole lines with it.

So lines of text stand at the same height in both columns, below whatever is above them. How high
such a block is, is known once it is laid out; it is the same wherever it stands, so that it is told
once.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from briefing.typeset.layout import RUNNING
from briefing.typeset.weasyprint_library import boxes, strut

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset({"figure", "table-block", "boxed", "note"})
_BELOW = "margin-bottom: "
_SLACK_PX = 0.5


def off_grid(page_box: Any) -> Iterator[tuple[Any, str]]:
    """Yield each block in the columns of a page after which lines would not be as high as in the
    other column, and the declaration that it needs."""
    found = [(child, line) for column, line in _columns(page_box) for child in _blocks(column)]
    parts = Counter(child.element for child, _ in found)
    for child, line in found:
        style = child.element.get("style") or ""
        if parts[child.element] > 1 or _BELOW in style:  # broken, or told
            continue
        over = (child.border_height() + child.margin_bottom) % line
        if _SLACK_PX < over < line - _SLACK_PX:
            yield child.element, f"{_BELOW}{child.margin_bottom + line - over:.2f}px"


def _columns(box: Any) -> Iterator[tuple[Any, float]]:
    """Yield the columns of running text on a page, each with the height of its lines."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if not isinstance(inner, boxes.BlockBox):
            if not isinstance(inner, boxes.LineBox):
                yield from _columns(inner)
            continue
        element = inner.element
        if element is not None and RUNNING in element.get("class", "").split():
            line = float(strut(inner.style)[0])
            yield from ((column, line) for column in inner.children if column.is_column)
        else:
            yield from _columns(inner)


def _blocks(column: Any) -> Iterator[Any]:
    """Yield the blocks in a column that have a height of their own."""
    for child in column.children:
        element: Any = getattr(child, "element", None)
        if element is None or not isinstance(child, boxes.BlockBox):
            continue
        if child.is_in_normal_flow() and not _BLOCKS.isdisjoint(element.get("class", "").split()):
            yield child
