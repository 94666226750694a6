"""Table rows that are too tall for a page: WeasyPrint splits them, and misplaces the header row.

This works on WeasyPrint's boxes of pages after layout. The parts of each table are collected page
by page, with their rows. A row that is the last on one page and the first on the next has been
split. And where few rows fill a page, WeasyPrint may put the header row after them: the first part
of a table then has rows but no header.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODE = "B507"
_HINT = "split the rows, or write it as text under headings"
_REPEATED = frozenset({"thead", "tfoot"})
"""Parts of a table that are repeated on each of its pages."""


@dataclass(slots=True)
class _TablePart:
    """The part of a table that is on one page."""

    table: Any
    place: str
    headed: bool = False
    rows: list[Any] = field(default_factory=list)


def broken_rows(page_boxes: Iterable[Any], place: Location) -> Iterator[Finding]:
    """Yield a warning for each table with a row that is split across pages, and an error for each
    whose header row is not where the table begins.

    Args:
        page_boxes: WeasyPrint's boxes of the pages, in order.
        place: location of findings for tables without one.
    """
    seen: set[Any] = set()
    reported: set[Any] = set()
    last: Any = None
    for page_box in page_boxes:
        parts = [part for part in _table_parts(page_box, "") if part.rows]
        for part in parts:
            message, severity = "", Severity.ERROR
            if part.table not in seen and not part.headed and part.table.find("thead") is not None:
                message = (
                    "the rows of this table are so tall that its header row is printed after them"
                )
            elif part.rows[0] is last:
                message, severity = "a row of this table is taller than a page", Severity.WARNING
            if message and part.table not in reported:
                reported.add(part.table)
                path, _, line = part.place.rpartition(":")
                at = Location(path, int(line)) if line.isdigit() else place
                yield Finding(at, CODE, message, _HINT, severity)
            seen.add(part.table)
        last = parts[-1].rows[-1] if parts else None


def _table_parts(box: Any, key: str) -> Iterator[_TablePart]:
    """Yield the tables below ``box``, each with the ``data-block`` it belongs to."""
    element = getattr(box, "element", None)
    tag = str(getattr(box, "element_tag", ""))
    if element is not None and element.get("data-block"):
        key = element.get("data-block")
    if tag == "table" and element is not None:
        part = _TablePart(element, key)
        _collect_rows(box, part)
        yield part
    elif tag != "p":
        for child in getattr(box, "children", ()):
            yield from _table_parts(getattr(child, "_box", child), key)


def _collect_rows(box: Any, part: _TablePart) -> None:
    """Add the rows below ``box`` to ``part``, and note whether it has a header."""
    for child in getattr(box, "children", ()):
        tag = str(getattr(child, "element_tag", ""))
        if tag in _REPEATED:
            part.headed |= tag == "thead"
        elif tag == "tr":
            part.rows.append(child.element)
        else:
            _collect_rows(child, part)
