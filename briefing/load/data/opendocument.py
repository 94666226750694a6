"""Sheets of an OpenDocument spreadsheet (ODF 1.3, part 3, 9): the file holds what each cell shows.

Annotations, drawings and tracked changes are never looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.load.data.archive import parts_of
from briefing.load.data.grid import Cell, Unreadable
from briefing.load.data.sheet import MOST_COLUMNS, MOST_ROWS, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_NS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_TABLE, _TEXT, _OFFICE, _STYLE = (
    f"{{{_NS.format(n)}}}" for n in ("table", "text", "office", "style")
)
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_SAVE_AGAIN = "open it in a spreadsheet program, save it as .xlsx or .ods without a password"
_VALUES = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
"""Attributes that hold the value of a cell, where it is not a number."""
_FAR = 1_100_000
"""More rows than a sheet has."""


def read_opendocument(name: str, data: bytes) -> list[Sheet]:
    """Return the sheets of the spreadsheet ``data``; raises `Unreadable` if it cannot be read.

    Args:
        name: Its file name, for messages.
        data: The file.
    """
    from lxml import etree  # only where there is a spreadsheet

    content = parts_of(name, data).get("content.xml", b"")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
        spreadsheet = root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    except (etree.XMLSyntaxError, ValueError) as error:
        fault = f'"{name}" is damaged, or has a password'
        raise Unreadable("B410", fault, _SAVE_AGAIN) from error
    if spreadsheet is None:
        raise Unreadable("B410", f'"{name}" is not a spreadsheet', _SAVE_AGAIN)
    unseen = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }
    return [
        _sheet(table, hidden=table.get(f"{_TABLE}style-name") in unseen)
        for table in spreadsheet.iterchildren(f"{_TABLE}table")
    ]


def _sheet(table: etree._Element, *, hidden: bool) -> Sheet:
    sheet = Sheet(table.get(f"{_TABLE}name", ""), hidden)
    row = 1
    for element in _rows(table):
        times = _times(element, "number-rows-repeated")
        unseen = _unseen(element)
        filled = False
        column = 1
        for cell in element:
            if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                continue
            wide = _times(cell, "number-columns-repeated")
            try:
                found: Cell | Unreadable | None = _cell(cell)
            except Unreadable as fault:
                found = fault
            if found is not None:
                filled = True
                _check_size(sheet, row + times - 1, column + wide - 1)
                for at in ((row + y, column + x) for y in range(times) for x in range(wide)):
                    if isinstance(found, Cell):
                        sheet.cells[at] = found
                    else:
                        sheet.faults[at] = found
            _merge(sheet, cell, (row, column))
            column += wide
        if unseen and filled:
            sheet.hidden_rows |= set(range(row, row + times))
        row += times
    column = 1
    for element in table.iter(f"{_TABLE}table-column"):
        wide = _times(element, "number-columns-repeated")
        if _unseen(element):
            used = {c for _, c in (*sheet.cells, *sheet.faults) if column <= c < column + wide}
            sheet.hidden_columns |= used
        column += wide
    return sheet


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, those in groups too; not those of tables inside its cells."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in {
            f"{_TABLE}table-row-group", f"{_TABLE}table-header-rows", f"{_TABLE}table-rows",
        }:  # fmt: skip
            hidden = child.get(f"{_TABLE}display") == "false"
            for row in _rows(child):
                if hidden:
                    row.set(f"{_TABLE}visibility", "collapse")
                yield row


def _unseen(element: etree._Element) -> bool:
    return str(element.get(f"{_TABLE}visibility", "visible")) != "visible"


def _times(element: etree._Element, name: str) -> int:
    number = element.get(f"{_TABLE}{name}", "1")
    return min(int(number), _FAR) if number.isdecimal() and int(number) else 1


def _check_size(sheet: Sheet, row: int, column: int) -> None:
    if row > MOST_ROWS * 10 or column > MOST_COLUMNS * 4 or len(sheet.cells) > 2_000_000:
        fault = f'sheet "{sheet.name}" is too large'
        raise Unreadable("B402", fault, "put the rows to show in a separate file")


def _merge(sheet: Sheet, cell: etree._Element, at: tuple[int, int]) -> None:
    down, across = _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")
    if down > 1 or across > 1:
        sheet.merged.append((at, (at[0] + down - 1, at[1] + across - 1)))


def _cell(cell: etree._Element) -> Cell | None:
    """Return what a cell shows; None if it is empty; raises `Unreadable` if that is an error."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    formula = cell.get(f"{_TABLE}formula") is not None
    text = "\n".join(_words(p) for p in cell.iterchildren(f"{_TEXT}p")).strip()
    if cell.get(f"{_CALC}value-type") == "error" or (
        formula and text.startswith(("#", "Err:")) and kind in {"", "string", "float"}
    ):
        raise Unreadable(
            "B409", f"it shows the error {text}", "mend the formula, or empty the cell"
        )
    if not kind:
        if formula:
            remedy = (
                "open the workbook in a spreadsheet program and save it: that keeps the results"
            )
            raise Unreadable("B409", "the result of its formula is not in the file", remedy)
        return Cell(text, text) if text else None
    value = cell.get(f"{_OFFICE}{_VALUES.get(kind, 'value')}")
    if not text and value is None:
        return None
    if not text and value and value.strip("0.-"):  # blank zeros hide nothing
        remedy = "give the cell a number format that shows it, or empty it"
        raise Unreadable("B408", "its number format hides it", remedy)
    return Cell(
        text, text if kind == "string" or value is None else value.removesuffix("T00:00:00")
    )


def _words(element: etree._Element) -> str:
    """Return the words of a paragraph in a cell, without annotations and drawings."""
    out = element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            out += " " * min(_times_of_space(child), 100)
        elif child.tag == f"{_TEXT}tab":
            out += " "
        elif child.tag == f"{_TEXT}line-break":
            out += "\n"
        elif child.tag in {f"{_TEXT}span", f"{_TEXT}a"}:
            out += _words(child)
        out += child.tail or ""
    return out


def _times_of_space(element: etree._Element) -> int:
    number = element.get(f"{_TEXT}c", "1")
    return int(number) if number.isdecimal() else 1
