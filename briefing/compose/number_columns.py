"""Columns of numbers: which they are, and what each cell lacks so that their units stand in line.

The engine cannot align at a decimal mark. So number cells are set to the right, and each gets what
the longest of them has behind its units, unseen: “12” in a column with “3.75” gets a hidden “.75”
as wide as that is in any typeface with tabular figures. What is hidden is drawn nowhere; the file
has the number alone, and so has who copies it.

A column is one of numbers if all its cells are, but for signs that say there is none (“–”, “n/a”).
Whether “1,234” has a decimal mark is told by the other cells of its column, or else by the
language. Columns of years are left as they are, and so is what an author has aligned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPACES = "\u0020\u00a0\u2009\u202f"
_DIGITS = rf"\d(?:[\d.,'’{_SPACES}]*\d)?"
_SIGNS = r"[-+±~≈<>≤≥\u2212\u2013]"
_MONEY = r"(?:[A-Z]{0,3}[€$£¥₹]|[A-Z]{3}(?=\s))"
_SOME = (
    r"ca?\.|about|approx\.|around|some|over|under|up to|at least|at most|more than|less than|nearly"
    r"|almost|etwa|rund|gut|knapp|über|unter|mehr als|weniger als"
)
"""What stands before a number that is not exact."""
_LONGEST = 60
"""Characters of a cell that is read as a number."""
_NUMBER = re.compile(
    rf"(?P<before>(?:(?:{_SOME})\s*)?\(?\s*{_SIGNS}*\s*{_MONEY}?\s*{_SIGNS}?)"
    rf"(?P<from>{_DIGITS}\s*(?:%\s*)?[-\u2013]\s*)?"
    rf"(?P<digits>{_DIGITS})"
    r"(?P<after>\s*(?:[%‰°€$£]|°C|pp)?(?:\s[^\W\d_][\w/]{0,14}[²³]?)?\)?"
    r"[*†‡§¶⁰¹²³⁴-⁹ᵃ-ᶻ]*(?:\s*\([^()]{1,14}\))?)"
)
_NONE = re.compile(
    r"[-\u2013\u2014\u2212?…]?|\.{1,3}|n\.?\s?/?a\.?|k\.\s?a\.|none|nil|tbc|tbd|unknown",
    re.IGNORECASE,
)
"""What cells say where there is no number."""
_YEARS = re.compile(r"1[5-9]\d\d|20\d\d|21\d\d")
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:(?P<by>[.,'’{_SPACES}])\d{{3}})(?:(?P=by)\d{{3}})*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKS = frozenset({"sup", "citation", "note-mark"})
"""Nodes that hang behind a number."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a number cell lacks behind its units, so that they stand below those of the others."""

    digits: str
    """What would follow: the mark and the digits, a unit; of the longest cell."""
    marks: str = ""
    """What is raised behind it in the longest cell: numbers of sources, a mark."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A cell, taken apart."""

    written: str
    """All its digits, with the signs between them; empty if it says that there is none."""
    after: str
    bare: bool
    """Whether it is digits and nothing else."""
    ranges: bool


def with_numbers_in_line(table: Node) -> Node:
    """Return a table whose cells say what they lack; the columns of numbers are found here.

    Cells in them get ``align: number``, and ``lacks`` and ``lacks-marks`` where they are shorter
    than others. The table's ``decimal-mark`` is that of the edition's language.
    """
    places = _columns(table)
    if not places:
        return table
    parts: list[Node | str] = []
    row_number = 0
    for part in table.nodes:
        rows: list[Node | str] = []
        for row in part.nodes:
            cells: list[Node | str] = []
            for column, cell in enumerate(row.nodes):
                found = places.get(column)
                place = found[row_number] if found and part.kind == "tbody" else Place("")
                said = (
                    ("align", "number") if found else ("", ""),
                    ("lacks", place.digits),
                    ("lacks-marks", place.marks),
                )
                more = tuple(pair for pair in said if pair[1])
                cells.append(replace(cell, attributes=(*cell.attributes, *more)))
            rows.append(row.with_children(tuple(cells)))
            row_number += part.kind == "tbody"
        parts.append(part.with_children(tuple(rows)))
    return table.with_children(tuple(parts))


def measures(cells: Sequence[Node]) -> bool:
    """Return whether a column holds numbers that measure or count something, or nothing at all.

    Years and ranges (“1999”, “10–19”) are names of their rows, and so is what only looks like a
    number: “1.2.3”, “10.06.1999”.
    """
    taken = [_taken_apart(text) for text, _ in map(_without_marks, cells)]
    if None in taken:
        return False
    numbers = [number for number in taken if number is not None and number.written]
    if numbers and all(n.ranges or (n.bare and _YEARS.fullmatch(n.written)) for n in numbers):
        return False
    mark = _decimal_mark([number.written for number in numbers], ".")
    return bool(mark) and all(_split(number.written, mark) for number in numbers)


