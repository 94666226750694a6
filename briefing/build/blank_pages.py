"""Blank pages of a text that is printed on both sides: each chapter begins on a right-hand page.

What is blank has the furniture of every page, and counts. In front of the first chapter it is
front matter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.composition import Fragment
    from briefing.model.output import TypesetFragment

    Part = tuple[TypesetFragment, Fragment]


def with_blank_pages(parts: Iterable[Part], blank: Part | None) -> list[Part]:
    """Return parts, as typeset and as composed, with a blank page before each chapter that would
    begin on a left-hand page.

    Args:
        parts: All parts, in order.
        blank: A blank page; None where chapters begin on any page.
    """
    found: list[Part] = []
    pages = 0
    for part in parts:
        if blank is not None and pages % 2 and not part[0].front:
            front = found[-1][0].front
            found.append((replace(blank[0], front=front), replace(blank[1], front=front)))
            pages += 1
        found.append(part)
        pages += len(part[0].pages)
    return found
