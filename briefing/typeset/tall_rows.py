"""Rows of tables that are too high for their page: the engine breaks them, and loses the heads.

Works on the boxes of pages after layout, as `briefing.typeset.slot_overflow` does.
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
"""Parts of a table that stand again on each of its pages."""


@dataclass(slots=True)
class _TablePart:
    """What one page has of a table."""

    table: Any
    place: str
    headed: bool = False
    rows: list[Any] = field(default_factory=list)


def broken_rows(page_boxes: Iterable[Any], place: Location) -> Iterator[Finding]:
    """A finding for each table with a row that goes on on another page, and for each whose head is
    not where it begins: where few rows fill a page, the engine sets it behind them."""
    seen: set[Any] = set()
    told: set[Any] = set()
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
            if message and part.table not in told:
                told.add(part.table)
                path, _, line = part.place.rpartition(":")
                at = Location(path, int(line)) if line.isdigit() else place
                yield Finding(at, CODE, message, _HINT, severity)
            seen.add(part.table)
        last = parts[-1].rows[-1] if parts else None


def _table_parts(box: Any, key: str) -> Iterator[_TablePart]:
    """The tables of a page, each with the ``data-block`` it belongs to."""
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
    for child in getattr(box, "children", ()):
        tag = str(getattr(child, "element_tag", ""))
        if tag in _REPEATED:
            part.headed |= tag == "thead"
        elif tag == "tr":
            part.rows.append(child.element)
        else:
            _collect_rows(child, part)
