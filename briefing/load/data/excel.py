"""Sheets of an Excel workbook (ECMA-376): values as their number formats show them.

Comments, pictures, charts, links to other workbooks and the workbook's own data are never looked
at. Of a formula the value is read that the workbook keeps; nothing is calculated.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from briefing.load.data.archive import parts_of
from briefing.load.data.grid import Cell, Unreadable
from briefing.load.data.number_format import shown
from briefing.load.data.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNREAD = re.compile(
    r"comments|drawings/|charts/|chartsheets/|dialogsheets/|docprops/|customxml/|externallinks/|persons/|printersettings/",
    re.IGNORECASE,
)
"""Parts of a workbook that are not even given to the library."""
_KEPT_LINKS = ("/table", "/hyperlink")
"""Kinds of what a sheet refers to without which the library does not read its cells."""
_SAVE_AGAIN = (
    "open it in a spreadsheet program, save it as an Excel workbook (.xlsx), and try again"
)


def read_excel(name: str, data: bytes, language: str) -> list[Sheet]:
    """Return the sheets of the workbook ``data``.

    Args:
        name: Its file name, for messages.
        data: The file.
        language: Tag of the language in which numbers and dates are written.

    Raises:
        Unreadable: It cannot be read.
    """
    import openpyxl  # only where there is a workbook: it takes a tenth of all that loading loads

    parts = parts_of(name, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what is not read, such as extensions
        try:
            stripped = _stripped(parts)
            # Opened twice: once for values, once to know which of them are results of formulas.
            values = openpyxl.load_workbook(stripped, data_only=True, keep_links=False)
            written = openpyxl.load_workbook(stripped, keep_links=False)
        except Exception as error:
            fault = f'"{name}" is not an Excel workbook, or is damaged'
            raise Unreadable("B410", fault, _SAVE_AGAIN) from error
    return [
        _sheet(sheet, written[sheet.title], language)
        for sheet in values.worksheets
        if sheet.title in written.sheetnames
    ]


def _stripped(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the workbook without what cells do not need."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, part in parts.items():
            if not _UNREAD.search(path):
                of_sheet = "worksheets/_rels/" in path.lower()
                archive.writestr(path, _links(part) if of_sheet else part)
    return out


def _links(part: bytes) -> bytes:
    """Return what a sheet refers to, without comments, drawings and pivot tables."""
    from lxml import etree

    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    for link in list(root):
        if not str(link.get("Type", "")).endswith(_KEPT_LINKS):
            root.remove(link)
    return bytes(etree.tostring(root))


def _sheet(values: Any, written: Any, language: str) -> Sheet:
    sheet = Sheet(str(values.title), values.sheet_state != "visible")
    for (row, column), cell in values._cells.items():
        at = (int(row), int(column))
        try:
            found = _cell(cell, written._cells.get((row, column)), language)
        except Unreadable as fault:
            sheet.faults[at] = fault
            continue
        if found is not None and (found.text or found.value):
            sheet.cells[at] = found
    sheet.hidden_rows = set(_hidden_rows(values, {row for row, _ in values._cells}))
    for dimension in values.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            first = dimension.min or 1
            last = dimension.max or first
            used = {column for _, column in values._cells if first <= column <= last}
            sheet.hidden_columns |= used
    sheet.merged = [
        ((area.min_row, area.min_col), (area.max_row, area.max_col))
        for area in values.merged_cells.ranges
    ]
    return sheet


def _hidden_rows(values: Any, rows: set[int]) -> Iterator[int]:
    unless_said = bool(values.sheet_format.zeroHeight)
    for row in rows:
        dimension = values.row_dimensions.get(row)
        if dimension is None:
            if unless_said:
                yield row
        elif dimension.hidden or dimension.height == 0:
            yield row


def _cell(cell: Any, written: Any, language: str) -> Cell | None:
    """Return what a cell shows; None if it is empty.

    Raises:
        Unreadable: It holds an error, a formula without a result, or what its format hides.
    """
    value, kind = cell.value, cell.data_type
    if kind == "e":
        remedy = "mend the formula, or empty the cell"
        raise Unreadable("B409", f"it shows the error {value}", remedy)
    if value is None:
        if written is not None and written.data_type == "f" and kind not in {"s", "str"}:
            remedy = (
                "open the workbook in a spreadsheet program and save it: that keeps the results"
            )
            raise Unreadable("B409", "the result of its formula is not in the file", remedy)
        return None
    number_format = cell.number_format or "General"
    text = shown(value, number_format, language)
    # Zeros that are left blank hide nothing; of anything else a chart would print what is hidden.
    if not text.strip() and value != 0 and str(value).strip():
        remedy = "give the cell a number format that shows it, or empty it"
        raise Unreadable("B408", f"its number format “{number_format:.40}” hides it", remedy)
    if isinstance(value, str):
        return Cell(value.strip() if text == value else text.strip(), value.strip())
    return Cell(text.strip(), _machine(value))


def _machine(value: Any) -> str:
    """Return a value as programs write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        bare = value.time() == datetime.time()
        return value.date().isoformat() if bare else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
