"""Joins elements that a page or line break has split: a paragraph, a list, a table.

WeasyPrint tags each box by itself, so that a paragraph on two pages becomes two elements. Each box
has a note with the place of its HTML element (`briefing.pdf.tag_notes`). Going through the kids of
an element in order, the first box of an HTML element stays, and the kids of its later boxes are
appended to it; the same is then done one level down. Boxes that WeasyPrint made up for layout have
no note and are first replaced by their kids, so that the pieces become siblings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.tags.tree import Kid

_REPEATED = "thead"
"""What is on each page of a table, and heard once."""


def join(element: Element) -> None:
    """Join, at every level below ``element``, the kids that are pieces of the same HTML element.

    The header of a table is repeated on each of its pages: all but the first are removed from the
    tree. Their content becomes an artifact, so that screen readers read the header once.
    """
    kids: list[Kid] = []
    first: dict[tuple[int, ...], Element] = {}
    for kid in _without_made_up(element):
        path = _path(kid)
        if path not in first:
            kids.append(kid)
            if path and isinstance(kid, Element):
                first[path] = kid
        elif isinstance(kid, Element) and kid.tag != _REPEATED:
            first[path].kids += kid.kids
    element.kids = kids
    for kid in kids:
        if isinstance(kid, Element):
            join(kid)


def unite(document: Element) -> None:
    """Join the elements below ``document`` that say they are one, whatever fragments they are in.

    A card whose answer is on its back is two boxes on two sheets, and a long table is typeset in
    pieces. The first takes what is in the others, which are left out; of the headers of a table,
    what they say is left out, too.
    """
    first: dict[str, Element] = {}

    def without_others(element: Element) -> None:
        kids: list[Kid] = []
        for kid in element.kids:
            key = kid.note.key if isinstance(kid, Element) and kid.note is not None else ""
            if isinstance(kid, Element) and key and first.setdefault(key, kid) is not kid:
                if kid.tag != _REPEATED:
                    first[key].kids += kid.kids
            else:
                kids.append(kid)
        element.kids = kids
        for kid in kids:
            if isinstance(kid, Element):
                without_others(kid)

    without_others(document)


def _without_made_up(element: Element) -> Iterator[Kid]:
    """Yield the kids of ``element``, with boxes that WeasyPrint made up replaced by their kids."""
    for kid in element.kids:
        if isinstance(kid, Element) and _is_made_up(kid, element):
            yield from _without_made_up(kid)
        else:
            yield kid


def _is_made_up(kid: Element, parent: Element) -> bool:
    same_again = parent.note is not None and kid.role == parent.role
    return kid.note is None and (kid.role == "NonStruct" or same_again)


def _path(kid: Kid) -> tuple[int, ...]:
    """Return the path of a kid's HTML element, an empty one if it has none.

    For a list item that WeasyPrint made up, it is the path of the item's body.
    """
    if not isinstance(kid, Element):
        return ()
    if kid.note is None and kid.role == "LI":
        return next((_path(body) for body in kid.elements()), ())
    return kid.path
