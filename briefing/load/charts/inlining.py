"""Put the data of a chart into its spec, as rows that know where each was written."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.files.yaml import read_yaml
from briefing.load.charts.datasets import Table
from briefing.load.charts.declared import Declared, Kind
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from briefing.files.yaml import KeyPath, YamlFile
    from briefing.load.charts.datasets import Sources

_MOST_LOCATED = 300_000
"""Longest JSON file, in characters, in which the line of a value is looked for."""
_OWN_FORMAT = re.compile(r"(?:date|utc):\s*['\"]?(?P<format>.*?)['\"]?")
_DIRECTIVES = frozenset("YymdeHIMSfLpbBaAjZ%")
"""Those of d3-time-format that Python's `strptime` knows too, or has another letter for."""
_TO_PYTHON = {"e": "d", "L": "f"}
_KINDS = {"number": Kind.NUMBER, "date": Kind.DATE, "utc": Kind.DATE, "string": Kind.NAME}


@dataclass(slots=True)
class Inliner:
    """Replaces each ``data: {url: …}`` by the content of the file, and rows by `Table`s."""

    sources: Sources
    path: str
    lines: YamlFile
    tables: list[Table] = field(default_factory=list)
    """All data that are rows, whose values are still to be read."""
    parsed: list[Declared] = field(default_factory=list)
    """What ``format: {parse: …}`` says of them."""
    _own: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the data."""
        return [*self.sources.findings, *self._own]

    def put_in(self, value: Any, at: KeyPath) -> Any:
        """Return a part of the spec with its data in it."""
        if isinstance(value, list):
            return [self.put_in(part, (*at, n)) for n, part in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {key: self._entry(key, part, at) for key, part in value.items()}

    def _entry(self, key: str, part: Any, at: KeyPath) -> Any:
        here = (*at, key)
        if key == "data" and isinstance(part, dict):
            if "url" in part:
                return self._file(part, here)
            return self._inline(part, here) if "values" in part else part
        if key == "datasets" and not at and isinstance(part, dict):
            return {name: self._rows(rows, (*here, name)) for name, rows in part.items()}
        return self.put_in(part, here)

    def _inline(self, data: dict[str, Any], at: KeyPath) -> dict[str, Any]:
        if isinstance(data["values"], str):
            message = "“values” is text, not a list of rows"
            self._fault(at, message, "put the table in a file: data: {url: data/….csv}")
            return data
        return self._formatted({**data, "values": self._rows(data["values"], (*at, "values"))}, at)

    def _rows(self, values: Any, at: KeyPath) -> Any:
        if not isinstance(values, list):
            return values
        return self._table(
            values, lambda n, key: Location(self.path, self.lines.line((*at, n, key)))
        )

    def _table(self, values: Any, place: Any) -> Any:
        """Return ``values`` as a table if they are rows; single values are a column “data"."""
        if not isinstance(values, list) or not values:
            return values
        if not any(isinstance(row, dict | list) for row in values):
            values = [{"data": value} for value in values]
        if not all(isinstance(row, dict) for row in values):
            return values
        table = Table([dict(row) for row in values], place, raw=False)
        self.tables.append(table)
        return table

    def _file(self, data: dict[str, Any], at: KeyPath) -> dict[str, Any]:
        name = data["url"]
        if not isinstance(name, str):
            message = "“url” is not the name of a file"
            self._fault((*at, "url"), message, "for example data: {url: data/x.csv}")
            return data
        found = self.sources.read(name, Location(self.path, self.lines.line((*at, "url"))))
        rest = {key: part for key, part in data.items() if key != "url"}
        if isinstance(found, Table):  # each use of a file has its own: specs declare differently
            table = found.copied()
            self.tables.append(table)
            return self._formatted({**rest, "values": table}, at)
        if found is None:
            return {**rest, "values": []}
        form = rest.get("format")
        inner: list[str | int] = []
        if isinstance(form, dict) and isinstance(form.get("property"), str):
            inner = list(form["property"].split("."))
            rest["format"] = {key: part for key, part in form.items() if key != "property"}
            for key in inner:
                found = found.get(str(key)) if isinstance(found, dict) else None
            if found is None:
                message = f'"{name}" has no “{form["property"]}”'
                self._fault(at, message, "name the key under which the rows are")
        rows = self._table(found, lambda n, key: self._in_json(name, (*inner, n, key)))
        return self._formatted({**rest, "values": rows}, at)

    def _in_json(self, name: str, at: KeyPath) -> Location:
        """Return the location of a value in a JSON file."""
        text = self.sources.workspace.read_text(name)
        if len(text) > _MOST_LOCATED:
            return self.sources.workspace.place(name)
        return self.sources.workspace.place(name, read_yaml(text, name)[0].line(at))

    def _formatted(self, data: dict[str, Any], at: KeyPath) -> dict[str, Any]:
        """Return data with no more in its ``format`` than remains to be done: rows are typed here,
        so that nobody guesses."""
        table, form = data["values"], data.get("format")
        if not isinstance(table, Table) or not isinstance(form, dict):
            return data
        rest = {key: part for key, part in data.items() if key != "format"}
        parse = form.get("parse")
        for column, kind in parse.items() if isinstance(parse, dict) else ():
            here = (*at, "format", "parse", column)
            if own := _OWN_FORMAT.fullmatch(str(kind)):
                self._read_dates(table, column, own["format"], here)
            means = Kind.DATE if own else _KINDS.get(str(kind))
            if means:
                self.parsed.append(Declared(table, column, means, "parse", here, may_be_empty=True))
        left = {c: k for c, k in parse.items() if k == "boolean"} if isinstance(parse, dict) else {}
        return {**rest, "format": {"type": "json", "parse": left}} if left else rest

    def _read_dates(self, table: Table, column: str, form: str, at: KeyPath) -> None:
        """Read the dates of a column that are written as ``form`` says, in d3's directives."""
        directives = re.findall(r"%[-_0]?(.)", form)
        if unknown := [d for d in directives if d not in _DIRECTIVES]:
            message = f"the dates of this format, with “%{unknown[0]}”, cannot be read"
            self._fault(at, message, "write the dates in the data as 2025-03-10")
            return
        python = re.sub(r"%[-_0]?(.)", lambda m: f"%{_TO_PYTHON.get(m[1], m[1])}", form)
        has_time = bool({"H", "I"} & set(directives))
        for n, row in enumerate(table):
            text = str(row.get(column) or "").strip()
            if not text:
                continue
            try:
                read = datetime.datetime.strptime(text, python)  # noqa: DTZ007  # drawn in UTC
            except ValueError:
                message = f'column "{column}", row {n + 1}: “{text:.60}” is not as “{form}” says'
                hint = "write it so, or write all dates as 2025-03-10 without a format"
                self._own.append(Finding(table.place(n, column), "B418", message, hint))
                return
            row[column] = read.isoformat() if has_time else read.date().isoformat()

    def _fault(self, at: KeyPath, message: str, hint: str) -> None:
        place = Location(self.path, self.lines.line(at))
        self._own.append(Finding(place, "B404", message, hint))
