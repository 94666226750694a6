"""Reads the structure tree that WeasyPrint wrote into a fragment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.pdf import tag_notes
from briefing.pdf.tags.tree import Annotation, Content, Element, Rectangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pikepdf

PT_PER_PX = 0.75


def read(pdf: pikepdf.Pdf, first_page: int) -> Element:
    """Return the ``Document`` element of a fragment.

    Args:
        pdf: the fragment.
        first_page: index in the pack of its first page.

    Raises:
        ValueError: the fragment is not tagged.
    """
    if "/StructTreeRoot" not in pdf.Root:
        raise ValueError("the PDF has no structure tree")
    return _Reader(pdf, first_page).element(pdf.Root.StructTreeRoot.K[0])


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf, first_page: int) -> None:
        self._first_page = first_page
        self._pages = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        self._sizes = [(float(p.mediabox[2]), float(p.mediabox[3])) for p in pdf.pages]

    def element(self, source: pikepdf.Object) -> Element:
        element = Element(str(source.S)[1:], alt=str(source.get("/Alt", "")))
        page = source.get("/Pg")
        number = self._pages[page.objgen] if page is not None else 0
        if element.role in {"Figure", "TD", "TH"} and "/A" in source:
            self._attributes(element, source.A, number)
        for kid in source.K.as_list():
            if isinstance(kid, int):
                element.kids.append(Content(self._first_page + number, kid))
            elif "/Obj" in kid:
                self._link(element, kid.Obj, number)
            else:
                element.kids.append(self.element(kid))
        return element

    def _attributes(self, element: Element, source: pikepdf.Object, page: int) -> None:
        if "/BBox" in source:
            element.box = self._upright([float(v) for v in source.BBox.as_list()], page)
        element.span = (int(source.get("/ColSpan", 1)), int(source.get("/RowSpan", 1)))

    def _upright(self, box: Sequence[float], page: int) -> Rectangle:
        """Return a rectangle in pt from the lower left corner of its page, as PDF has it, that is
        given as WeasyPrint has it: in CSS px from the top left."""
        left, top, right, bottom = (PT_PER_PX * value for value in box)
        _, height = self._sizes[page]
        return (left, height - bottom, right, height - top)

    def _link(self, element: Element, source: pikepdf.Object, page: int) -> None:
        left, top, right, bottom = (float(value) for value in source.Rect.as_list())
        place: Rectangle = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        target = str(source.A.URI) if "/A" in source else "#" + str(source.Dest)
        note = tag_notes.from_url(target)
        if note is None:
            element.kids.append(Annotation(self._first_page + page, place, target))
            return
        element.note = note
        element.language = note.language
        element.spoken = note.spoken
        element.expansion = note.expansion
        if note.target:
            frame = self._upright(note.frame, page) if note.frame else (0, 0, *self._sizes[page])
            link = Annotation(self._first_page + page, place, note.target, note.text, frame=frame)
            element.kids.append(link)
        if element.role == "Figure":
            element.box = place
