"""Where things are on a page of a finished file: the boxes of its texts and pictures, in pt."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Collection

    import pypdfium2 as pdfium

    from briefing.prove.extract.extracted import Box

    Matrix = tuple[float, float, float, float, float, float]
    Frame = tuple[Matrix, ...]
    """Matrices of the forms around an object, the outermost first."""

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
_PICTURES = frozenset(
    {pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM, pdfium_c.FPDF_PAGEOBJ_PATH}
)


def size_of(page: pdfium.PdfPage) -> tuple[float, float]:
    """Return width and height of a page."""
    width, height = page.get_size()
    return round(width, 2), round(height, 2)


def matrix_of(form: Any) -> Matrix:
    """Return the matrix that leads out of a form."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(form, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def bounds(handle: Any, forms: Frame = ()) -> Box:
    """Return the box of an object on the page, whatever clips it.

    Args:
        handle: The object.
        forms: The matrices of the forms that it is in.
    """
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return NOWHERE
    box = (left.value, bottom.value, right.value, top.value)
    for matrix in reversed(forms):
        box = _moved(box, matrix)
    return _rounded(box)


def text_size(handle: Any, forms: Frame = ()) -> float:
    """Return the size in pt that a text object has on the page: its font size, as its own matrix
    and those of the forms around it scale its height."""
    size = ctypes.c_float()
    if not pdfium_c.FPDFTextObj_GetFontSize(handle, size):
        return 0.0
    scale = 1.0
    for *_, c, d, _, _ in (*forms, matrix_of(handle)):
        scale *= math.hypot(c, d)
    return round(size.value * scale, 2)


def _rounded(box: Box) -> Box:
    left, bottom, right, top = box
    return round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)


def _moved(box: Box, matrix: Matrix) -> Box:
    """Return the box around a box that a matrix has moved (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in box[::2] for y in box[1::2]]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    return min(across), min(up), max(across), max(up)


def pictures_on(page: pdfium.PdfPage, of_text: Collection[int] = ()) -> dict[int, Box]:
    """Return the boxes of a page's pictures by marked-content id, as far as they are not clipped.

    Pictures and drawings of the content are marked, each with an id of its own; what repeats around
    the text and what decorates it is not. Lines under and through words have the id of the words.

    Args:
        page: The page.
        of_text: Ids of marked content that holds text.
    """
    found: dict[int, Box] = {}
    for n in range(pdfium_c.FPDFPage_CountObjects(page)):
        handle = pdfium_c.FPDFPage_GetObject(page, n)
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind not in _PICTURES:
            continue
        mcid = pdfium_c.FPDFPageObj_GetMarkedContentID(handle)
        if mcid >= 0 and (kind != pdfium_c.FPDF_PAGEOBJ_PATH or mcid not in of_text):
            box = _rounded(_within(bounds(handle), _clip(handle)))
            found[mcid] = _around(found[mcid], box) if mcid in found else box
    return found


def _within(box: Box, clip: Box | None) -> Box:
    if clip is None:
        return box
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    return left, bottom, max(left, min(box[2], clip[2])), max(bottom, min(box[3], clip[3]))


def _around(one: Box, other: Box) -> Box:
    return (*map(min, one[:2], other[:2]), *map(max, one[2:], other[2:]))  # type: ignore[return-value]


def _clip(handle: Any) -> Box | None:
    """Return the box within all paths that clip an object, or None if nothing does."""
    path = pdfium_c.FPDFPageObj_GetClipPath(handle)
    found: Box | None = None
    for n in range(max(0, pdfium_c.FPDFClipPath_CountPaths(path))):
        points = []
        for k in range(max(0, pdfium_c.FPDFClipPath_CountPathSegments(path, n))):
            segment = pdfium_c.FPDFClipPath_GetPathSegment(path, n, k)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            box = (min(across), min(up), max(across), max(up))
            found = box if found is None else _within(found, box)
    return found
