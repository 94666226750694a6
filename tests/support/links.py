"""The links of a finished PDF as a reader with a mouse meets them: clicked with PDFium."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TARGET = 18.0
"""24 CSS px in pt (WCAG 2.2, 2.5.8)."""
Box = tuple[float, float, float, float]
Target = tuple[int, float, float] | str
"""Index of a page and a place on it, in pt; or an address."""


@dataclass(frozen=True, slots=True)
class Clicked:
    """A link, and what is followed when it is clicked."""

    page: int
    """From 0."""
    size: tuple[float, float]
    """Width and height of the page."""
    box: Box
    name: str
    target: Target
    found: tuple[Target | None, ...]
    """Where one gets to from its middle, and from inside each of its corners."""

    @property
    def width(self) -> float:
        """How wide it is, in pt."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """How high it is, in pt."""
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of it."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def clicked(file: Path | bytes) -> list[Clicked]:
    """Click on every link of a PDF."""
    document = pdfium.PdfDocument(file)
    try:
        return [link for n in range(len(document)) for link in _on_page(document, n)]
    finally:
        document.close()


def _on_page(document: Any, number: int) -> Iterator[Clicked]:
    page = document[number]
    for n in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, n)
        if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_LINK:
            sides = pdfium_c.FS_RECTF()
            assert pdfium_c.FPDFAnnot_GetRect(note, sides)
            box = (sides.left, sides.bottom, sides.right, sides.top)
            own = _target(document, pdfium_c.FPDFAnnot_GetLink(note))
            assert own is not None
            found = tuple(
                _target(document, pdfium_c.FPDFLink_GetLinkAtPoint(page, x, y))
                for x, y in _points(box)
            )
            yield Clicked(number, page.get_size(), box, _name(note), own, found)
        pdfium_c.FPDFPage_CloseAnnot(note)
    page.close()


def _points(box: Box) -> Iterator[tuple[float, float]]:
    left, bottom, right, top = box
    yield (left + right) / 2, (bottom + top) / 2
    for x in (left + 0.5, right - 0.5):
        for y in (bottom + 0.5, top - 0.5):
            yield x, y


def _target(document: Any, link: Any) -> Target | None:
    if not link:
        return None
    action = pdfium_c.FPDFLink_GetAction(link)
    if pdfium_c.FPDFAction_GetType(action) == pdfium_c.PDFACTION_URI:
        size = pdfium_c.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium_c.FPDFAction_GetURIPath(document, action, buffer, size)
        return buffer.value.decode("utf-8", "replace")
    place = pdfium_c.FPDFAction_GetDest(document, action)
    known = [ctypes.c_int() for _ in range(3)]
    at = [ctypes.c_float() for _ in range(3)]
    assert pdfium_c.FPDFDest_GetLocationInPage(place, *known, *at)
    page: int = pdfium_c.FPDFDest_GetDestPageIndex(document, place)
    return page, round(at[0].value, 1), round(at[1].value, 1)


def _name(note: Any) -> str:
    size = pdfium_c.FPDFAnnot_GetStringValue(note, b"Contents\0", None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium_c.FPDFAnnot_GetStringValue(note, b"Contents\0", buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le").rstrip("\0")


def faults(links: list[Clicked]) -> Iterator[str]:
    """Yield what keeps links of a PDF from being hit."""
    for n, link in enumerate(links):
        left, bottom, right, top = link.box
        what = f"page {link.page + 1}, “{link.name}” at {link.box}"
        if left < 0 or bottom < 0 or right > link.size[0] + 0.05 or top > link.size[1] + 0.05:
            yield f"{what}: off its page"
        if link.width < 4 or link.height < 4:
            yield f"{what}: {link.width:.1f} by {link.height:.1f} pt"
        if set(link.found) != {link.target}:
            yield f"{what}: leads to {link.target}, a click leads to {link.found}"
        if not link.name:
            yield f"{what}: has no name"
        for other in links[:n]:
            if other.page == link.page and _overlap(link.box, other.box):
                yield f"{what}: over “{other.name}”"


def _overlap(one: Box, other: Box) -> bool:
    return all(min(one[n + 2], other[n + 2]) - max(one[n], other[n]) > 0.01 for n in (0, 1))


def undersized(links: list[Clicked]) -> list[Clicked]:
    """Return the links that are neither 24 by 24 CSS px nor spaced as 2.5.8 excepts: circles of 24
    px around their middles do not meet another target, nor another such circle."""
    small = [link for link in links if min(link.width, link.height) < TARGET - 0.01]
    return [link for link in small if any(_meets(link, other) for other in links)]


def _meets(small: Clicked, other: Clicked) -> bool:
    if other is small or other.page != small.page:
        return False
    x, y = small.middle
    if min(other.width, other.height) < TARGET - 0.01:
        other_x, other_y = other.middle
        return bool((x - other_x) ** 2 + (y - other_y) ** 2 < TARGET**2 - 0.01)
    left, bottom, right, top = other.box
    near_x, near_y = min(max(x, left), right), min(max(y, bottom), top)
    return bool((x - near_x) ** 2 + (y - near_y) ** 2 < (TARGET / 2) ** 2 - 0.01)
