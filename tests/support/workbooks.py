"""Real workbooks for tests: .xlsx by openpyxl, .ods by a small writer."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
_CALC = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def xlsx(rows: Iterable[Sequence[Any]], change: Callable[[Any], None] = lambda _: None) -> bytes:
    """A workbook of one sheet, ``T``; a pair in a row is a value with its number format.

    Args:
        rows: the cells, header row first.
        change: what else is done to the workbook.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "T"
    for down, row in enumerate(rows, start=1):
        for across, value in enumerate(row, start=1):
            cell = sheet.cell(down, across)
            if isinstance(value, tuple):
                cell.value, cell.number_format = value
            else:
                cell.value = value
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: dict[str, str], styles: str = "", **parts: str) -> bytes:
    """A spreadsheet: the XML of the rows of each sheet, by the sheet's name.

    A name may end in attributes of the sheet, behind a bar.
    """
    tables = "".join(
        f"<table:table table:name={quoteattr(name.partition('|')[0])} {name.partition('|')[2]}>"
        f"{rows}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f"<office:document-content{_NAMES}{_CALC}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for path, part in parts.items():
            archive.writestr(path.replace("__", "."), part)
    return out.getvalue()


def ods_row(*cells: str, attributes: str = "") -> str:
    """A row of cells that hold text; one that begins with ``<`` is XML already."""
    inner = "".join(
        cell
        if cell.startswith("<")
        else '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(cell)}</text:p></table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row {attributes}>{inner}</table:table-row>"
