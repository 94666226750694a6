"""Which tables may be wider than the screen of a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.model.node_text import inline_text

if TYPE_CHECKING:
    from briefing.model.content import Node

_ROOM = 22
"""Characters that stand side by side on a slide, at the size of tables, where there are 320 px."""
_APART = 2
"""Characters that the space between two columns takes."""
_LEAST = 4
"""Characters of a column of words that may break."""
_WORD = re.compile(r"[^\s\-\u2010\u2013\u2014/]+")


def is_wide(table: Node) -> bool:
    """Return whether the longest words of a table's columns do not fit side by side on a phone."""
    widths: dict[int, int] = {}
    for row in (node for node in table.walk() if node.kind == "tr"):
        for column, cell in enumerate(row.nodes):
            words = _WORD.findall(inline_text(cell.children))
            longest = max(map(len, words), default=0)
            widths[column] = max(widths.get(column, _LEAST), longest)
    return sum(widths.values()) + _APART * (len(widths) - 1) > _ROOM
