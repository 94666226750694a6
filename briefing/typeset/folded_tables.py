"""Tables that are folded into columns: what stands below them follows right below their last rows.

The engine makes the columns as high as it takes, by trying: what it has tried too much, up to the
height of a row, stays free below the longest column. That is taken back as soon as the columns are
laid out, before anything is placed below them.
"""

from __future__ import annotations

from typing import Any

from briefing.typeset.weasyprint_library import block_layout

FOLD = "fold"
"""Class of what holds a table that is folded."""


def install() -> None:
    """Have the engine end folded tables with their last rows. To call it again changes nothing."""
    if not hasattr(block_layout.columns_layout, "around"):
        block_layout.columns_layout = _closing_up(block_layout.columns_layout)


def is_folded(box: Any) -> bool:
    """Return whether a box is that of a folded table, or one of its columns."""
    element = getattr(box, "element", None)
    return element is not None and FOLD in element.get("class", "").split()


def _closing_up(lay_out_columns: Any) -> Any:
    """Return WeasyPrint's ``columns_layout``, with free height taken from folded tables."""

    def lay_out(*arguments: Any) -> Any:
        box, resume_at, *rest = lay_out_columns(*arguments)
        if box is not None and resume_at is None and is_folded(box):
            free = _free_height(box)
            box.height -= free
            for column in box.children:
                column.height = max(0.0, column.height - free)
        return (box, resume_at, *rest)

    lay_out.around = lay_out_columns  # type: ignore[attr-defined]
    return lay_out


def _free_height(box: Any) -> float:
    """Return the height in px that is free below all rows of a folded table on a page."""
    rows = [row for row in box.descendants() if str(row.element_tag) == "tr"]
    end = box.content_box_y() + box.height
    foot = max((row.position_y + row.height for row in rows), default=end)
    return float(max(0.0, end - foot))
