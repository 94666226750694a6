"""From the cells of a sheet to a table: what is hidden, merged or an error is refused at its cell.

A workbook holds more than its author sees, and more than is meant for a reader. Only the cells of
one table are looked at. If anything of its rows and columns, or a whole sheet, is hidden, nobody
can tell whether it should be printed: the author is asked, and ``hidden: skip`` leaves it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.load.data.grid import Cell, Grid, GridRow, Unreadable
from briefing.model.findings import Finding, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from briefing.model.findings import Location

MOST_ROWS, MOST_COLUMNS = 20_000, 500
SKIP = "skip"
_SHOW_HINT = "show {} in the workbook, or delete {}"
_SKIP_HINT = "show {} in the workbook, delete {}, or write “    hidden: skip” to leave {} out"
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")

At = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an author asks for of a workbook."""

    sheet: str = ""
    """Name of the sheet; empty for the only one."""
    cells: str = ""
    """The range of cells, such as ``B3:F20``; empty for all that are filled."""
    hidden: str = ""
    has_options: bool = True
    """Whether whoever asks could say so: the data of a chart have no options."""

    def hidden_hint(self, what: str) -> str:
        """Return what to do about something hidden, which a sentence calls ``it`` or ``them``."""
        return (_SKIP_HINT if self.has_options else _SHOW_HINT).format(what, what, what)


@dataclass(slots=True)
class Sheet:
    """What is in a sheet: its cells that are not empty, and what is hidden or merged."""

    name: str
    hidden: bool
    cells: dict[At, Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[At, At]] = field(default_factory=list)
    """First and last cell of each."""
    faults: dict[At, Unreadable] = field(default_factory=dict)
    """Why a cell cannot be printed; only told if it would be."""


