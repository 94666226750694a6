"""Citations in running text as they are printed: ``3, 5–7``, or ``1, para 9; 4`` with locators.

The children of a citation are its sources: the number, with what is cited of it: ``13, para 9``.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.content import Node

MARKS = frozenset({"citation", "note-mark"})
"""Kinds of nodes that are printed as raised marks."""
_LEAST_RUN = 3
"""Numbers in a row from which on only the first and the last are printed."""

Mark = tuple[tuple[str, ...], str]
"""One or two numbers, the ends of a run, and what follows them: the locator."""


def numbers_of(citation: Node) -> tuple[int, ...]:
    """Return the numbers of all sources of a citation, those inside a run too."""
    return tuple(int(str(child).partition(",")[0]) for child in citation.children)


def marks(citation: Node) -> tuple[Mark, ...]:
    """Return what is printed of a citation: numbers in a row that have no locators as one run."""
    out: list[Mark] = []
    whole = [str(child).partition(", ") for child in citation.children]
    ordered = [(at, int(number), locator) for at, (number, _, locator) in enumerate(whole)]
    # In a run, number and position grow alike; what has a locator stands by itself.
    runs = groupby(ordered, key=lambda part: (part[1] - part[0], part[2] and part[0]))
    for _, parts in runs:
        run = [(str(number), locator) for _, number, locator in parts]
        if len(run) >= _LEAST_RUN:
            out.append(((run[0][0], run[-1][0]), ""))
        else:
            out += [((number,), locator) for number, locator in run]
    return tuple(out)


def separator(printed: tuple[Mark, ...]) -> str:
    """Return what stands between marks: a semicolon where one has a locator with its own comma."""
    return "; " if any(locator for _, locator in printed) else ", "


def mark_text(mark: Mark) -> str:
    """Return one mark as text: ``5–7``, ``13, para 9``."""
    numbers, locator = mark
    return "–".join(numbers) + (f", {locator}" if locator else "")


def spoken_mark(printed: str) -> str:
    """Return what is heard of a raised mark: in brackets, nobody takes it for part of a number."""
    return f"[{printed}]"


def citation_text(citation: Node) -> str:
    """Return a citation as it is read in the text."""
    printed = marks(citation)
    return separator(printed).join(map(mark_text, printed))
