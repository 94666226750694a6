"""How the values of a chart print: numbers beside marks, years, dates that are names as well."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from briefing.load.charts.datasets import Table
from briefing.load.charts.declared import UNSEEN, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.files.yaml import KeyPath
    from briefing.load.charts.datasets import Rows
    from briefing.load.charts.declared import Declared, Traced

_YEARS = range(1800, 2100)
_OWN = frozenset(("aggregate", "bin", "format", "formatType", "timeUnit"))
"""Keys with which a channel says by itself how its values print, or prints others."""

Remark = tuple["KeyPath", str, str]
"""Where in the spec, what is wrong, a hint."""


def group_numbers(views: Sequence[Traced]) -> None:
    """Have text marks print the numbers of a column as axes do: grouped, with the decimal sign of
    the edition's language. Years are not grouped."""
    for one in views:
        channel = one.view.encoding.get("text")
        if not isinstance(channel, dict) or _OWN & set(channel):
            continue
        columns = [each for each in one.columns if each.by == "text"]
        values = [value for each in columns for value in _values(each.rows, each.column)]
        if values and all(_is_number(value) for value in values):
            if "type" in channel and channel["type"] != "quantitative":
                continue
            channel["type"] = "quantitative"
            decimals = {_decimals(each.rows, each.column) for each in columns}
            own = f",.{max(decimals)}f" if len(decimals) == 1 and max(decimals) else ","
            channel["format"] = "d" if all(_is_year(value) for value in values) else own


def _decimals(rows: Rows, column: str) -> int:
    return rows.decimals.get(column, 0) if isinstance(rows, Table) else 0


def dates_and_names(views: Sequence[Traced]) -> Iterator[Remark]:
    """Yield each channel that shows dates as names: Vega prints them in milliseconds if another
    channel has them read as dates."""
    kinds: dict[tuple[int, str], list[Declared]] = defaultdict(list)
    for one in (column for view in views for column in view.columns):
        kinds[id(one.rows), one.column].append(one)
    for ways in kinds.values():
        if any(one.kind is Kind.DATE for one in ways):
            for one in ways:
                if one.kind is Kind.NAME and one.by not in UNSEEN:
                    message = f'“{one.by}” shows the dates of column "{one.column}" as names'
                    hint = "add “timeUnit: yearmonthdate” to it, or make its type temporal"
                    yield one.at, message, hint


def years_as_numbers(views: Sequence[Traced]) -> Iterator[Remark]:
    """Yield each axis that prints what are probably years as numbers: 2,025."""
    for view in views:
        for one in view.columns:
            channel = view.view.encoding.get(one.by)
            if one.by in {"x", "y"} and isinstance(channel, dict) and _prints_numbers(channel):
                values = list(_values(one.rows, one.column))
                if len(values) > 1 and all(_is_year(value) for value in values):
                    message = f'“{one.by}” prints the years of column "{one.column}" as numbers, '
                    hint = "make its type temporal; or, if it counts, add axis: {format: “,”}"
                    yield one.at, f"{message}{values[0] // 1000},{values[0] % 1000:03}", hint


def _prints_numbers(channel: Mapping[str, Any]) -> bool:
    axis = channel.get("axis", {})
    return (
        channel.get("type") == "quantitative"
        and not _OWN & set(channel)
        and isinstance(axis, dict)
        and not {"format", "labelExpr", "labels"} & set(axis)
        and not ("scale" in channel and channel["scale"] is None)
    )


def _values(rows: Rows, column: str) -> Iterator[Any]:
    return (row[column] for row in rows if row.get(column) is not None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_year(value: Any) -> bool:
    return isinstance(value, int) and value in _YEARS
