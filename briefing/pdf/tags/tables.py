"""Header cells of tables: their scope, and the data cells they belong to (ISO 14289-1, 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.tags.tree import Element

SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
GROUPS = frozenset({"THead", "TBody", "TFoot"})


def link_headers(table: Element, prefix: str) -> None:
    """Give every header cell its scope and an id, and every cell the ids of its headers.

    A cell that heads a row has the headers of its column, as other cells have. Replaces what the
    engine wrote per page. Ids start with ``prefix``.
    """
    rows = list(_rows(table))
    column_headers: dict[int, list[tuple[int, str]]] = {}
    row_headers: dict[int, list[str]] = {}
    cells = list(_grid([row for row, _ in rows]))
    for across, down, cell in cells:
        if cell.role != "TH":
            continue
        cell.scope = _scope(cell, *rows[down])
        cell.id = f"{prefix}-{down}-{across}"
        if cell.scope == "Column":
            for column in range(across, across + cell.span[0]):
                column_headers.setdefault(column, []).append((down, cell.id))
        else:
            for row in range(down, down + cell.span[1]):
                row_headers.setdefault(row, []).append(cell.id)
    for across, down, cell in cells:
        if cell.role == "TD" or cell.scope == "Row":
            own_rows = range(down, down + cell.span[1]) if cell.role == "TD" else ()
            own_columns = range(across, across + cell.span[0])
            found = [name for row in own_rows for name in row_headers.get(row, ())]
            above = [pair for column in own_columns for pair in column_headers.get(column, ())]
            found += [name for header_row, name in above if header_row < down]
            cell.headers = tuple(dict.fromkeys(found))


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the rows in order, each with whether it is in the table's header."""
    for child in table.elements():
        if child.role == "TR":
            yield child, False
        elif child.role in GROUPS:
            for row in child.elements():
                yield row, child.role == "THead"


def _grid(rows: list[Element]) -> Iterator[tuple[int, int, Element]]:
    """Yield first column, first row (from 0) and cell, in order; spans are taken into account."""
    taken: set[tuple[int, int]] = set()
    for down, row in enumerate(rows):
        across = 0
        for cell in row.elements():
            while (across, down) in taken:
                across += 1
            yield across, down, cell
            width, height = cell.span
            taken |= {(across + i, down + j) for i in range(width) for j in range(height)}
            across += width


def _scope(cell: Element, row: Element, in_head: bool) -> str:
    """Return the author's scope; else ``Column`` in the header or a row of header cells; else
    ``Row``."""
    if cell.note and cell.note.scope in SCOPES:
        return SCOPES[cell.note.scope]
    only_headers = all(other.role == "TH" for other in row.elements())
    return "Column" if in_head or only_headers else "Row"
