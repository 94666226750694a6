"""Gives the elements of a refined tree the structure types that a standard has.

The refined tree has the types of both: those of PDF 1.7 that PDF 2.0 keeps in a namespace of their
own, such as ``TOC``, and those that came with PDF 2.0, such as ``Em``. Which may stand where when
both are used is said by ISO/TS 32005.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.model.standards import NEWER, USUAL
from briefing.pdf.identification import NEWER_TYPES, OLDER_TYPES
from briefing.pdf.tags.tree import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.model.standards import Standard
    from briefing.pdf.tags.tree import Kid

ONLY_OLDER = frozenset(
    {"Art", "BlockQuote", "TOC", "TOCI", "Quote", "Reference", "BibEntry", "Code"}
)
"""Types that PDF 2.0 has in the namespace of PDF 1.7 only."""
STRESS = frozenset({"Em", "Strong"})
"""Types that PDF 1.7 has not: what is in them stands in what is around them."""
ASIDE = "note"
"""The ``role`` attribute (WAI-ARIA 1.2) of a box beside the text."""

WITHOUT_ASIDES = frozenset({"Aside", "BlockQuote", "TD", "TH"})
"""Types in which there may be no aside (ISO/TS 32005, table 5); there it is a group."""


def conform(document: Element, standard: Standard) -> None:
    """Change the types below ``document``, and what these ask for, to those of a standard."""
    _BY_STANDARD[standard](document)


# ── PDF 1.7 ───────────────────────────────────────────────────────────────────────────────


def _older(document: Element) -> None:
    for element in document.walk():
        element.kids = [kid for held in element.kids for kid in _unstressed(held)]


def _unstressed(kid: Kid) -> list[Kid]:
    """Return what replaces a kid that is stressed: what is in it, or a span if that says more."""
    if not isinstance(kid, Element) or kid.role not in STRESS:
        return [kid]
    if kid.language or kid.alt or kid.expansion:
        kid.role = "Span"
        return [kid]
    return [inner for held in kid.kids for inner in _unstressed(held)]


# ── PDF 2.0 ───────────────────────────────────────────────────────────────────────────────


def _newer(document: Element) -> None:
    _entitle(document)
    _rename(document, may_be_aside=True)


def _rename(element: Element, *, may_be_aside: bool) -> None:
    """Give the elements of a tree their types, those of the newer standard where it has one."""
    if element.role == "Note":
        element.role = "FENote"
    elif element.role == "Div" and any(kid.role == "Caption" for kid in element.elements()):
        # A group is as if it were not there, and a caption has to stand first in something.
        element.role = "Sect"
    elif element.role == "Div" and may_be_aside and element.note and element.note.role == ASIDE:
        element.role = "Aside"
    elif element.role == "L" and element.tag == "dl":
        element.numbering = "Description"
    element.namespace = OLDER_TYPES if element.role in ONLY_OLDER else NEWER_TYPES
    may_be_aside = may_be_aside and element.role not in WITHOUT_ASIDES
    for kid in element.elements():
        _rename(kid, may_be_aside=may_be_aside)


def _entitle(document: Element) -> None:
    """Make the one heading of the first level, if it is above all others, the title.

    A title is no heading (ISO 14289-2, 8.2.5.11): those below it move up by a level.
    """
    headings = [e for e in document.walk() if e.role[0] == "H" and e.role[1:].isdigit()]
    levels = [int(heading.role[1:]) for heading in headings]
    if levels[:1] != [1] or levels.count(1) > 1:
        return
    title, *others = headings
    title.role = "Title"
    for heading, level in zip(others, levels[1:], strict=True):
        heading.role = f"H{level - 1}"


_BY_STANDARD: Mapping[Standard, Callable[[Element], None]] = MappingProxyType(
    {USUAL: _older, NEWER: _newer}
)
