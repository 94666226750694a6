"""Tables in text files, separated by commas, semicolons, tabs or bars, as spreadsheets save them.

Which sign separates the cells is told by the header row: the one that stands in it, outside of
quotes. If several do, the one that gives all rows the same number of cells; if that does not
decide either, nobody could, and the author is asked. A first line ``sep=;`` decides it at once.
"""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from briefing.load.data.grid import Cell, Grid, GridRow, Unreadable
from briefing.model.findings import Finding, and_further, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.model.findings import Location

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_ASK = "write the separator as the first line of the file, such as “sep=;”"
_QUOTES = "put quotes around cells that contain {}; do not leave cells out"
_ERRORS = frozenset({"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A"})
_AS_UTF8 = "save it with UTF-8 encoding; in Excel as “CSV UTF-8”"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_Row = tuple[int, list[str]]
"""The line, from 1, on which a row begins, and its cells."""


def decoded(data: bytes) -> str:
    r"""Return the text of a file, with ``\n`` as line ends.

    It is UTF-8, or UTF-16 with a byte order mark, as Excel saves “Unicode text”. Text in an older
    encoding is refused: Windows has a dozen, and nothing in a file says which.

    Raises:
        Unreadable: it is neither.
    """
    mark, encoding = next((pair for pair in _BOMS if data.startswith(pair[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable("B103", "this file is not UTF-8 text", _AS_UTF8, line) from error
    if "\0" in text:
        raise Unreadable("B103", "this file is not UTF-8 text", _AS_UTF8, 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_delimited(
    text: str, name: str, place: Callable[[int], Location]
) -> tuple[Grid, list[Finding]]:
    """Return the table in a text file, and a finding for each row of another length.

    Args:
        text: The file, as `decoded` returns it.
        name: Its name, for messages; in a ``.tsv`` file tabs separate the cells.
        place: Gives the location of one of its lines.

    Raises:
        Unreadable: The whole file cannot be read.
    """
    separator, rows = _rows(text, name)
    if not rows:
        return Grid((), (), place(1), separator=separator), []
    (head_line, heads), *body = rows
    width = max(
        (n for _, row in rows for n, cell in enumerate(row, start=1) if cell.strip()), default=0
    )
    findings: list[Finding] = []
    if (unnamed := sum(not head.strip() for head in heads[:width])) > 1:
        message = f"{unnamed} columns have no heading"
        hint = "the first line must be the header row; give each column a name there"
        findings.append(Finding(place(head_line), "B402", message, hint))
    length = len(heads)
    grid_rows = []
    uneven: dict[int, list[int]] = {}
    for line, row in body:
        # Cells beyond the header row that hold nothing are those of columns an author has emptied.
        cells = row[:length] + [cell for cell in row[length:] if cell.strip()]
        if len(cells) != length:
            uneven.setdefault(len(cells), []).append(line)
        if error := next((cell.strip() for cell in cells if cell.strip() in _ERRORS), ""):
            message = f"a cell shows the error {error} of a spreadsheet"
            hint = "mend the formula, or empty the cell, and save the file again"
            findings.append(Finding(place(line), "B409", message, hint))
        padded = (*cells[:width], *[""] * (width - len(cells)))
        grid_rows.append(
            GridRow(tuple(Cell(cell.strip(), cell.strip()) for cell in padded), place(line))
        )
    hint = _QUOTES.format(f"a {SEPARATORS[separator].removesuffix('s')}")
    for number, lines in uneven.items():
        message = f"this row has {counted(number, 'cell')} but the header row has {length}"
        above = "the first line must be the header row: take out what stands above it"
        remedy = above if length == 1 else hint
        findings.append(Finding(place(lines[0]), "B402", message + and_further(lines), remedy))
    findings.sort(key=lambda finding: finding.location.line)
    # A byte order mark, or spaces beside a separator, are no part of a heading.
    names = tuple(head.strip() for head in heads[:width])
    return Grid(names, tuple(grid_rows), place(head_line), separator=separator), findings


def _rows(text: str, name: str) -> tuple[str, list[_Row]]:
    """Return the separator of a text and its rows that are not blank."""
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said.lower().startswith("sep=") and len(said) <= 5:
        separator = said[4:] or "\t"
        if separator not in SEPARATORS:
            known = ", ".join(f"“{s}”" for s in SEPARATORS if s != "\t")
            fault = f"cells cannot be separated by “{separator}”"
            raise Unreadable("B402", fault, f"use one of {known} or a tab", 1)
        return separator, _parsed(rest, separator, 1)
    if name.lower().endswith(".tsv"):
        return "\t", _parsed(text, "\t", 0)
    if '"' not in text and not any(s in text for s in ";\t|"):
        return ",", _parsed(text, ",", 0)  # the common case, read once
    tries: dict[str, list[_Row]] = {}
    faults: dict[str, Unreadable] = {}
    for separator in SEPARATORS:
        try:
            tries[separator] = _parsed(text, separator, 0)
        except Unreadable as fault:
            faults[separator] = fault
    return _chosen(tries, faults)


def _chosen(tries: dict[str, list[_Row]], faults: dict[str, Unreadable]) -> tuple[str, list[_Row]]:
    """Return the separator that a text was written with, of those it was read with."""
    headed = [s for s, rows in tries.items() if rows and len(rows[0][1]) > 1]
    even = [s for s in headed if len({len(row) for _, row in tries[s]}) == 1]
    if len(even) > 1:
        # “Name, first;Age”: a sign that is followed by a space separates words.
        even = [s for s in even if not all(c.startswith(" ") for c in tries[s][0][1][1:])] or even
    if len(even) > 1:
        named = " or ".join(SEPARATORS[s] for s in even)
        raise Unreadable("B407", f"its cells may be separated by {named}", _ASK, 1)
    if even:
        return even[0], tries[even[0]]
    if headed and not faults:
        best = min(
            headed, key=lambda s: sum(len(row) != len(tries[s][0][1]) for _, row in tries[s])
        )
        return best, tries[best]
    if faults and "," in faults:
        raise faults[","]
    below = [
        s for s, rows in tries.items() if len(rows) > 1 and all(len(r) > 1 for _, r in rows[1:])
    ]
    separator = below[0] if below else ","
    return separator, tries[separator]


def _parsed(text: str, separator: str, before: int) -> list[_Row]:
    """Return the rows of a text that are not blank; ``before`` lines stand above it.

    Raises:
        Unreadable: A quoted cell is not closed, or goes on behind its quote.
    """
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows: list[_Row] = []
    line = before + 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            line = before + reader.line_num + 1
    except csv.Error as error:
        fault = _FAULTS.get(
            str(error).partition(" (")[0], "a quoted cell does not end at its quote"
        )
        remedy = 'close each quoted cell, and write a quote inside one twice: ""'
        raise Unreadable("B402", fault, remedy, line) from error
    return rows


_FAULTS = {
    "unexpected end of data": "a quoted cell is not closed",
    "field larger than field limit": f"a cell is longer than {csv.field_size_limit():,} characters",
}
