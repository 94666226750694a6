"""Read tables whose rows are in a data file of the briefing: text or a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.load.data.archive import WORKBOOKS, suffix_of
from briefing.load.data.reader import DataReader
from briefing.load.data.sheet import SKIP, Asked
from briefing.load.markdown.lookalikes import markup_in
from briefing.load.markdown.size_limits import MOST_CELLS, MOST_CHARACTERS
from briefing.model.content import Node
from briefing.model.findings import Finding, and_further, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.workspace import Workspace
    from briefing.load.data.grid import Grid
    from briefing.model.findings import Location

HEADER_ROW = "the first line must be the header row, cells separated by commas"
_ALIGNMENTS = ("left", "right", "center")
_OF_WORKBOOKS = ("sheet", "range", "hidden")
"""Options that only a workbook can answer."""


@dataclass(slots=True)
class TableReader:
    """Reads the table of one block from its file; collects what is wrong with it."""

    workspace: Workspace
    language: str
    """Tag of the language in which the numbers and dates of workbooks are written."""
    findings: list[Finding] = field(default_factory=list)

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))

    def read(self, options: dict[str, Any], place: Location) -> Node | None:
        """Return the table that the options of a block name; None if it cannot be read."""
        name = as_text(options["src"])
        if not self._accepted(options, name, place):
            return None
        grid = self._grid(options, name, place)
        if grid is None:
            return None
        # YAML reads a heading such as 2017 as a number.
        columns = {as_text(c): h for c, h in (options.get("columns") or {}).items()}
        columns = columns or {head: head for head in grid.heads}
        align = {as_text(c): as_text(s) for c, s in (options.get("align") or {}).items()}
        self._check_heads(grid, (*columns, *align), name, place)
        self.findings += refuse_attributes(
            "columns", " ".join(map(as_text, columns.values())), place
        )
        self._refuse_markup_in(grid)
        rows = grid.rows[: options.get("rows")]
        if not rows:
            self._fault(place, "B402", f'"{name}" has no rows', HEADER_ROW)
            return None
        if (number := (len(rows) + 1) * len(columns)) > MOST_CELLS:
            message = f"a table of {number:,} cells; the limit is {MOST_CELLS:,}"
            self._fault(place, "B402", message, "show fewer with “    rows: …” or “    columns: …”")
            return None
        wanted = [(column, _place_of(column, grid.heads)) for column in columns]

        def cell(kind: str, column: str, value: str) -> Node:
            attributes = (("align", align[column]),) if column in align else ()
            return Node(kind, attributes, _lines(value), (), place.line)

        head = Node("tr", (), tuple(cell("th", c, as_text(h)) for c, h in columns.items()))
        body = tuple(
            Node(
                "tr",
                (),
                tuple(cell("td", c, row.cells[n].text if n >= 0 else "") for c, n in wanted),
            )
            for row in rows
        )
        return Node(
            "table", (), (Node("thead", (), (head,)), Node("tbody", (), body)), (), place.line
        )

    def _grid(self, options: dict[str, Any], name: str, place: Location) -> Grid | None:
        """Return what is in the file; None if it cannot be read or is too large to print."""

        def too_large(text: str) -> tuple[str, str, str] | None:
            if len(text) <= MOST_CHARACTERS:
                return None
            message = f'"{name}" has {len(text):,} characters; the limit is {MOST_CHARACTERS:,}'
            return "B402", message, "put the rows to show in a separate file"

        reader = DataReader(self.workspace, self.language)
        sheet, cells, hidden = (as_text(options.get(key, "")) for key in _OF_WORKBOOKS)
        asked = Asked(sheet, cells, hidden)
        grid = reader.read(name, place, asked, refuse=too_large)
        self.findings += reader.findings
        return grid

    def _accepted(self, options: dict[str, Any], name: str, place: Location) -> bool:
        """Return whether the options that say how the file is shown have valid values."""
        before = len(self.findings)
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
        for side in dict.fromkeys(map(as_text, (options.get("align") or {}).values())):
            if side not in _ALIGNMENTS:
                message = f"“align” has the value “{side}”"
                self._fault(place, "B402", message, nearest(side, _ALIGNMENTS))
        is_workbook = suffix_of(name) in WORKBOOKS
        for key in _OF_WORKBOOKS:
            if key in options and not is_workbook:
                message = f"“{key}” is for workbooks, and “{name}” is none"
                self._fault(place, "B402", message, "remove it, or name a .xlsx or .ods file")
        if is_workbook and as_text(options.get("hidden", SKIP)) != SKIP:
            message = f"“hidden” has the value “{as_text(options['hidden'])}”"
            hint = f"write “hidden: {SKIP}” to leave out what is hidden in the workbook"
            self._fault(place, "B402", message, hint)
        return len(self.findings) == before

    def _check_heads(self, grid: Grid, asked: tuple[Any, ...], name: str, place: Location) -> None:
        heads = grid.heads
        for column in dict.fromkeys(asked):
            if column not in heads:
                message = f'"{name}" has no column "{column}"'
                self._fault(place, "B402", message, nearest(str(column), heads))
        for twice in sorted({head for head in heads if head and heads.count(head) > 1}):
            message = f'two columns are named "{twice}"'
            self._fault(grid.head_place, "B402", message, "rename one of them")

    def _refuse_markup_in(self, grid: Grid) -> None:
        lines = [(grid.head_place, head) for head in grid.heads]
        lines += [(row.place, cell.text) for row in grid.rows for cell in row.cells]
        found = {place: words for place, cell in reversed(lines) if (words := markup_in(cell))}
        places = sorted(found, key=lambda place: place.line)
        for place in places[:1]:
            message = f"markup is not read in data files: “{found[place]:.40}”"
            message += and_further([place.line for place in places])
            remedy = "write it as an option of the “/// table”, or write the table in Markdown"
            self._fault(place, "B402", message, remedy)


def _place_of(column: str, heads: tuple[str, ...]) -> int:
    """Return the number of a column, -1 if there is none, which was reported."""
    return heads.index(column) if column in heads else -1


def _lines(text: str) -> tuple[Node | str, ...]:
    """Return the words of a cell; where its author pressed Enter in it, a line ends."""
    words = [part for line in text.split("\n") if (part := " ".join(line.split(" ")).strip())]
    out: list[Node | str] = []
    for word in words:
        out += [Node("br"), word] if out else [word]
    return tuple(out)


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
