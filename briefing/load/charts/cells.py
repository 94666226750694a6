"""Make the values of a chart's data what the spec declares them to be, or say which are not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from briefing.load.charts.declared import Declared, Kind
from briefing.load.charts.values import NotUnderstood, date_of, decimal_sign, number_of
from briefing.model.findings import Finding, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from briefing.load.charts.datasets import Table
    from briefing.load.charts.declared import Traced

_PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d*[1-9])?")
"""A number whose digits are printed as they are written."""
_LISTED = 8
"""Most lines that are named of those with the same fault."""
_NOUNS = {Kind.NUMBER: "number", Kind.DATE: "ISO date"}


@dataclass(frozen=True, slots=True)
class _Fault:
    """A value that is not what its column must hold."""

    row: int
    written: str
    why: str
    remedy: str

    @property
    def shape(self) -> str:
        """What is alike in values that have the same fault."""
        return re.sub(r"\d+", "9", self.written) if self.written else ""


def settle(
    views: Iterable[Traced], tables: Iterable[Table], parsed: Iterable[Declared]
) -> Iterator[Finding]:
    """Give each column of ``tables`` the values that ``views`` declare; yield what cannot be.

    Numbers become numbers, dates are written as in ISO 8601 and without a time zone. A column that
    is only shown as a name keeps what is written, and one that only expressions use becomes numbers
    if it holds nothing else.

    Args:
        views: the views of the spec that have marks.
        tables: the data in it; they are changed.
        parsed: further columns whose kind is declared, by ``format`` in the spec.
    """
    wanted: dict[tuple[int, str], list[Declared]] = defaultdict(list)
    for one in (*(one for view in views for one in view.columns), *parsed):
        wanted[id(one.rows), one.column].append(one)
    for table in tables:
        for column in dict.fromkeys(key for row in table for key in row):
            yield from _column(table, column, wanted.get((id(table), column), []))


def _column(table: Table, column: str, wanted: list[Declared]) -> Iterator[Finding]:
    for row in table if table.raw else ():
        row[column] = row[column].strip() or None
    decimal = "."
    if table.raw:
        decimal = decimal_sign((row[column] or "" for row in table), table.separator)
        digits = {len((row[column] or "").partition(decimal or ".")[2]) for row in table}
        table.decimals[column] = digits.pop() if len(digits) == 1 else 0
    kinds = {one.kind for one in wanted if not one.untyped}
    strict = [one for one in wanted if one.kind in {Kind.DATE, Kind.NUMBER}]
    if strict:
        # Of a year that is both, the date is kept: Vega reads a number in it.
        kind = Kind.DATE if Kind.DATE in kinds else Kind.NUMBER
        read = date_of if kind is Kind.DATE else partial(number_of, decimal=decimal)
        found = list(_faults(table, column, kind, strict, read))
        yield from _findings(table, column, found, next(o for o in strict if o.kind is kind))
    elif table.raw and all(_is_number(row[column], decimal, bool(kinds)) for row in table):
        for row in table:
            if row[column] is not None:
                row[column] = number_of(row[column], decimal)


def _is_number(value: str | None, decimal: str, as_name: bool) -> bool:
    """Return whether a value may become a number: one that is printed, ``as_name``, only if that
    shows the same digits."""
    if value is None or _PLAIN.fullmatch(value):
        return True
    if as_name:
        return False
    try:
        number_of(value, decimal)
    except NotUnderstood:
        return False
    return not value.startswith("+")


def _faults(
    table: Table, column: str, kind: Kind, wanted: list[Declared], read: Callable[[Any], Any]
) -> Iterator[_Fault]:
    """Yield the faults of a column; turn its other values into numbers or dates."""
    zones: set[str] = set()
    for n, row in enumerate(table):
        value = row.get(column)
        if value is None:
            if (demanding := next((one for one in wanted if one.shows(row)), None)) is not None:
                why = f"no value, so that “{demanding.by}” of this chart would not show the row"
                yield _Fault(n, "", why, _EMPTY)
            continue
        written = str(value)
        try:
            value = read(value)
        except NotUnderstood as error:
            article = "a" if kind is Kind.NUMBER else "an"
            why = f"“{written:.60}” is not {article} {_NOUNS[kind]}"
            yield _Fault(n, written, why, error.remedy)
            continue
        if kind is Kind.NUMBER:
            row[column] = value
            continue
        row[column], zone = value
        zones |= {zone} if "T" in row[column] else set()
        if len(zones) > 1:
            why = f"“{written:.60}” is in another time zone than the rows above"
            yield _Fault(n, "zone", why, "give all times of a column in one time zone")


_EMPTY = (
    "leave out the row, or say in the mark what becomes of it: “invalid: filter” leaves it out, "
    "“invalid: break-paths-show-path-domains” leaves a gap in a line"
)


def _findings(
    table: Table, column: str, faults: list[_Fault], wanted: Declared
) -> Iterator[Finding]:
    """Yield a finding for each kind of fault, at the first value that has it."""
    alike: dict[str, list[_Fault]] = defaultdict(list)
    for fault in faults:
        alike[fault.shape].append(fault)
    for first, *rest in alike.values():
        place = table.place(first.row, column)
        message = f'column "{column}", row {first.row + 1}: {first.why}'
        if first.written and first.written != "zone":
            message += f", as “{wanted.by}” of this chart needs"
        if rest:
            lines = list(dict.fromkeys(table.place(fault.row, column).line for fault in rest))
            named = ", ".join(map(str, lines[:_LISTED])) + (", …" if len(lines) > _LISTED else "")
            cells = counted(len(rest), "more cell")
            message += (
                f"; the same in {cells} of it, on {'line' if len(lines) == 1 else 'lines'} {named}"
            )
        yield Finding(place, "B418", message, first.remedy)
