"""Which cells of a table head its rows: those of the first column, where it says what each row is
about.

It does so of itself where its cells are names of something: words, dates, years, ranges such as
“10–19”. A column that measures or counts names nothing. Nor does a blank cell: the row that it
begins has only the heads of its columns. An author may say otherwise (“row-heads”).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.compose.number_columns import measures

if TYPE_CHECKING:
    from briefing.model.content import Node


def with_row_heads(table: Node) -> Node:
    """Return a table in which each cell that heads a row says so: ``scope: row``.

    A header row without words is left out: a reader would be told of cells that hold nothing.
    """
    parts = tuple(
        part for part in table.nodes if part.kind != "thead" or not all(map(is_blank, _cells(part)))
    )
    rows = [row.nodes for part in parts if part.kind == "tbody" for row in part.nodes]
    asked = table.get("row-heads")
    by_itself = len(parts) > 1 and not measures([row[0] for row in rows if row])
    if asked == "no" or not (asked or by_itself):
        return table.with_children(parts)
    return table.with_children(
        tuple(
            part.with_children(tuple(map(_with_head, part.nodes))) if part.kind == "tbody" else part
            for part in parts
        )
    )


def is_blank(cell: Node) -> bool:
    """Return whether a cell has no words; such a cell heads nothing."""
    return not cell.text().strip()


def _with_head(row: Node) -> Node:
    first, *others = row.nodes
    if is_blank(first) or not others:
        return row
    head = replace(first, attributes=(*first.attributes, ("scope", "row")))
    return row.with_children((head, *others))


def _cells(part: Node) -> tuple[Node, ...]:
    return tuple(cell for row in part.nodes for cell in row.nodes)
