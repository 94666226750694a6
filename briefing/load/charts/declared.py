"""What a spec declares its data to be: columns that must hold numbers, dates or names.

A column is a number where a channel of type “quantitative” shows it or a transform reckons with it,
and a date where a channel of type “temporal” or a time unit reads it. Transforms rename: what a
channel names is traced back to the columns of the data, as far as that can be told. What cannot is
left to the count of the marks that are drawn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from briefing.load.charts.datasets import Rows, rows_of
from briefing.load.charts.filters import Comparison, comparisons
from briefing.load.charts.views import KEEPS_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.yaml import KeyPath
    from briefing.load.charts.views import View


class Kind(StrEnum):
    """What a column of data holds."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Declared:
    """One column of some data and what a part of the spec takes it for."""

    rows: Rows
    column: str
    kind: Kind
    by: str
    """The channel or transform that says so: ``y``."""
    at: KeyPath
    may_be_empty: bool = False
    """The spec says what becomes of rows without a value."""
    filters: tuple[Comparison, ...] = ()
    """Rows that one of them drops are not shown."""
    untyped: bool = False
    """It is printed as what it is: a number as a number, whatever sign groups its digits."""

    def shows(self, row: Mapping[str, Any]) -> bool:
        """Return whether a row without a value would be missed."""
        return not self.may_be_empty and all(one.keeps(row) for one in self.filters)


_Column = tuple[int, str]
"""A table, by its place in a list of tables, and a column of it."""

_COUNTS = frozenset(("count", "distinct", "valid", "missing"))
"""Aggregations that take values of any kind."""
_PASSES = frozenset(
    ("argmax", "argmin", "first_value", "lag", "last_value", "lead", "max", "min", "nth_value")
)
"""Operations whose result is one of the values that they are given."""
_ANY_ORDER = frozenset(("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"))
_CONTINUOUS = frozenset(("linear", "log", "pow", "sqrt", "symlog"))
SECOND = {
    **{f"{name}2": name for name in ("x", "y", "theta", "radius", "latitude", "longitude")},
    **{f"{axis}Error{n}": axis for axis in "xy" for n in ("", "2")},
}
"""Channels that are of the same type as another."""
UNSEEN = frozenset(("description", "detail", "href", "key", "order", "tooltip", "url"))
"""Channels that are not visible on paper."""
_NUMERIC_TRANSFORMS = {
    "bin": ("field",),
    "density": ("density",),
    "extent": ("extent",),
    "loess": ("loess", "on"),
    "quantile": ("quantile",),
    "regression": ("regression", "on"),
    "stack": ("stack",),
}
"""Transforms that reckon with fields, and the keys that name these."""


@dataclass(frozen=True, slots=True)
class Traced:
    """One view with a mark, and what it takes the columns of its data for."""

    view: View
    rows: Rows | None
    """The rows of its data; None if they are outlines or computed."""
    columns: tuple[Declared, ...]
    filters: tuple[Comparison, ...]
    keeps_rows: bool
    """Whether it draws a mark for each row that its filters keep, as far as transforms go."""

    def drawn_rows(self) -> tuple[int, ...] | None:
        """Return the numbers, from 0, of the rows that it should draw, each a mark of its own;
        None if that cannot be told."""
        reckoned = any(
            isinstance(channel, Mapping) and ("aggregate" in channel or "impute" in channel)
            for channel in self.view.encoding.values()
        )
        if self.rows is None or not self.keeps_rows or reckoned:
            return None
        needed = [
            one.column
            for one in self.columns
            if one.rows is self.rows and one.kind is not Kind.NAME and one.by not in UNSEEN
        ]
        return tuple(
            n
            for n, row in enumerate(self.rows)
            if all(one.keeps(row) for one in self.filters)
            and all(row.get(column) is not None for column in needed)
        )


def traced(view: View, datasets: Mapping[str, Any]) -> tuple[Traced, ...]:
    """Return each view below ``view`` that has a mark, in their order, with what it declares."""
    config = view.spec.get("config")
    marks = config.get("mark") if isinstance(config, Mapping) else None
    found = []
    for part in view.walk():
        if "mark" in part.spec:
            all_said = any(
                isinstance(mark, Mapping) and "invalid" in mark
                for mark in (marks, part.spec["mark"])
            )
            found.append(_Tracer(part, datasets, all_said=all_said).traced())
    return tuple(found)


