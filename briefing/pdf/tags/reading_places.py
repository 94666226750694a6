"""What is read elsewhere than it stands on paper: the marking of a file before all else.

Layouts say so by the attribute ``data-read`` of an element:

============  =================================================================================
``first``     it is read first in the document
``in:ID``     first in the section (``Sect``) that holds the element of this id
``after:ID``  right after that section
============  =================================================================================

Several that are read at one place keep their order. So furniture, which stands around the text of
its page, is spoken once and where it belongs; the rest of it stays an artifact.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import INLINE, Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.tags.tree import Kid

FIRST, WITHIN, AFTER = "first", "in", "after"
_SECTION = "Sect"


def read_elements(tree: Element) -> list[Element]:
    """Take the elements that say where they are read out of ``tree``, and return them in order."""
    found: list[Element] = []
    kept: list[Kid] = []
    for kid in tree.kids:
        if isinstance(kid, Element) and kid.note is not None and kid.note.read:
            found.append(kid)
            continue
        kept.append(kid)
        if isinstance(kid, Element):
            found += read_elements(kid)
    tree.kids = kept
    return found


def move_to_reading_places(document: Element) -> None:
    """Put every element of ``document`` that says where it is read in its place.

    Raises:
        ValueError: It names an id that is nowhere in the document.
    """
    moved = read_elements(document)
    if not moved:
        return
    sections = dict(_sections(document, ()))
    put: Counter[tuple[str, int]] = Counter()
    for element in moved:
        assert element.note is not None
        where, _, anchor = element.note.read.partition(":")
        parent, section = document, document
        if where != FIRST:
            if anchor not in sections:
                raise ValueError(f"“{element.note.read}”: no element has this id")
            parent, section = sections[anchor]
        holder = parent if where == AFTER else section
        first = parent.kids.index(section) + 1 if where == AFTER else 0
        done = put[where, id(section)]
        put[where, id(section)] += 1
        holder.kids.insert(first + done, _paragraph(element))


def _sections(
    element: Element, above: tuple[Element, ...]
) -> Iterator[tuple[str, tuple[Element, Element]]]:
    """Yield the id of each element with one, and the section that it is in, with its parent.

    What is in no section counts as one from below the document down.
    """
    path = (*above, element)
    if element.note is not None and element.note.anchor and len(path) > 1:
        depth = next((n for n in range(len(path) - 1, 0, -1) if path[n].role == _SECTION), 1)
        yield element.note.anchor, (path[depth - 1], path[depth])
    for kid in element.elements():
        yield from _sections(kid, path)


def _paragraph(element: Element) -> Element:
    """Return an element as a block: a part of a line is a paragraph elsewhere."""
    return Element("P", [element]) if element.role in {*INLINE, "NonStruct"} else element
