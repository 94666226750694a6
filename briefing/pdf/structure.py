"""The structure tree of a fragment as plain values (ISO 32000-1, 14.7), free to be rearranged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from briefing.pdf import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.marks import Mark

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Content:
    """A run of marked content: the page it is on, from 0, and its number on that page."""

    page: int
    mcid: int


@dataclass(eq=False, slots=True)
class Annotation:
    """A link's rectangle on a page, in pt from the lower left corner."""

    page: int
    rectangle: Rectangle
    target: str
    """``#id`` in the same fragment, ``urn:briefing:id`` in any, or a URL."""
    text: str
    """The words of the link, as far as they are known."""


@dataclass(eq=False, slots=True)
class Element:
    """A structure element; its place in the tree is the list of kids that holds it."""

    role: str
    kids: list[Element | Content | Annotation] = field(default_factory=list)
    mark: Mark | None = None
    alt: str = ""
    box: tuple[int, Rectangle] | None = None
    """Page and place of a figure."""
    span: tuple[int, int] = (1, 1)
    """Columns and rows of a cell."""
    language: str = ""
    expansion: str = ""
    id: str = ""
    scope: str = ""
    headers: tuple[str, ...] = ()
    numbering: str = ""

    @property
    def tag(self) -> str:
        """The HTML name, or nothing when the engine made the element up."""
        return self.mark.tag if self.mark else ""

    def elements(self) -> Iterator[Element]:
        """The structure elements among the kids."""
        return (kid for kid in self.kids if isinstance(kid, Element))

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def contents(self) -> Iterator[Content]:
        """All marked content below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.contents()
            elif isinstance(kid, Content):
                yield kid


def read(pdf: pikepdf.Pdf, first_page: int) -> Element:
    """The tree of a fragment whose first page is page ``first_page`` (from 0) of the pack.

    Raises ``ValueError`` when the fragment is not tagged.
    """
    if "/StructTreeRoot" not in pdf.Root:
        raise ValueError("the PDF has no structure tree")
    return _Reader(pdf, first_page).document()


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf, first_page: int) -> None:
        self._root = pdf.Root.StructTreeRoot
        self._pages = {page.objgen: first_page + n for n, page in enumerate(pdf.pages)}

    def document(self) -> Element:
        kids = self._root.K
        top = kids[0] if isinstance(kids, pikepdf.Array) else kids
        return self._element(top)

    def _element(self, source: pikepdf.Object) -> Element:
        element = Element(str(source.S)[1:], alt=str(source.get("/Alt", "")))
        page_object = source.get("/Pg")
        page = self._pages[page_object.objgen] if page_object is not None else 0
        if element.role in {"Figure", "TD", "TH"}:
            self._attributes(element, source.get("/A"), page)
        for kid in source.K.as_list():
            if isinstance(kid, int):
                element.kids.append(Content(page, kid))
            elif "/Obj" in kid:
                self._link(element, kid, page)
            else:
                element.kids.append(self._element(kid))
        return element

    def _attributes(self, element: Element, source: pikepdf.Object | None, page: int) -> None:
        if source is None:
            return
        if "/BBox" in source:
            left, top, right, bottom = (float(value) for value in source.BBox.as_list())
            element.box = (page, (left, top, right, bottom))
        element.span = (int(source.get("/ColSpan", 1)), int(source.get("/RowSpan", 1)))

    def _link(self, element: Element, reference: pikepdf.Object, page: int) -> None:
        source = reference.Obj
        left, top, right, bottom = (float(value) for value in source.Rect.as_list())
        rectangle = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        target = str(source.A.URI) if "/A" in source else "#" + str(source.Dest)
        mark = marks.from_url(target)
        if mark is None:
            element.kids.append(Annotation(page, rectangle, target, ""))
            return
        element.mark = mark
        if mark.target:
            element.kids.append(Annotation(page, rectangle, mark.target, mark.text))
        if element.role == "Figure":
            element.box = (page, rectangle)
