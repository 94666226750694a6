"""Read tables whose rows are in a CSV file of the briefing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.load.markdown.lookalikes import markup_in
from briefing.load.markdown.size_limits import MOST_CELLS, MOST_CHARACTERS
from briefing.model.content import Node
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, counted, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.workspace import Workspace
    from briefing.model.findings import Location

HEADER_ROW = "the first line must be the header row, cells separated by commas"


@dataclass(slots=True)
class CsvReader:
    """Reads one CSV file; collects what is wrong with it."""

    workspace: Workspace
    findings: list[Finding] = field(default_factory=list)

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))

    def _text(self, name: str, place: Location) -> str | None:
        """Return the text of file ``name``; None if it cannot be read or is too large to print."""
        try:
            text = self.workspace.read_text(name, place)
        except ContentError as error:
            self.findings += error.findings
            return None
        if len(text) > MOST_CHARACTERS:
            message = f'"{name}" has {len(text):,} characters; the limit is {MOST_CHARACTERS:,}'
            self._fault(place, "B402", message, "put the rows to show in a separate file")
            return None
        return text

    def read(self, options: dict[str, Any], place: Location) -> Node | None:
        """Return the table that the options of a block name; None if it cannot be read."""
        name = as_text(options["src"])
        text = self._text(name, place)
        if text is None:
            return None
        try:
            heads, *cells = self._csv_rows(text, name) or [[]]
        except csv.Error as error:
            message = f'"{name}" is not a CSV file: {error}'
            self._fault(place, "B402", message, HEADER_ROW)
            return None
        if not self._accepted(options, place):
            return None
        columns = options.get("columns") or {head: head for head in heads}
        align = options.get("align") or {}
        self._check_heads(heads, (*columns, *align), name, place)
        self.findings += refuse_attributes(
            "columns", " ".join(map(as_text, columns.values())), place
        )
        self._refuse_markup_in(text, name)
        rows = [dict(zip(heads, row, strict=False)) for row in cells][: options.get("rows")]
        if not rows:
            self._fault(place, "B402", f'"{name}" has no rows', HEADER_ROW)
            return None
        if (number := (len(rows) + 1) * len(columns)) > MOST_CELLS:
            message = f"a table of {number:,} cells; the limit is {MOST_CELLS:,}"
            self._fault(place, "B402", message, "show fewer with “    rows: …” or “    columns: …”")
            return None

        def cell(kind: str, column: str, value: str) -> Node:
            attributes = (("align", align[column]),) if column in align else ()
            return Node(kind, attributes, (value,) if value else (), (), place.line)

        head = Node("tr", (), tuple(cell("th", c, as_text(h)) for c, h in columns.items()))
        body = tuple(
            Node("tr", (), tuple(cell("td", c, row.get(c, "").strip()) for c in columns))
            for row in rows
        )
        return Node(
            "table", (), (Node("thead", (), (head,)), Node("tbody", (), body)), (), place.line
        )

    def _accepted(self, options: dict[str, Any], place: Location) -> bool:
        """Return whether the options that say how the file is shown have valid values."""
        first = options.get("rows")
        if not all(isinstance(options.get(key) or {}, dict) for key in ("columns", "align")):
            self._fault(
                place,
                "B402",
                "“columns” and “align” must be lists of “column: …”",
                "for example columns: {date: Date, troops: Troops}, align: {troops: right}",
            )
            return False
        if first is not None and (not isinstance(first, int) or first < 1):
            message = "“rows” must be a whole number, at least 1"
            self._fault(place, "B402", message, "for example rows: 12")
            return False
        return True

    def _check_heads(
        self, heads: list[str], asked: tuple[Any, ...], name: str, place: Location
    ) -> None:
        for column in dict.fromkeys(asked):
            if column not in heads:
                message = f'"{name}" has no column "{column}"'
                self._fault(place, "B402", message, nearest(str(column), heads))
        for twice in sorted({head for head in heads if heads.count(head) > 1}):
            message = f'two columns are named "{twice}"'
            self._fault(self.workspace.place(name, 1), "B402", message, "rename one of them")

    def _refuse_markup_in(self, text: str, name: str) -> None:
        for line, words in enumerate(text.split("\n"), start=1):
            if markup_in(words):
                message = "attributes are not supported in CSV files"
                remedy = "write it as an option of the “/// table”, or write the table in Markdown"
                self._fault(self.workspace.place(name, line), "B402", message, remedy)

    def _csv_rows(self, text: str, name: str) -> list[list[str]]:
        """Return the rows of a CSV text, header row first; report rows of another length."""
        reader = csv.reader(io.StringIO(text))
        rows: list[list[str]] = []
        for row in reader:
            if row:
                rows.append(row)
                if len(row) != len(rows[0]):
                    at = self.workspace.place(name, reader.line_num)
                    cells = counted(len(row), "cell")
                    message = f"this row has {cells} but the header row has {len(rows[0])}"
                    remedy = "quote cells that contain a comma; do not leave cells out"
                    self._fault(at, "B402", message, remedy)
        return rows


def refuse_attributes(option: str, words: str, place: Location) -> Iterator[Finding]:
    """Report attributes in an option that is plain text and would print them."""
    if markup_in(words):
        message = f"attributes are not supported in “{option}”: “{words:.40}”"
        yield Finding(place, "B202", message, "write the condition as an option of the block")


def as_text(value: Any) -> str:
    """Return the value of an option as text; a list as its words, separated by spaces."""
    if isinstance(value, list):
        return " ".join(map(as_text, value))
    return "" if value is None else str(value)
