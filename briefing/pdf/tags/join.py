"""Joins what a page or line break has parted: a paragraph, a list, a table is one element again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.tags.tree import Kid


def join(element: Element) -> None:
    """Join, all the way down, those kids that are pieces of the same HTML element.

    The second and later printings of a table's head, which the engine repeats on each page, are
    taken out of the tree: their content is left to become an artifact, so that it is read once.
    """
    kids: list[Kid] = []
    first: dict[int, Element] = {}
    for kid in _without_made_up(element):
        serial = _serial(kid)
        if serial not in first:
            kids.append(kid)
            if serial and isinstance(kid, Element):
                first[serial] = kid
        elif isinstance(kid, Element) and kid.tag != "thead":
            first[serial].kids += kid.kids
    element.kids = kids
    for kid in kids:
        if isinstance(kid, Element):
            join(kid)


def _without_made_up(element: Element) -> Iterator[Kid]:
    """The kids, those of boxes that the engine made up for layout in place of them."""
    for kid in element.kids:
        if isinstance(kid, Element) and _is_made_up(kid, element):
            yield from _without_made_up(kid)
        else:
            yield kid


def _is_made_up(kid: Element, parent: Element) -> bool:
    same_again = parent.note is not None and kid.role == parent.role
    return kid.note is None and (kid.role == "NonStruct" or same_again)


def _serial(kid: Kid) -> int:
    """The number of a kid's HTML element; that of its body for an item the engine made up."""
    if not isinstance(kid, Element):
        return 0
    if kid.note is None and kid.role == "LI":
        return next((_serial(body) for body in kid.elements()), 0)
    return kid.note.serial if kid.note else 0