def _columns(table: Node) -> dict[int, tuple[Place, ...]]:
    """Return the places of numbers by column, from 0, for each row of the table's body."""
    rows = [row.nodes for part in table.nodes if part.kind == "tbody" for row in part.nodes]
    found = {}
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if column < len(row)]
        if len(cells) != len(rows) or any(cell.get("align") for cell in cells):
            continue
        places = _places(cells, table.get("decimal-mark", "."), first=column == 0)
        if places is not None:
            found[column] = places
    return found


def _places(cells: Sequence[Node], language: str, *, first: bool) -> tuple[Place, ...] | None:
    """Return the places of the numbers of a column; None if it is none of numbers."""
    texts = [_without_marks(cell) for cell in cells]
    taken = [_taken_apart(text) for text, _ in texts]
    numbers = [number for number in taken if number is not None and number.written]
    none = sum(bool(text) for text, _ in texts) - len(numbers)
    if None in taken or not numbers or len(numbers) + none < 2 or _is_list(numbers, first=first):
        return None
    mark = _decimal_mark([number.written for number in numbers], language)
    units = {word for number in numbers for word in _WORD.findall(number.after.partition("(")[0])}
    if not mark or len(units) > 1:
        return None
    split = [_split(number.written, mark) if number else None for number in taken]
    if None in split:
        return None
    fractions = [fraction for pair in split if pair for fraction in [pair[1]]]
    most = max(map(len, fractions))
    longest = max(fractions, key=len)
    after = max((number.after for number in numbers), key=len)
    hung = max((marks for _, marks in texts), key=len)
    out = []
    for number, fraction, (_, marks) in zip(taken, fractions, texts, strict=True):
        lacks = longest if not fraction else "0" * (most - len(fraction))
        behind = number.after if number else ""
        out.append(Place(lacks + after[len(behind) :], hung[len(marks) :]))
    return tuple(out)


def _without_marks(cell: Node) -> tuple[str, str]:
    """Return the words of a cell, and what is raised behind them."""
    parts = list(cell.children)
    marks = ""
    while parts and isinstance(last := parts[-1], Node) and last.kind in _MARKS:
        raised = ", ".join(map(str, last.children)) if last.kind == "citation" else last.text()
        marks = raised + marks
        parts.pop()
    if any(isinstance(part, Node) and part.kind in {"br", *_MARKS} for part in parts):
        return "a", ""  # more than a number
    return "".join(p if isinstance(p, str) else p.text() for p in parts).strip(), marks


def _taken_apart(text: str) -> _Number | None:
    if len(text) > _LONGEST:
        return None
    if _NONE.fullmatch(text):
        return _Number("", "", bare=True, ranges=False)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    return _Number(
        match["digits"],
        match["after"],
        bare=match["digits"] == text,
        ranges=match["from"] is not None,
    )


def _is_list(numbers: Sequence[_Number], *, first: bool) -> bool:
    """Return whether the numbers only name their rows: years, ranges, or counting from the first
    column on with equally many digits."""
    if all(number.ranges for number in numbers):
        return True
    plain = all(number.bare and number.written.isdigit() for number in numbers)
    if plain and all(_YEARS.fullmatch(number.written) for number in numbers):
        return True
    return first and plain and len({len(number.written) for number in numbers}) == 1


def _decimal_mark(written: Sequence[str], language: str) -> str:
    """Return the decimal mark of a column; empty if its cells contradict one another."""
    decimal, grouping = set(), set()
    for text in written:
        signs = [sign for sign in text if sign in ".,"]
        if len(set(signs)) == 2:
            decimal.add(signs[-1])
            grouping |= set(signs[:-1])
        elif len(signs) > 1:
            grouping.add(signs[0])
        elif signs:
            whole, part = text.split(signs[0])
            if len(part) != 3 or len(whole) > 3 or whole == "0":
                decimal.add(signs[0])
    if len(decimal) > 1 or decimal & grouping:
        return ""
    if decimal:
        return decimal.pop()
    if grouping:
        return "." if "," in grouping else ","
    return language


def _split(written: str, mark: str) -> tuple[str, str] | None:
    """Return a number before its decimal mark, and from there on; None if it is none."""
    whole, sign, part = written.partition(mark)
    if sign and not part.isdigit():
        return None
    counts = not whole or whole == "0" or (whole.isdigit() and whole[0] != "0")
    return (whole, sign + part) if counts or _GROUPED.fullmatch(whole) else None
