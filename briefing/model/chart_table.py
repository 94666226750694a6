"""The data of a chart as a table, in the words and digits that its drawing prints.

A resolved figure that shows a chart holds them beside its alternative text, so that every format
can give them to who does not see the drawing: as text, or as a real table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

ATTRIBUTE = "printed-data"
"""The attribute of a figure that holds its tables, as JSON."""
SUMMARY = "summary"
"""The attribute of a figure that holds what its author says it shows, without its data."""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The rows of data behind some marks of a chart, each cell as it is printed."""

    heads: tuple[str, ...]
    """What each column is called."""
    rows: tuple[tuple[str, ...], ...]
    """The cells of each row; one that the chart does not print is empty."""

    def node(self) -> Node:
        """Return it as a table, as one that an author wrote."""
        head = Node("tr", (), tuple(Node("th", (), (name,)) for name in self.heads))
        body = (Node("tr", (), tuple(_cell(cell) for cell in row)) for row in self.rows)
        return Node("table", (), (Node("thead", (), (head,)), Node("tbody", (), tuple(body))))

    def words(self) -> str:
        """Return it as running text: cells apart by commas, rows by semicolons."""
        return "; ".join(", ".join(filter(None, row)) for row in self.rows)


def chart_tables(figure: Node) -> tuple[ChartTable, ...]:
    """Return the tables behind a ``figure``; none if it shows no chart whose rows are printed."""
    return tuple(
        ChartTable(tuple(heads), tuple(map(tuple, rows)))
        for heads, rows in json.loads(figure.get(ATTRIBUTE) or "[]")
    )


def as_attribute(tables: Iterable[ChartTable]) -> tuple[str, str]:
    """Return the attribute that gives ``tables`` to a figure."""
    data = [[table.heads, table.rows] for table in tables]
    return ATTRIBUTE, json.dumps(data, ensure_ascii=False)


def _cell(text: str) -> Node:
    return Node("td", (), (text,) if text else ())
