"""Reads the structure tree that WeasyPrint wrote into the PDF of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.element_places import path_of
from briefing.pdf import tag_notes
from briefing.pdf.tags.tree import Annotation, Content, Element, Rectangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pikepdf

    from briefing.model.output import PagePdf

PT_PER_PX = 0.75


def read(pdf: pikepdf.Pdf, number: int, page: PagePdf) -> Element:
    """Return the ``Document`` element of a page.

    Args:
        pdf: the page, opened.
        number: its index in the pack.
        page: what else is known of it.

    Raises:
        ValueError: the page is not tagged.
    """
    if "/StructTreeRoot" not in pdf.Root:
        raise ValueError("the PDF has no structure tree")
    return _Reader(pdf.pages[0], number, page).element(pdf.Root.StructTreeRoot.K[0])


class _Reader:
    def __init__(self, opened: pikepdf.Page, number: int, page: PagePdf) -> None:
        self._number = number
        self._page = page
        self._size = (float(opened.mediabox[2]), float(opened.mediabox[3]))

    def element(self, source: pikepdf.Object) -> Element:
        element = Element(str(source.S)[1:], alt=str(source.get("/Alt", "")))
        if element.role in {"Figure", "TD", "TH"} and "/A" in source:
            self._attributes(element, source.A)
        for kid in source.K.as_list():
            if isinstance(kid, int):
                element.kids.append(Content(self._number, kid))
            elif "/Obj" in kid:
                self._link(element, kid.Obj)
            else:
                element.kids.append(self.element(kid))
        return element

    def _attributes(self, element: Element, source: pikepdf.Object) -> None:
        if "/BBox" in source:
            element.box = self._upright([float(v) for v in source.BBox.as_list()])
        element.span = (int(source.get("/ColSpan", 1)), int(source.get("/RowSpan", 1)))

    def _upright(self, box: Sequence[float]) -> Rectangle:
        """Return a rectangle in pt from the lower left corner of its page, as PDF has it, that is
        given as WeasyPrint has it: in CSS px from the top left."""
        left, top, right, bottom = (PT_PER_PX * value for value in box)
        _, height = self._size
        return (left, height - bottom, right, height - top)

    def _link(self, element: Element, source: pikepdf.Object) -> None:
        left, top, right, bottom = (float(value) for value in source.Rect.as_list())
        place: Rectangle = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        target = str(source.A.URI) if "/A" in source else "#" + str(source.Dest)
        note = tag_notes.from_url(target)
        if note is None:
            element.kids.append(Annotation(self._number, place, target))
            return
        element.note = note
        element.path = (self._page.piece, *path_of(note.place, self._page.base))
        element.language = note.language
        element.spoken = note.spoken
        element.expansion = note.expansion
        if note.target:
            frame = self._upright(note.frame) if note.frame else (0, 0, *self._size)
            link = Annotation(self._number, place, note.target, note.text, frame=frame)
            element.kids.append(link)
        if element.role == "Figure":
            element.box = place
