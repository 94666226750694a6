"""Turns WeasyPrint's tags into the standard structure types that screen readers know.

WeasyPrint has a type for some HTML elements and writes ``NonStruct`` or ``Span`` for the rest, and
for every line of text. Working from the leaves up, each element is replaced by what it should be:
lines dissolve into their paragraphs, made-up wrappers disappear, and elements get the type of
ISO 32000-1, 14.8.4 that fits their HTML name or their ``role`` attribute (the names of DPUB-ARIA).
The tree must have been joined before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.pdf.tags import captions, lists
from briefing.pdf.tags.references import BACK
from briefing.pdf.tags.tree import Annotation, Element, is_inline

if TYPE_CHECKING:
    from briefing.pdf.tags.tree import Kid

BY_TAG = {
    "code": "Code",
    "em": "Em",
    "strong": "Strong",
    "q": "Quote",
    "pre": "P",
    **dict.fromkeys(("address", "aside", "figure", "footer", "header", "hgroup", "nav"), "Div"),
}
"""Types of HTML elements for which WeasyPrint has none."""
BY_ROLE = {
    "doc-endnote": "Note",
    "doc-biblioentry": "BibEntry",
}
"""Types by ``role`` attribute; on a list item, for what is in its body."""
GROUPING = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption"})
"""Types that hold blocks only: text that lies in them directly becomes a ``P``."""
_LOWEST = 6
"""The lowest level of a heading (ISO 32000-1, 14.8.4.3.2)."""
CELLS = frozenset({"TH", "TD"})


def refine(document: Element) -> None:
    """Give every element below ``document`` its type; drop those without content."""
    document.kids = _kids(document, in_link=False)
    document.kids = _paragraphs(document.kids)
    _repair_heading_levels(document)


def _kids(element: Element, in_link: bool) -> list[Kid]:
    found: list[Kid] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            found += _refined_kids(kid, in_link)
        else:
            found.append(kid)
    return found


def _refined_kids(element: Element, in_link: bool) -> list[Kid]:
    """Return what replaces an element: itself, its kids, an element around them, or nothing."""
    if element.note and element.note.hidden:
        return []  # its content becomes an artifact
    if element.note and element.note.level:
        element.role = f"H{element.note.level}"
    is_link = element.role == "Link"
    element.kids = _kids(element, in_link or is_link)
    if not is_link and not in_link:
        element.kids = [kid for kid in element.kids if not isinstance(kid, Annotation)]
    if element.role == "Figure" and not element.alt:
        return []  # decoration: its content becomes an artifact
    if not element.kids and element.role not in CELLS:
        return []
    if is_link:
        return _link(element)
    return [_shaped(element)] if _has_type(element) else _typed(element)


def _has_type(element: Element) -> bool:
    """Return whether the engine gave an element its type; one for the layout alone has none."""
    for_layout = element.note is not None and element.note.role == "presentation"
    return element.role not in {"NonStruct", "Span"} and not for_layout


def _link(element: Element) -> list[Kid]:
    """Return a link with each of its rectangles once; one that is only ``a::before`` is dropped."""
    places = [kid for kid in element.kids if isinstance(kid, Annotation)]
    words = [kid for kid in element.kids if not isinstance(kid, Annotation)]
    if not places:
        return element.kids
    if not words:
        return []
    own = [p for p in places if not any(o is not p and o.covers(p) for o in places)] or places[:1]
    element.kids = [*own, *words]
    return [element]


def _typed(element: Element) -> list[Kid]:
    if element.tag == "sup" and any(_is(kid, "Link") for kid in element.kids):
        # Numbers of sources and notes.
        return [Element("Reference", element.kids, element.note, spoken=element.spoken)]
    role = BY_TAG.get(element.tag) or BY_ROLE.get(element.note.role if element.note else "")
    if role is None and element.note and element.note.label:
        role, element.alt = "Span", element.note.label
    if role is None and element.expansion:
        role = "Span"
    if role is None and element.language:
        role = "Span" if all(is_inline(kid) for kid in element.kids) else "Div"
    if role is None:
        return element.kids
    element.role = role
    return [_shaped(element)]


def _shaped(element: Element) -> Element:
    """Return a typed element with its kids in the form that its type asks for, or what replaces
    it."""
    if element.role in GROUPING:
        element.kids = _paragraphs(element.kids)
    if element.role == "LI":
        lists.shape_item(element)
    elif element.role == "L":
        lists.shape(element)
    role = element.note.role if element.note else ""
    if role in BY_ROLE:
        holder = lists.body(element) if element.role == "LI" else element
        if holder is element and element.role not in {"LBody", "Sect"}:
            element.role = BY_ROLE[role]
            element.kids = _labelled(element)
        else:
            entry = Element(BY_ROLE[role], holder.kids, element.note)
            entry.kids, holder.kids = _labelled(entry), [entry]
    if element.tag == "nav":
        lists.shape_contents(element)
    return captions.gather(element) if element.role == "Div" else element


def _labelled(entry: Element) -> list[Kid]:
    """Return what is in a note or source, its number as a label (ISO 32000-1, table 338).

    The number is a link back to where it is referred to. Of several paragraphs, the first may
    stand without an element of its own: it gets one.
    """
    first, *rest = entry.kids
    labels: list[Kid] = []
    kids = entry.kids
    if isinstance(first, Element) and first.note and first.note.role == BACK:
        origin = entry.note.anchor if entry.note else ""
        first.kids = [
            replace(kid, origin=origin) if isinstance(kid, Annotation) else kid
            for kid in first.kids
        ]
        labels, kids = [Element("Lbl", [first])], rest
    return [*labels, *(kids if all(map(is_inline, kids)) else _paragraphs(kids))]


def _paragraphs(kids: list[Kid]) -> list[Kid]:
    """Return ``kids`` with each run of text and inline elements in a ``P``."""
    found: list[Kid] = []
    run: list[Kid] = []
    for kid in kids:
        if is_inline(kid):
            run.append(kid)
            continue
        if run:
            found.append(Element("P", run))
            run = []
        found.append(kid)
    return [*found, Element("P", run)] if run else found


def _repair_heading_levels(document: Element) -> None:
    """Renumber headings so that levels begin at 1 and none is skipped (ISO 14289-1, 7.4.2).

    The level of a heading becomes one more than the number of headings it is under. So those under
    one heading that are of one level stay so, whatever level that was.
    """
    above: list[int] = []
    for element in document.walk():
        if element.role[0] == "H" and element.role[1:].isdigit():
            level = int(element.role[1:])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            element.role = f"H{min(len(above), _LOWEST)}"


def _is(kid: Kid, role: str) -> bool:
    return isinstance(kid, Element) and kid.role == role
