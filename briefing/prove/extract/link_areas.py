"""Where the links of a page can be hit: their rectangles, and what PDFium finds in the middle."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from briefing.prove.extract.extracted import LinkArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium


def link_areas(page: pdfium.PdfPage) -> Iterator[LinkArea]:
    """Yield the rectangle of each link on a page, in pt, and whether a click on it follows it."""
    for n in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, n)
        if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_LINK:
            rectangle = pdfium_c.FS_RECTF()
            pdfium_c.FPDFAnnot_GetRect(note, rectangle)
            # Any two opposite corners may be given (ISO 32000-1, 7.9.5).
            left, right = sorted(round(x, 2) for x in (rectangle.left, rectangle.right))
            bottom, top = sorted(round(y, 2) for y in (rectangle.bottom, rectangle.top))
            x, y = (left + right) / 2, (bottom + top) / 2
            found = pdfium_c.FPDFLink_GetLinkAtPoint(page, x, y)
            own = pdfium_c.FPDFAnnot_GetLink(note)
            yield LinkArea((left, bottom, right, top), bool(found) and _same(found, own))
        pdfium_c.FPDFPage_CloseAnnot(note)


def _same(one: Any, other: Any) -> bool:
    """Return whether two links of PDFium are one annotation of the file."""
    address, own = (ctypes.cast(link, ctypes.c_void_p).value for link in (one, other))
    return address == own
