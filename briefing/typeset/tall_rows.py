"""Table rows that are too tall for a page: they may break, and the header row must be in its place.

This works on WeasyPrint's boxes of pages after layout. The parts of each table are collected page
by page, with their rows. A row that is the last on one page and the first on the next has been
split. And where few rows fill a page, WeasyPrint may put the header row after them: the first part
of a table then has rows but no header. Rows that may break do not have that effect, but a row is
read more easily on one page. So the tall rows of such a table, and no others, get the class
``breaks``, and the fragment is laid out again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import tostring

from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CODE = "B507"
_HINT = "split the rows, or write it as text under headings"
LOOSE = "breaks"
"""Class of rows that may break, and of tables whose first and last rows need not stay together."""
_TALL = 0.4
"""Part of a page that a row takes at least to be called tall."""
_REPEATED = frozenset({"thead", "tfoot"})
"""Parts of a table that are repeated on each of its pages."""


@dataclass(frozen=True, slots=True)
class RowEdges:
    """What the tables of a page say about rows on the pages beside it."""

    first: str
    """Hash of the first row; empty where there is no table."""
    last: str
    lacks_header: bool
    """Whether the first table has a header row, and not on this page."""


@dataclass(slots=True)
class _TablePart:
    """The part of a table that is on one page, or in one of the columns it is folded into."""

    table: Any
    place: str
    headed: bool = False
    rows: list[Any] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    """Of the rows on this page, in px."""


def let_break(page_boxes: Sequence[Any]) -> bool:
    """Let the tall rows break of each table that WeasyPrint has split or put its header row behind.

    Args:
        page_boxes: WeasyPrint's boxes of the pages, in order.

    Returns:
        Whether there is any that could not break before.
    """
    troubled = {id(part.table): part.table for part, *_ in _troubles(page_boxes)}
    if not troubled:
        return False
    heights: defaultdict[Any, float] = defaultdict(float)
    for page_box in page_boxes:
        for part in _table_parts(page_box, ""):
            if id(part.table) in troubled:
                for row, height in zip(part.rows, part.heights, strict=True):
                    heights[row] += height
    changed = False
    for row, height in heights.items():
        if height > page_boxes[0].height * _TALL and LOOSE not in row.get("class", "").split():
            row.set("class", f"{row.get('class', '')} {LOOSE}".strip())
            changed = True
    for table in troubled.values() if changed else ():
        loosen(table)
    return changed


def loosen(table: Any) -> bool:
    """Let a table break between any two of its rows; return whether it could not before."""
    if LOOSE in table.get("class", "").split():
        return False
    table.set("class", f"{table.get('class', '')} {LOOSE}".strip())
    return True


def pages_in_trouble(page_boxes: Mapping[int, Any]) -> set[int]:
    """Return which pages hold a part of a table that `let_break` would look at.

    Args:
        page_boxes: WeasyPrint's boxes of pages, by their numbers, in order.
    """
    troubled = {part.table for part, *_ in _troubles(page_boxes.values())}
    return {
        number
        for number, page_box in page_boxes.items()
        if troubled and any(part.table in troubled for part in _table_parts(page_box, ""))
    }


def broken_rows(page_boxes: Iterable[Any], place: Location) -> Iterator[Finding]:
    """Yield a warning for each table with a row that is split across pages, and an error for each
    whose header row is not where the table begins.

    Args:
        page_boxes: WeasyPrint's boxes of the pages, in order.
        place: location of findings for tables without one.
    """
    reported: set[Any] = set()
    for part, message, severity in _troubles(page_boxes):
        if part.table not in reported:
            reported.add(part.table)
            path, _, line = part.place.rpartition(":")
            at = Location(path, int(line)) if line.isdigit() else place
            yield Finding(at, CODE, message, _HINT, severity)


def has_broken_rows(page_box: Any) -> bool:
    """Return whether a table on a page breaks inside a row, or lacks its header row there."""
    return any(True for _ in _troubles([page_box]))


def row_edges(page_box: Any) -> RowEdges:
    """Return which rows the tables of a page begin and end with."""
    parts = [part for part in _table_parts(page_box, "") if part.rows]
    if not parts:
        return RowEdges("", "", lacks_header=False)
    first, last = parts[0], parts[-1]
    lacks_header = not first.headed and first.table.find("thead") is not None
    return RowEdges(_hash(first.rows[0]), _hash(last.rows[-1]), lacks_header)


def _hash(row: Any) -> str:
    return blake2b(tostring(row), digest_size=16).hexdigest()


def _troubles(page_boxes: Iterable[Any]) -> Iterator[tuple[_TablePart, str, Severity]]:
    """Yield each part of a table that begins with the rest of a row, or lacks its header row."""
    seen: set[Any] = set()
    last: Any = None
    for page_box in page_boxes:
        parts = [part for part in _table_parts(page_box, "") if part.rows]
        for number, part in enumerate(parts):
            if part.table not in seen and not part.headed and part.table.find("thead") is not None:
                message = (
                    "the rows of this table are so tall that its header row is printed after them"
                )
                yield part, message, Severity.ERROR
            elif part.rows[0] is last:
                places = "columns" if number else "pages"
                yield part, f"a row of this table breaks over two {places}", Severity.WARNING
            seen.add(part.table)
            last = part.rows[-1]
        last = last if parts else None


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
            part.heights.append(child.height)
        else:
            _collect_rows(child, part)
