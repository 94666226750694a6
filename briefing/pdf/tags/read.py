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
        element = Element(str(source.S)[1:])
        if element.role in {"Figure", "TD", "TH"}:
            self._attributes(element, source)
        for kid in source.K.as_list():
            if isinstance(kid, int):
                element.kids.append(Content(self._number, kid))
            elif "/Obj" in kid:
                self._link(element, kid.Obj)
            else:
                element.kids.append(self.element(kid))
        return element

    def _attributes(self, element: Element, source: pikepdf.Object) -> None:
        element.alt = str(source.get("/Alt", ""))
        if "/A" not in source:
            return
        if "/BBox" in source.A:
            element.box = self._upright([float(v) for v in source.A.BBox.as_list()])
        element.span = (int(source.A.get("/ColSpan", 1)), int(source.A.get("/RowSpan", 1)))

    def _upright(self, box: Sequence[float]) -> Rectangle:
        """Return a rectangle in pt from the lower left corner of its page, as PDF has it, that is
        given as WeasyPrint has it: in CSS px from the top left."""
        left, top, right, bottom = (PT_PER_PX * value for value in box)
        _, height = self._size
        return (left, height - bottom, right, height - top)

    def _link(self, element: Element, source: pikepdf.Object) -> None:
        target = str(source.A.URI) if "/A" in source else "#" + str(source.Dest)
        note = tag_notes.from_url(target)
        if note is None:
            element.kids.append(Annotation(self._number, _rectangle(source), target))
            return
        element.note = note
        element.path = (self._page.piece, *path_of(note.place, self._page.base))
        element.language = note.language
        element.spoken = note.spoken
        element.expansion = note.expansion
        if note.target:
            frame = self._upright(note.frame) if note.frame else (0, 0, *self._size)
            where = _rectangle(source)
            link = Annotation(self._number, where, note.target, note.text, frame=frame)
            element.kids.append(link)
        if element.role == "Figure":
            element.box = _rectangle(source)


def _rectangle(annotation: pikepdf.Object) -> Rectangle:
    left, top, right, bottom = (float(value) for value in annotation.Rect.as_list())
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)
