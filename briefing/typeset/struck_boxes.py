"""Blocks that are too wide for what stands beside the text.

Lines go round a float; the border and the ground of the block that they are in do not (CSS 2, 9.5).
So a heading with a rule across the page, a note or code would be drawn under a side box; and a
table that has no room beside the box is put below it. Such a block is told to be as wide as the
column, beside which there is room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.typeset.layout import SIDE
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_COLUMN = "width: var(--column)"
"""What such a block is given; a theme without columns has no such width, and nothing changes."""
_TOUCH_PX = 0.5
_BLOCK = "table-block"


def struck_boxes(page_box: Any) -> Iterator[Any]:
    """Yield the elements on a page that a rule or ground of theirs draws under a side box, and the
    tables that such a box has pushed down."""
    beside = [*_side_boxes(page_box)]
    if not beside:
        return
    for box in _ruled(page_box):
        left, top = box.border_box_x(), box.border_box_y()
        right, foot = left + box.border_width(), top + box.border_height()
        if any(
            other.border_box_x() < right - _TOUCH_PX
            and left < other.border_box_x() + other.border_width()
            and other.border_box_y() < foot - _TOUCH_PX
            and top < other.border_box_y() + other.border_height() - _TOUCH_PX
            for other in beside
        ):
            yield box.element
    feet = [box.position_y + box.margin_height() for box in beside]
    for table, element in _tables(page_box, None):
        if any(abs(table.border_box_y() - foot) < _TOUCH_PX for foot in feet):
            yield element


def _side_boxes(box: Any) -> Iterator[Any]:
    """Yield what floats in the side column of a page."""
    in_side = box.element is not None and box.element.get("class") == SIDE
    for child in _children(box):
        if in_side and child.is_floated():
            yield child
        else:
            yield from _side_boxes(child)


def _ruled(box: Any) -> Iterator[Any]:
    """Yield blocks of text with a rule above or below, or a ground, but not what is in them."""
    for child in _children(box):
        if not child.is_in_normal_flow() or isinstance(child, boxes.TableBox):
            continue
        ruled = child.border_top_width or child.border_bottom_width
        ground = getattr(child.style["background_color"], "alpha", 1)
        if type(child) is boxes.BlockBox and (ruled or ground):
            yield child
        else:
            yield from _ruled(child)


def _tables(box: Any, block: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what is right around each table in the text, with the element of its block."""
    for child in _children(box):
        if not child.is_in_normal_flow():
            continue
        names = child.element.get("class", "").split() if child.element is not None else ()
        if child.is_table_wrapper:
            if "wide" not in names:
                yield child, child.element if block is None else block
        elif "wide" not in names:
            yield from _tables(child, child.element if _BLOCK in names else block)


def _children(box: Any) -> Iterator[Any]:
    """Yield the boxes in a box that are no lines."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if isinstance(inner, boxes.Box) and not isinstance(inner, boxes.MarginBox | boxes.LineBox):
            yield inner
