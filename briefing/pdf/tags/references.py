"""Ties what refers to something to what it refers to: citations and entries, both ways.

Links lead to points on pages. For whoever goes by the structure, a reference also names the element
that it refers to, and an entry of a list the places that it is referred to from: ``Ref``, which PDF
2.0 defines (ISO 32000-2, 14.7.2) and readers of older files pass over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.pdf.destinations import anchor_of
from briefing.pdf.tags.tree import Annotation, Element

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

BACK = "doc-backlink"
"""The role of a link from a note or source to where it is referred to."""
ENTRIES = frozenset({"Note", "FENote", "BibEntry"})
"""What is referred to and refers back."""


def tie(document: Element, named: Mapping[str, Element]) -> None:
    """Note for each reference below ``document`` what it refers to, and for each note and source
    where it is referred to; ``named`` are the elements of ids (`briefing.pdf.tags.anchors`)."""
    for element in document.walk():
        if element.role == "Reference":
            for target in _targets(element, named):
                element.refer_to(target)
                if target.role in ENTRIES:
                    target.refer_to(element)
        elif element.role in ENTRIES:
            # One inside a run of numbers, “5–7”, is cited where no link leads to it.
            for place in _targets(element, named):
                if place.role == "Reference":
                    element.refer_to(place)
                    place.refer_to(element)


def unlink_lost_places(document: Element, known: Container[str]) -> None:
    """Take the links off notes and sources that lead back to an id which is not ``known``.

    A theme that hides text hides the citations in it. That text is missing is for the proof to
    say, in words that help.
    """
    for element in document.walk():
        for at, link in enumerate(element.kids):
            if isinstance(link, Element) and link.note is not None and link.note.role == BACK:
                anchor = anchor_of(link.note.target)
                if anchor is not None and anchor not in known:
                    words = [kid for kid in link.kids if not isinstance(kid, Annotation)]
                    element.kids[at : at + 1] = words


def _targets(element: Element, named: Mapping[str, Element]) -> Iterator[Element]:
    """Yield the elements that links in ``element`` lead to."""
    for inner in element.walk():
        for kid in inner.kids:
            if isinstance(kid, Annotation):
                anchor = anchor_of(kid.target)
                if anchor is not None and anchor in named:
                    yield named[anchor]
