"""Lists, definition lists and the list of contents, shaped as ISO 32000-1, 14.8.4.3.3 asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import Content, Element, is_inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.tags.tree import Kid

NUMBERING = {
    "none": "None",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "upper-roman": "UpperRoman",
    "lower-roman": "LowerRoman",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
}
"""CSS ``list-style-type`` to ``ListNumbering``; others count as ``Disc`` or ``Decimal``."""


def shape_item(item: Element) -> None:
    """Give ``item`` its labels, if any, then exactly one body."""
    labels: list[Kid] = [kid for kid in item.elements() if kid.role == "Lbl"]
    inside: list[Kid] = []
    wrapper: Element | None = None
    for kid in item.kids:
        if isinstance(kid, Element) and kid.role == "LBody":
            wrapper = wrapper or kid
            inside += kid.kids
        elif kid not in labels:
            inside.append(kid)
    if wrapper is None:
        wrapper = Element("LBody")
    wrapper.kids = inside
    item.kids = [*labels, wrapper] if inside else labels


def body(item: Element) -> Element:
    """Return the body of a shaped item, or the item itself if it has none."""
    return next((kid for kid in item.elements() if kid.role == "LBody"), item)


def shape(listing: Element) -> None:
    """Give ``listing`` only items as kids.

    A nested list goes into the item before it; in definition lists, terms label their definitions.
    """
    if listing.tag == "dl":
        listing.kids = list(_terms(listing))
        return
    items: list[Element] = []
    for kid in listing.kids:
        if isinstance(kid, Element) and kid.role == "L" and items:
            # WeasyPrint puts a nested list after its item; screen readers want it inside, before
            # what is drawn below it.
            _insert(_given_body(items[-1]), kid)
        elif isinstance(kid, Element) and kid.role == "LI":
            items.append(kid)
        else:
            items.append(Element("LI", [Element("LBody", [kid])]))
    listing.kids = list(items)
    if listing.note and any(kid.role == "Lbl" for item in items for kid in item.elements()):
        bullet = "Decimal" if listing.tag == "ol" else "Disc"
        listing.numbering = NUMBERING.get(listing.note.numbering, bullet)


def _given_body(item: Element) -> Element:
    """Return the body of a shaped item; one with nothing but a list in it gets one."""
    found = body(item)
    if found is item:
        found = Element("LBody")
        item.kids.append(found)
    return found


def _insert(item: Element, nested: Element) -> None:
    """Put a list into the body of an item, where it is drawn."""
    drawn = _first_drawn(nested)
    at = next((n for n, kid in enumerate(item.kids) if _first_drawn(kid) > drawn), len(item.kids))
    item.kids.insert(at, nested)


def _first_drawn(kid: Kid) -> tuple[int, int]:
    """Return page and number of the first content of a kid; numbers follow the order of drawing."""
    contents = kid.contents() if isinstance(kid, Element) else [kid]
    drawn = ((one.page, one.mcid) for one in contents if isinstance(one, Content))
    return min(drawn, default=(0, 0))


def _terms(listing: Element) -> Iterator[Element]:
    item: Element | None = None
    for kid in _unwrapped(listing):
        inside = body(kid)
        if inside.tag == "dt":
            inside.role = "Lbl"
            if item is not None and body(item) is item:
                next(item.elements()).kids += inside.kids  # two terms, one definition
                continue
            if item is not None:
                yield item
            item = kid
        elif item is not None:
            meaning = body(item)
            if meaning is item:
                item.kids.append(inside)
                shape_item(item)
            else:
                meaning.kids = [*_paragraph(meaning.kids), *_paragraph(inside.kids)]
        else:
            item = kid
    if item is not None:
        yield item


def _paragraph(kids: list[Kid]) -> list[Kid]:
    """Return ``kids`` in a paragraph if they are one: a meaning beside another."""
    return [Element("P", kids)] if kids and all(map(is_inline, kids)) else kids


def _unwrapped(listing: Element) -> Iterator[Element]:
    """Yield the items of a definition list, those in a ``div`` included."""
    for kid in listing.elements():
        if kid.role == "LI":
            yield kid
        else:
            yield from _unwrapped(kid)


def shape_contents(element: Element) -> None:
    """Make the lists below a ``nav`` tables of contents; their links refer to other places."""
    for listing in list(element.walk()):
        if listing.role == "L":
            listing.role, listing.numbering = "TOC", ""
            for item in listing.elements():
                _shape_entry(item)
    only = element.kids[0] if len(element.kids) == 1 else None
    if isinstance(only, Element) and only.role == "TOC":
        element.role, element.kids = "TOC", only.kids


def _shape_entry(item: Element) -> None:
    """Give an entry of the contents its label, one reference with all its text, and its entries."""
    item.role = "TOCI"
    labels: list[Kid] = []
    words: list[Kid] = []
    below: list[Kid] = []
    for kid in _flattened(item.kids):
        if isinstance(kid, Element) and kid.role == "Lbl":
            labels.append(kid)
        elif isinstance(kid, Element) and kid.role in {"L", "TOC"}:
            below.append(kid)
        else:
            words.append(kid)
    item.kids = [*labels, *([Element("Reference", words)] if words else []), *below]


def _flattened(kids: list[Kid]) -> Iterator[Kid]:
    for kid in kids:
        if isinstance(kid, Element) and kid.role in {"LBody", "P", "Div", "Reference"}:
            yield from _flattened(kid.kids)
        else:
            yield kid