def letters(column: int) -> str:
    """Return the name of a column: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(at: At) -> str:
    """Return the name of a cell: ``B7``."""
    return f"{letters(at[1])}{at[0]}"


def chosen(sheets: list[Sheet], asked: Asked, name: str) -> Sheet:
    """Return the sheet that is asked for.

    Raises:
        Unreadable: there is none, or several that could be meant, or one is hidden.
    """
    visible = [sheet for sheet in sheets if not sheet.hidden]
    hidden = [sheet for sheet in sheets if sheet.hidden]
    if asked.sheet:
        for sheet in sheets:
            if sheet.name == asked.sheet and sheet.hidden:
                fault = f'the sheet "{sheet.name}" of "{name}" is hidden'
                raise Unreadable("B408", fault, "show it in the workbook")
        if asked.sheet not in {sheet.name for sheet in visible}:
            fault = f'"{name}" has no sheet "{asked.sheet}"'
            raise Unreadable("B402", fault, nearest(asked.sheet, [s.name for s in visible]))
    if hidden and asked.hidden != SKIP:
        named = " and ".join(f'"{sheet.name}"' for sheet in hidden[:3])
        fault = f'"{name}" has a hidden sheet: {named}'
        raise Unreadable("B408", fault, asked.hidden_hint("them" if len(hidden) > 1 else "it"))
    filled = [sheet for sheet in visible if sheet.cells or sheet.faults]
    if asked.sheet:
        return next(sheet for sheet in visible if sheet.name == asked.sheet)
    if len(filled) > 1:
        named = ", ".join(f'"{sheet.name}"' for sheet in filled[:8])
        fault = f'"{name}" has {len(filled)} sheets: {named}'
        remedy = f"name the one to show: “    sheet: {filled[0].name}”"
        if not asked.has_options:
            remedy = "keep one sheet, or save the one to show as CSV"
        raise Unreadable("B402", fault, remedy)
    if not filled:
        raise Unreadable("B402", f'"{name}" has no rows', "fill a sheet, header row first")
    return filled[0]


def grid_of(
    sheet: Sheet, asked: Asked, place: Callable[[int], Location]
) -> tuple[Grid, list[Finding]]:
    """Return the table in a sheet, and findings about its cells.

    Args:
        sheet: The sheet.
        asked: Which of its cells, and what to do with those that are hidden.
        place: Gives the location of one of its rows.

    Raises:
        Unreadable: The range is none, or too large.
    """
    top, left, bottom, right = _bounds(sheet, asked)
    rows = [row for row in range(top, bottom + 1) if _filled(sheet, row, left, right)]
    columns = list(range(left, right + 1))
    findings = list(_hidden(sheet, rows, columns, asked, place))
    if asked.hidden == SKIP:
        rows = [row for row in rows if row not in sheet.hidden_rows]
        columns = [column for column in columns if column not in sheet.hidden_columns]
    while columns and not any((row, columns[-1]) in sheet.cells for row in rows):
        if any((row, columns[-1]) in sheet.faults for row in rows):
            break
        columns.pop()
    shown = {(row, column) for row in rows for column in columns}
    for at in sorted(shown & sheet.faults.keys()):
        fault = sheet.faults[at]
        message = f'cell {cell_name(at)} of sheet "{sheet.name}": {fault.fault}'
        findings.append(Finding(place(at[0]), fault.code, message, fault.remedy))
    for first, last in sheet.merged:
        if any(first[0] <= row <= last[0] and first[1] <= col <= last[1] for row, col in shown):
            message = (
                f'cells {cell_name(first)}:{cell_name(last)} of sheet "{sheet.name}" are merged'
            )
            hint = "split them, and give each cell its own value; or leave them out: “    range: …”"
            findings.append(Finding(place(first[0]), "B402", message, hint))
    if not rows:
        return Grid((), (), place(top)), findings
    nothing = Cell("", "")
    lines = [tuple(sheet.cells.get((row, col), nothing) for col in columns) for row in rows]
    heads = tuple(cell.text for cell in lines[0])
    if (unnamed := sum(not head for head in heads)) > 1 and not findings:
        message = f'{unnamed} columns of sheet "{sheet.name}" have no heading in row {rows[0]}'
        hint = (
            "give each a name there; if the table begins elsewhere, say where: “    range: B3:F20”"
        )
        findings.append(Finding(place(rows[0]), "B402", message, hint))
    body = tuple(GridRow(line, place(row)) for row, line in zip(rows[1:], lines[1:], strict=True))
    return Grid(heads, body, place(rows[0])), findings


def _filled(sheet: Sheet, row: int, left: int, right: int) -> bool:
    return any(
        (row, column) in sheet.cells or (row, column) in sheet.faults
        for column in range(left, right + 1)
    )


def _bounds(sheet: Sheet, asked: Asked) -> tuple[int, int, int, int]:
    """Return first row, first column, last row and last column of the table."""
    if asked.cells:
        match = _RANGE.fullmatch(asked.cells.strip())
        if not match:
            fault = f'"{asked.cells}" is not a range of cells'
            raise Unreadable("B402", fault, "for example range: B3:F20")
        (left, right), (top, bottom) = (
            sorted((_column(match[1]), _column(match[3]))),
            sorted((int(match[2]), int(match[4]))),
        )
    else:
        filled: Iterable[At] = [*sheet.cells, *sheet.faults] or [(1, 1)]
        top, bottom = min(row for row, _ in filled), max(row for row, _ in filled)
        left, right = min(col for _, col in filled), max(col for _, col in filled)
    if bottom - top >= MOST_ROWS or right - left >= MOST_COLUMNS:
        fault = (
            f'sheet "{sheet.name}" has cells as far as {cell_name((bottom, right))}; '
            f"the limit is {MOST_ROWS:,} rows and {MOST_COLUMNS} columns"
        )
        raise Unreadable("B402", fault, "name the cells to show: “    range: A1:F20”")
    return top, left, bottom, right


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _hidden(
    sheet: Sheet,
    rows: list[int],
    columns: list[int],
    asked: Asked,
    place: Callable[[int], Location],
) -> Iterable[Finding]:
    if asked.hidden == SKIP or not rows:
        return
    within: Mapping[str, list[str]] = {
        "row": [str(row) for row in rows if row in sheet.hidden_rows],
        "column": [
            letters(column)
            for column in columns
            if column in sheet.hidden_columns
            and any((row, column) in sheet.cells or (row, column) in sheet.faults for row in rows)
        ],
    }
    for what, names in within.items():
        if names:
            few = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
            many = "s" if len(names) > 1 else ""
            is_hidden = "are hidden" if many else "is hidden"
            message = f'{what}{many} {few} of sheet "{sheet.name}" {is_hidden}'
            hint = asked.hidden_hint("them" if many else "it")
            line = int(names[0]) if what == "row" else rows[0]
            yield Finding(place(line), "B408", message, hint)
