"""The data of a chart as a table, in the words and digits that its drawing prints.

A resolved figure that shows a chart holds them beside its alternative text, so that every format
can give them to who does not see the drawing: as text, or as a real table.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing.model.content import ChartTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.content import Node

ATTRIBUTE = "printed-data"
"""The attribute of a figure that holds its tables, as JSON."""
SUMMARY = "summary"
"""The attribute of a figure that holds what its author says it shows, without its data."""
IN_TABLE = "in-table"
"""The attribute of a figure that names the tables at the end of a text that hold its data."""


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
