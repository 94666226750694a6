"""Read the data files of charts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from briefing.load.data.reader import DATA_FILES, DataReader
from briefing.model.errors import ContentError
from briefing.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.files.workspace import Workspace
    from briefing.model.findings import Location

MAX_BYTES = 4 * 1024 * 1024
"""Largest file behind a chart, in bytes: outlines of all countries at 1:50 million are 0.7 MB."""

_HEADER_ROW = "the first line must be the header row, cells separated by commas"

Rows = list[dict[str, Any]]


class Table(Rows):
    """The rows of some data that know where they were written."""

    def __init__(
        self, rows: Rows, place: Callable[[int, str], Location], *, raw: bool, separator: str = ""
    ) -> None:
        super().__init__(rows)
        self.place = place
        """The location of a value, by the number of its row, from 0, and its column."""
        self.raw = raw
        """Whether its values are text as yet, as in CSV files, whatever they mean."""
        self.separator = separator
        """The sign between cells of a text file; with “;” the decimal sign is likely a comma."""
        self.decimals: dict[str, int] = {}
        """How many decimals all numbers of a column are written with, if it is the same."""

    def copied(self) -> Table:
        """Return a table with rows of its own."""
        rows = [dict(row) for row in self]
        return Table(rows, self.place, raw=self.raw, separator=self.separator)


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
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in DATA_FILES:
            return self._table(name, place)
        try:
            text = self.workspace.read_text(name, place)
        except ContentError as error:
            self.findings += error.findings
            return None
        if suffix not in {".json", ".geojson", ".topojson"}:
            message = f'"{name}" is not a data file a chart can use'
            self._fault(place, message, f"use one of {', '.join(DATA_FILES)} or .json")
            return None
        if fault := _too_large(name)(text):
            self.findings.append(Finding(place, *fault))
            return None
        return self._json(text, name)

    def _table(self, name: str, place: Location) -> Table | None:
        reader = DataReader(self.workspace)
        grid = reader.read(name, place, refuse=_too_large(name))
        self.findings += reader.findings
        if grid is None:
            return None
        if not grid.rows:
            self._fault(place, f'"{name}" has no rows', _HEADER_ROW)
            return None
        rows = [
            dict(zip(grid.heads, (cell.value for cell in row.cells), strict=True))
            for row in grid.rows
        ]
        places = [row.place for row in grid.rows]
        return Table(rows, lambda n, _: places[n], raw=True, separator=grid.separator)

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


def _too_large(name: str) -> Callable[[str], tuple[str, str, str] | None]:
    """Return the function that says of a text whether it is too large for a chart."""

    def too_large(text: str) -> tuple[str, str, str] | None:
        if len(text.encode()) <= MAX_BYTES:
            return None
        message = f'"{name}" is larger than {MAX_BYTES >> 20} MiB'
        return "B404", message, "keep only the rows or outlines that are shown"

    return too_large


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
