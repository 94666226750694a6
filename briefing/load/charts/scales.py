"""Rows that a scale of the spec cannot show: outside its domain, or not above zero on a log scale.

Vega draws such rows beside the plot, at its edge or without a colour, and says nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from briefing.load.charts.datasets import Table
from briefing.load.charts.declared import SECOND, Kind
from briefing.model.findings import Finding, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.load.charts.declared import Declared, Traced

_LISTED = 8


def undrawable(views: Sequence[Traced], *, shared: bool) -> Iterator[Finding]:
    """Yield a finding for each column with values that the scales of ``views`` cannot show.

    Args:
        views: the views of a spec that have marks.
        shared: layers share their scales, as they do unless the spec says otherwise.
    """
    for one in views:
        for column in one.columns:
            channel = one.view.encoding.get(column.by)
            if not isinstance(channel, Mapping) or not isinstance(column.rows, Table):
                continue
            rules = list(
                _rules(
                    column, channel, _scale(column.by, one, views if shared else ()), _clips(one)
                )
            )
            shown = [
                (n, row[column.column])
                for n, row in enumerate(column.rows)
                if row.get(column.column) is not None
                and all(each.keeps(row) for each in one.filters)
            ]
            for fits, why, hint in rules:
                if wrong := [(n, value) for n, value in shown if not fits(value)]:
                    yield _finding(column, column.rows, wrong, why, hint)


def _finding(
    column: Declared, table: Table, wrong: list[tuple[int, Any]], why: str, hint: str
) -> Finding:
    first, value = wrong[0]
    place = table.place(first, column.column)
    message = f'column "{column.column}", row {first + 1}: {value!s:.60} {why}'
    if rest := wrong[1:]:
        rows = ", ".join(str(n + 1) for n, _ in rest[:_LISTED])
        more = ", …" if len(rest) > _LISTED else ""
        message += f"; the same in {counted(len(rest), 'more row')}: {rows}{more}"
    return Finding(place, "B421", message, hint)


_Rule = tuple[Callable[[Any], bool], str, str]
"""Which values it cannot show, why, and what to do."""


def _rules(
    column: Declared, channel: Mapping[str, Any], scale: Mapping[str, Any], clips: bool
) -> Iterator[_Rule]:
    name = column.by
    reckoned = "aggregate" in channel or "bin" in channel or "timeUnit" in channel
    if scale.get("type") == "log" and column.kind is Kind.NUMBER:
        why = f"cannot be drawn on the log scale of “{name}”"
        yield lambda value: value > 0, why, "use “type: symlog”, or leave out the row"
    if name == "theta" and column.kind is Kind.NUMBER:
        yield (
            lambda value: value >= 0,
            "cannot be a slice of a whole",
            "use a bar instead of an arc",
        )
    if reckoned or clips or scale.get("type") == "threshold":  # whose domain parts all values
        return
    domain = scale.get("domain")
    if column.kind is Kind.NAME:
        if isinstance(domain, list) and domain:
            known = {str(value) for value in domain}
            why = f"is not in the “domain” of “{name}”, so that the row is not drawn"
            hint = "add it there, or leave out the row with a filter"
            yield lambda value: str(value) in known, why, hint
        return
    low, high = _bounds(domain, scale)
    if low is not None or high is not None:
        why = f"is outside the “domain” of “{name}”, so that it is drawn beside the chart"
        hint = "widen the domain, leave out the row with a filter, or cut it off with “clip: true”"
        least, most = (
            (-float("inf") if low is None else low),
            (float("inf") if high is None else high),
        )
        yield lambda value: least <= (_point(value) or 0) <= most, why, hint


def _bounds(domain: Any, scale: Mapping[str, Any]) -> tuple[float | None, float | None]:
    ends: Sequence[Any] = domain if isinstance(domain, list) and len(domain) > 1 else (None, None)
    points = [
        _point(scale.get(key, end))
        for key, end in (("domainMin", ends[0]), ("domainMax", ends[-1]))
    ]
    if None not in points and points[0] > points[1]:  # type: ignore[operator]
        points.reverse()
    return points[0], points[1]


def _point(value: Any) -> float | None:
    """Return a number, or a date as milliseconds since 1970; None if it is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        parts = [value.get("year"), value.get("month", 1), value.get("date", 1)]
        if not all(isinstance(part, int) for part in parts):
            return None
        value = "{:04}-{:02}-{:02}".format(*parts)
    if not isinstance(value, str):
        return None
    try:
        full = value + "-01" * (2 - value.count("-")) if "T" not in value else value
        time = datetime.datetime.fromisoformat(full)
    except ValueError:
        return None
    return time.replace(tzinfo=datetime.UTC).timestamp() * 1000


def _scale(name: str, one: Traced, views: Iterable[Traced]) -> Mapping[str, Any]:
    """Return the scale of a channel: its own, or that of a layer that shares it."""
    name = SECOND.get(name, name)
    found = _own_scale(name, one)
    if found is None:
        return {}
    layers = [other for other in views if other is not one and _share(one, other)]
    for other in layers:
        for key, value in (_own_scale(name, other) or {}).items():
            found.setdefault(key, value)
    return found


def _own_scale(name: str, one: Traced) -> dict[str, Any] | None:
    """Return the scale that a view gives to a channel; None if it wants none, but coordinates."""
    channel = one.view.encoding.get(name)
    if isinstance(channel, Mapping) and "scale" in channel and channel["scale"] is None:
        return None
    scale = channel.get("scale") if isinstance(channel, Mapping) else None
    return dict(scale) if isinstance(scale, Mapping) else {}


def _share(one: Traced, other: Traced) -> bool:
    """Return whether two views are layers of one chart; those that resolve scales otherwise are
    not judged together."""
    at, beside = one.view.at, other.view.at
    return at[-2:-1] == beside[-2:-1] == ("layer",) and at[:-2] == beside[:-2]


def _clips(one: Traced) -> bool:
    mark = one.view.spec.get("mark")
    return isinstance(mark, Mapping) and bool(mark.get("clip"))
