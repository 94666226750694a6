"""Columns of text that end above a table which stands across them, and begin again below it.

Composing parts columns where it knows of something wide (`briefing.compose.column_html`). That a
table is too wide for a column shows once it is laid out. ``column-span`` would put it across; but
the engine fails where two such tables follow one another over the end of a page.
"""

from __future__ import annotations

from typing import Any

from briefing.typeset.layout import ACROSS, RUNNING

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def put_across(root: Any, block: Any) -> None:
    """Put a block out of the columns of text that it is in, between those before it and those
    behind; its headings go with it. Elsewhere nothing is changed.

    Args:
        root: The tree.
        block: The block.
    """
    columns = _parent(root, block)
    names = columns.get("class", "").split()
    if RUNNING not in names:
        return
    children = list(columns)
    last = children.index(block)
    first = last
    while first and children[first - 1].tag in _HEADINGS:
        first -= 1
    others = " ".join(name for name in names if name != RUNNING)
    across = columns.makeelement("div", {"class": f"{others} {ACROSS}".strip()})
    behind = columns.makeelement("div", {"class": columns.get("class")})
    for child in children[first:]:
        columns.remove(child)
    across.extend(children[first : last + 1])
    behind.extend(children[last + 1 :])
    parent = _parent(root, columns)
    place = list(parent).index(columns)
    parts = [part for part in (columns, across, behind) if len(part)]
    behind.tail, columns.tail = columns.tail, None
    parent[place : place + 1] = parts


def _parent(root: Any, element: Any) -> Any:
    return next(parent for parent in root.iter() if element in list(parent))
