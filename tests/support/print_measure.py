"""Finished pages measured for large print: sizes, colours and faces of their letters, by PDFium."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on paper."""

    page: int
    """From 1."""
    sign: str
    size: float
    """In pt, as are the others."""
    left: float
    """Where the run of letters begins that it is in."""
    baseline: float
    face: str
    colour: Colour
    turned: bool
    """Whether it runs up the page."""


def letters(path: Path) -> Iterator[Letter]:
    """Yield each letter of a file that is seen, in its order."""
    with pdfium.PdfDocument(path) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage()
            matrix = pdfium_c.FS_MATRIX()
            name = ctypes.create_string_buffer(200)
            for n in range(text.count_chars()):
                sign = chr(pdfium_c.FPDFText_GetUnicode(text, n))
                if sign.isspace() or not sign.isprintable():
                    continue
                pdfium_c.FPDFText_GetMatrix(text, n, ctypes.byref(matrix))
                size = pdfium_c.FPDFText_GetFontSize(text, n) * math.hypot(matrix.c, matrix.d)
                pdfium_c.FPDFText_GetFontInfo(text, n, name, 200, ctypes.c_int())
                red, green, blue, _ = (ctypes.c_uint() for _ in range(4))
                pdfium_c.FPDFText_GetFillColor(text, n, red, green, blue, _)
                yield Letter(
                    number,
                    sign,
                    size,
                    matrix.e,
                    matrix.f,
                    name.value.decode(),
                    (red.value, green.value, blue.value),
                    turned=abs(matrix.b) > abs(matrix.a),
                )


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
