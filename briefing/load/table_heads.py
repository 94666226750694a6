"""Tables without a head: who hears one is told the cells, but not what any of them is.

A header row may be blank, lack the heading of a column, or be a row of the table itself, as at the
top of a data file that has no header row. The first cell may be blank where the first column heads
the rows, and all may be where its author says that it does: “row-heads: yes”.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.content import Node

CODE = "B425"
_NUMBER = re.compile(
    r"[-+\u2212±~≈<>]?\s*(?:[€$£¥]\s*)?\d(?:[\d.,'’\u0020\u00a0\u2009\u202f]*\d)?\s*[%‰]?"
)
_YEAR = re.compile(r"1[5-9]\d\d|2[01]\d\d")
_COUNTED = re.compile(r"\d{1,2}")
"""What may well be a heading: the first, second and third of something."""
_HINT = (
    "write a heading above each column; where the first column says what each row is about, "
    "“    row-heads: yes” in “/// table” will do"
)


def check_table_heads(blocks: Sequence[Node], path: str) -> Iterator[Finding]:
    """Yield a warning for each table in ``blocks`` whose header row does not say what is below it.

    Args:
        blocks: the blocks of a section.
        path: its file.
    """
    for table in (node for block in blocks for node in block.walk() if node.kind == "table"):
        if fault := _fault(table):
            yield Finding(Location(path, table.line), CODE, *fault, Severity.WARNING)


def _fault(table: Node) -> tuple[str, str] | None:
    """Return what is wrong with the head of a table, and what to do."""
    rows = [row.nodes for part in table.nodes if part.kind == "tbody" for row in part.nodes]
    head = next((part.nodes for part in table.nodes if part.kind == "thead"), ())
    cells = head[0].nodes if head else ()
    blank = [number for number, cell in enumerate(cells, start=1) if _is_blank(cell)]
    if len(blank) == len(cells):
        if table.get("row-heads") == "yes":
            return None
        return "this table has no header row: who hears it is not told what its cells are", _HINT
    filled = {n for row in rows for n, cell in enumerate(row, start=1) if not _is_blank(cell)}
    if unheaded := [number for number in blank if number > 1 and number in filled]:
        columns = ", ".join(map(str, unheaded))
        said = f"columns {columns} of this table have" if len(unheaded) > 1 else ""
        said = said or f"column {columns} of this table has"
        return f"{said} no heading", "write in the header row what stands below it"
    if looks := _looks_like_a_row([cell.text().strip() for cell in cells], rows):
        message = f"the header row of this table looks like one of its rows: “{looks:.40}”"
        return message, "write a header row above it, which says what each column holds"
    return None


def _is_blank(cell: Node) -> bool:
    return not cell.children or all(isinstance(c, str) and not c.strip() for c in cell.children)


def _looks_like_a_row(heads: Sequence[str], rows: Sequence[Sequence[Node]]) -> str:
    """Return the heading that is a number as those below it are; empty if there is none.

    Years head columns, and so do numbers that rise from column to column: the classes of something.
    """
    numbers = [(n, head) for n, head in enumerate(heads) if _NUMBER.fullmatch(head)]
    measured = [
        (n, head)
        for n, head in numbers
        if not (_YEAR.fullmatch(head) or _COUNTED.fullmatch(head))
        and len(below := [row[n].text().strip() for row in rows if n < len(row)]) > 1
        and all(_NUMBER.fullmatch(text) for text in below)
    ]
    values = [float(re.sub(r"[^\d]", "", head)) for _, head in numbers]
    if len(numbers) > 1 and values == sorted(set(values)):
        return ""
    return measured[0][1] if measured else ""