def channel_kind(name: str, channel: Mapping[str, Any], encoding: Mapping[str, Any]) -> Kind:
    """Return what the field of a channel must hold, by Vega-Lite's rules for a type that is not
    given ("Type" in its documentation)."""
    main = encoding.get(SECOND.get(name, ""))
    if name in SECOND and isinstance(main, Mapping) and "type" not in channel:
        if "Error" in name:
            return Kind.NUMBER
        return channel_kind(SECOND[name], main, encoding)
    kind = channel.get("type") or _default_type(name, channel)
    if kind == "temporal" or ("timeUnit" in channel and kind != "quantitative"):
        return Kind.DATE
    return Kind.NUMBER if kind == "quantitative" or channel.get("bin") else Kind.NAME


def _default_type(name: str, channel: Mapping[str, Any]) -> str:
    scale = channel.get("scale")
    of_scale = scale.get("type") if isinstance(scale, Mapping) else None
    aggregate = channel.get("aggregate")
    reckons = aggregate is not None and not isinstance(aggregate, Mapping)
    if reckons or of_scale in _CONTINUOUS or "itude" in name:
        return "quantitative"
    return "temporal" if of_scale in {"time", "utc"} else "nominal"


class _Tracer:
    """Traces the fields of one view back to its data."""

    def __init__(self, view: View, datasets: Mapping[str, Any], *, all_said: bool) -> None:
        self._view = view
        self._datasets = datasets
        self._tables: list[Rows] = []
        self._origins: dict[str, tuple[_Column, ...]] = {}
        self._known = True
        own = rows_of(view.data, datasets)
        if own is not None:
            self._tables.append(own)
        self._said = json.dumps(
            [step for step in view.transforms if isinstance(step, dict) and _drops(step)],
            default=str,
            ensure_ascii=False,
        )
        self._all_said = all_said
        self._filters: tuple[Comparison, ...] = ()
        self._keeps_rows = True

    def traced(self) -> Traced:
        """Return what the view declares."""
        columns = tuple(self._declared())
        rows = rows_of(self._view.data, self._datasets)
        return Traced(self._view, rows, columns, self._filters, self._keeps_rows)

    def _declared(self) -> Iterator[Declared]:
        for n, step in enumerate(self._view.transforms):
            if isinstance(step, dict):
                yield from self._step(step, ("transform", n))
        for name, channel in self._view.encoding.items():
            for definition, at in _definitions(channel, ("encoding", name)):
                yield from self._channel(name, definition, at)

    def _channel(self, name: str, channel: Mapping[str, Any], at: KeyPath) -> Iterator[Declared]:
        field = channel.get("field")
        aggregate = channel.get("aggregate")
        if not isinstance(field, str) or (isinstance(aggregate, str) and aggregate in _COUNTS):
            return
        kind = channel_kind(name, channel, self._view.encoding)
        if name in UNSEEN and kind is Kind.NAME:
            return
        if isinstance(channel.get("impute"), Mapping) or name in UNSEEN:
            self._said += f"datum.{field} "
        yield from self._columns(field, kind, name, at)
        sort = channel.get("sort")
        if isinstance(sort, Mapping) and isinstance(sort.get("field"), str):
            op = sort.get("op", "mean")
            if "op" in sort and op not in _COUNTS | _PASSES:
                yield from self._columns(sort["field"], Kind.NUMBER, "sort", (*at, "sort"))

    def _columns(self, field: str, kind: Kind, by: str, at: KeyPath) -> Iterator[Declared]:
        for table, column in self._origin(field):
            mentioned = any(
                word in self._said
                for word in (f"datum.{field}", f"'{field}'", f'\\"{field}\\"', f'"{field}"')
            )
            yield Declared(
                self._tables[table],
                column,
                kind,
                by,
                (*self._view.at, *at),
                self._all_said or mentioned,
                self._filters if table == 0 else (),
                untyped=by == "text" and "type" not in self._view.encoding[by],
            )

    def _origin(self, field: str) -> tuple[_Column, ...]:
        if field in self._origins:
            return self._origins[field]
        if self._known and self._tables and any(field in row for row in self._tables[0]):
            return ((0, field),)
        return ()

    def _step(self, step: Mapping[str, Any], at: KeyPath) -> Iterator[Declared]:
        for name, keys in _NUMERIC_TRANSFORMS.items():
            if name in step:
                for field in (step.get(key) for key in keys):
                    if isinstance(field, str):
                        yield from self._columns(field, Kind.NUMBER, name, at)
        if "timeUnit" in step and isinstance(step.get("field"), str):
            yield from self._columns(step["field"], Kind.DATE, "timeUnit", at)
        for name in ("aggregate", "joinaggregate", "window"):
            if isinstance(step.get(name), list):
                yield from self._aggregated(step, name, at)
                return
        if isinstance(step.get("lookup"), str):  # what is compared stays as it is written
            yield from self._columns(step["lookup"], Kind.NAME, "lookup", at)
        self._rename(step)
        source = step.get("from")
        if "lookup" in step and isinstance(source, Mapping) and len(self._tables) > 1:
            key = str(source.get("key"))
            yield Declared(self._tables[-1], key, Kind.NAME, "lookup", (*self._view.at, *at))

    def _rename(self, step: Mapping[str, Any]) -> None:
        """Note where the fields come from that a transform makes, and whether it drops rows."""
        if not any(name in step for name in (*KEEPS_ROWS, "filter", "fold")):
            self._keeps_rows = False
        if "lookup" in step:
            self._look_up(step)
        elif isinstance(step.get("fold"), list):
            names = _names(step.get("as")) or ("key", "value")
            columns = (self._origin(field) for field in step["fold"] if isinstance(field, str))
            self._origins.update(dict.fromkeys(names, ()))
            self._origins[names[-1]] = tuple(column for each in columns for column in each)
        elif "filter" in step:
            found = comparisons(step["filter"])
            if found and all(self._origin(one.field) == ((0, one.field),) for one in found):
                self._filters += found
            else:
                self._keeps_rows = False
        elif "impute" in step:
            self._keeps_rows = False
        else:
            self._origins.update(dict.fromkeys(_names(step.get("as")), ()))
            self._known = self._known and not {"pivot", "flatten"} & set(step)

    def _aggregated(self, step: Mapping[str, Any], name: str, at: KeyPath) -> Iterator[Declared]:
        made: dict[str, tuple[_Column, ...]] = {}
        for item in step[name]:
            if not isinstance(item, dict):
                continue
            op, field, result = (item.get(key) for key in ("op", "field", "as"))
            passes = isinstance(field, str) and op in _PASSES
            if isinstance(result, str):
                made[result] = self._origin(str(field)) if passes else ()
            if isinstance(field, str) and op not in _COUNTS | _PASSES | _ANY_ORDER:
                yield from self._columns(field, Kind.NUMBER, f"{name} {op}", at)
        if name == "aggregate":
            self._keeps_rows = False
            made.update({field: self._origin(field) for field in _names(step.get("groupby"))})
            self._origins, self._known = {}, False
        self._origins.update(made)

    def _look_up(self, step: Mapping[str, Any]) -> None:
        source = step.get("from")
        if not isinstance(source, Mapping):
            return
        data = source.get("data")
        rows = rows_of(data if isinstance(data, Mapping) else None, self._datasets)
        fields = _names(source.get("fields"))
        names = _names(step.get("as")) if fields else ()
        if rows is not None:
            self._tables.append(rows)
        table = len(self._tables) - 1
        for n, field in enumerate(fields):
            name = names[n] if n < len(names) else field
            self._origins[name] = () if rows is None else ((table, field),)


def _definitions(channel: Any, at: KeyPath) -> Iterator[tuple[Mapping[str, Any], KeyPath]]:
    """Yield the definitions of a channel that name fields, conditional ones among them."""
    if isinstance(channel, list):
        for n, part in enumerate(channel):
            yield from _definitions(part, (*at, n))
    elif isinstance(channel, Mapping):
        yield channel, at
        yield from _definitions(channel.get("condition"), (*at, "condition"))


def _drops(step: Mapping[str, Any]) -> bool:
    """Return whether a transform says which rows are shown, or fills in what they lack."""
    return "filter" in step or "impute" in step


def _names(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(name for name in values if isinstance(name, str))
