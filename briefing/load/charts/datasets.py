"""Read the data files of charts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from briefing.model.errors import ContentError
from briefing.model.findings import Finding, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.files.workspace import Workspace
    from briefing.model.findings import Location

MAX_BYTES = 4 * 1024 * 1024
"""Largest file behind a chart, in bytes: outlines of all countries at 1:50 million are 0.7 MB."""

_HEADER_ROW = "the first line must be the header row, cells separated by commas"
_DELIMITERS = {".csv": ",", ".tsv": "\t"}

Rows = list[dict[str, Any]]


class Table(Rows):
    """The rows of some data that know where they were written."""

    def __init__(self, rows: Rows, place: Callable[[int, str], Location], *, raw: bool) -> None:
        super().__init__(rows)
        self.place = place
        """The location of a value, by the number of its row, from 0, and its column."""
        self.raw = raw
        """Whether its values are text as yet, as in CSV files, whatever they mean."""


@dataclass(slots=True)
class Sources:
    """Reads data files, each once; collects findings."""

    workspace: Workspace
    findings: list[Finding] = field(default_factory=list)
    _known: dict[str, Any] = field(default_factory=dict)

    def read(self, name: str, place: Location) -> Any:
        """Return the rows of a table, or the content of a JSON file; None if it cannot be read."""
        if name not in self._known:
            self._known[name] = self._read(name, place)
        return self._known[name]

    def _read(self, name: str, place: Location) -> Any:
        try:
            text = self.workspace.read_text(name, place)
        except ContentError as error:
            self.findings += error.findings
            return None
        suffix = PurePosixPath(name).suffix.lower()
        if len(text.encode()) > MAX_BYTES:
            message = f'"{name}" is larger than {MAX_BYTES >> 20} MiB'
            self._fault(place, message, "keep only the rows or outlines that are shown")
        elif suffix in _DELIMITERS:
            return self._table(text, name, place)
        elif suffix in {".json", ".geojson", ".topojson"}:
            return self._json(text, name)
        else:
            message = f'"{name}" is not a data file a chart can use'
            self._fault(place, message, "use a .csv, .tsv or .json file")
        return None

    def _table(self, text: str, name: str, place: Location) -> Table | None:
        delimiter = _DELIMITERS[PurePosixPath(name).suffix.lower()]
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        heads: list[str] = []
        rows: Rows = []
        lines: list[int] = []
        try:
            line = 1
            for cells in reader:
                line, start = reader.line_num + 1, line
                if not heads:
                    heads = cells
                elif len(cells) == len(heads):
                    rows.append(dict(zip(heads, cells, strict=True)))
                    lines.append(start)
                elif cells:
                    at = self.workspace.place(name, start)
                    has = counted(len(cells), "cell")
                    message = f"this row has {has} but the header row has {len(heads)}"
                    remedy = "quote cells that contain a comma; do not leave cells out"
                    self.findings.append(Finding(at, "B402", message, remedy))
        except csv.Error as error:
            message = f'"{name}" is not a CSV file: {error}'
            self._fault(place, message, _HEADER_ROW)
            return None
        if not rows:
            self._fault(place, f'"{name}" has no rows', _HEADER_ROW)
            return None
        return Table(rows, lambda n, _: self.workspace.place(name, lines[n]), raw=True)

    def _json(self, text: str, name: str) -> Any:
        try:
            return json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            reason = getattr(error, "msg", None) or "invalid numbers, or nested too deeply"
            message = f"this is not JSON: {reason}"
            self._fault(self.workspace.place(name, line), message, "save it again as valid JSON")
            return None

    def _fault(self, place: Location, message: str, hint: str) -> None:
        self.findings.append(Finding(place, "B404", message, hint))


def _no_number(name: str) -> None:
    raise ValueError(name)


def heads(data: Mapping[str, Any] | None, datasets: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the field names of a data source whose rows are in the spec; None if unknown."""
    values = rows_of(data, datasets)
    return None if values is None else frozenset(key for row in values for key in row)


def rows_of(data: Mapping[str, Any] | None, datasets: Mapping[str, Any]) -> Rows | None:
    """Return the rows of a data source in the spec; None for outlines and computed data."""
    if data is None:
        return None
    values = data.get("values", datasets.get(str(data.get("name", ""))))
    if isinstance(values, list) and values and all(isinstance(row, dict) for row in values):
        return values
    return None
