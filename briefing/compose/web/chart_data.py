"""The data of charts as tables below their pictures, to be opened by who wants them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.chart_table import IN_TABLE, SUMMARY, chart_tables
from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHART_DATA = "chart-data"
"""The kind of the node that holds the tables of a chart: a heading for them, then each."""


def with_chart_data(blocks: Iterable[Node], labels: Mapping[str, str]) -> tuple[Node, ...]:
    """Return ``blocks`` with the data of each chart as tables in its figure.

    The alternative text of such a picture is what its author says, without the data. Names alone,
    as on a map, are no table: they stay in the alternative text; and so does what is said of a
    table at the end of the text, which has the data.
    """
    return tuple(_with_data(block, labels) for block in blocks)


def _with_data(node: Node, labels: Mapping[str, str]) -> Node:
    if node.kind != "figure":
        if not node.nodes:
            return node
        children = (c if isinstance(c, str) else _with_data(c, labels) for c in node.children)
        return node.with_children(tuple(children))
    tables = chart_tables(node)
    if not tables or node.get(IN_TABLE) or any(len(table.heads) < 2 for table in tables):
        return node
    summary = Node("summary", (), (labels["web_data"],))
    held = Node(CHART_DATA, (), (summary, *(table.node() for table in tables)))
    rest = tuple(pair for pair in node.attributes if pair[0] != "alt")
    alt = ("alt", node.get(SUMMARY))
    return replace(node, attributes=(*rest, alt), children=(*node.children, held))
