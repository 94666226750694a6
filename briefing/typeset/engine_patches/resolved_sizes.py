"""Sizes of boxes whose style has no percentages, set at once.

Whenever WeasyPrint lays out a box, it resolves eighteen properties one by one, though few of them
are percentages. Where all of a style are lengths in px, ``auto`` or none, what comes of them is the
same for each box in whatever it stands: it is noted on the style, and the box is given all of it
in one update.

Measured: ×0.96 of the processor time of typesetting with the others in place, median of 7
alternated runs over fragments of the shipped briefing, on a busy machine: single runs were up to a
quarter off.

It steps aside for percentages and calculated lengths, for ``box-sizing`` other than
``content-box``, for collapsed borders, whose widths are the table's affair, for what only stands
for a box (an ``AbsolutePlaceholder``), and for copies of styles, in which the engine sets sizes
(`briefing.typeset.engine_patches.style_notes`).

For WeasyPrint: ``resolve_percentages`` could keep this on the style, which is shared already.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from briefing.typeset.engine_internals import (
    absolute_layout,
    column_layout,
    float_layout,
    grid_layout,
    page_layout,
    percent,
)
from briefing.typeset.engine_patches.replacement import Replacement
from briefing.typeset.engine_patches.style_notes import notes_of
from briefing.typeset.weasyprint_library import block_layout, boxes, inline_layout, table_layout

SIZES = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
"""Properties that may be percentages."""
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_values = itemgetter(*SIZES)
_LEAST = frozenset({"min_width", "min_height"})
"""Properties of which ``auto`` is used as 0."""
_NAME = "resolve_percentages"
_HOLDERS = (
    *(percent, block_layout, inline_layout, page_layout, float_layout, grid_layout),
    *(absolute_layout, column_layout, table_layout),
)


def _at_once(resolve_percentages: Any) -> Any:
    """Return a ``resolve_percentages`` that looks for percentages once for each style."""

    def resolve(box: Any, containing_block: Any) -> None:
        if isinstance(box, boxes.Box) and (notes := notes_of(box.style)) is not None:
            sizes = notes.sizes
            if sizes is None:
                sizes = notes.sizes = _sizes(box.style)
            if sizes:
                box.__dict__.update(sizes)
                return
        resolve_percentages(box, containing_block)

    return resolve


def _sizes(style: Any) -> dict[str, Any]:
    """Return the sizes that all boxes of a style have; empty if they depend on where a box is."""
    if style["box_sizing"] != "content-box" or style["border_collapse"] == "collapse":
        return {}
    found: dict[str, Any] = {}
    for name, value in zip(SIZES, _values(style), strict=True):
        if value is None or value == "auto":
            found[name] = 0 if value == "auto" and name in _LEAST else value
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return {}
    found.update((name, style[name]) for name in BORDERS)
    return found


PATCH = Replacement([(holder, _NAME) for holder in _HOLDERS], _at_once)
