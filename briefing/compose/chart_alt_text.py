"""The data behind a chart as words, for those who hear it instead of seeing it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.text.locale_format import print_partial_date, print_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.content import Node


def read_out(figure: Node, labels: Mapping[str, str], language: str) -> Node:
    """A drawn figure whose alternative text ends with its data, row by row."""
    words = figure.get("alt").rstrip()
    for table in json.loads(figure.get("readings")):
        rows = "; ".join(", ".join(_cell(cell, language) for cell in row) for row in table)
        words += " " if words.endswith((".", "!", "?")) else ". "
        words += labels["chart_data"].format(rows=rows)
    rest = (pair for pair in figure.attributes if pair[0] not in {"alt", "readings"})
    return replace(figure, attributes=(*rest, ("alt", words)))


def _cell(cell: str, language: str) -> str:
    """A value as the edition's language prints it; its kind stands before it."""
    kind, _, value = cell.partition(" ")
    if kind == "date":
        return print_partial_date(value, language)
    if kind == "number":
        try:
            return print_value(float(value) if "." in value else int(value), language)
        except ValueError:
            return value
    return value
