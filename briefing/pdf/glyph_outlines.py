"""Glyphs by themselves: their letters, and their outlines as operators of a content stream.

See ISO 32000-1, 8.5.2.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import uharfbuzz as hb  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from briefing.pdf.font_subset import Axes

_Point = tuple[float, float]


@lru_cache(maxsize=64)
def letters(program: bytes, index: int) -> dict[int, str]:
    """Return the character of each glyph of a font, the most usual where several share one.

    Args:
        program: A font file.
        index: Which font of the file.
    """
    face = hb.Face(program, index)
    font = hb.Font(face)
    found: dict[int, str] = {}
    # The letter that modifies others shares the glyph of the apostrophe, which is far more usual.
    known = map(chr, face.unicodes)
    for letter in sorted(known, key=lambda each: (unicodedata.category(each) == "Lm", each)):
        glyph = font.get_nominal_glyph(ord(letter))
        if glyph:
            found.setdefault(glyph, letter)
    return found


@lru_cache(maxsize=256)
def outline(program: bytes, index: int, axes: Axes, glyph: int) -> tuple[bytes, ...]:
    """Return the operators that construct the path of a glyph, in units of its font.

    Args:
        program: A font file.
        index: Which font of the file.
        axes: The instance of a variable font.
        glyph: The number of the glyph.
    """
    pen = _Pen()
    _font(program, index, axes).draw_glyph_with_pen(glyph, pen)
    return tuple(pen.operators)


def extents(program: bytes, index: int, axes: Axes, glyph: int) -> tuple[int, int, int, int]:
    """Return the left, lower, right and upper edge of a glyph, in units of its font.

    Arguments are those of `outline`.
    """
    found = _font(program, index, axes).get_glyph_extents(glyph)
    if found is None:
        return 0, 0, 0, 0
    top = found.y_bearing
    return found.x_bearing, top + found.height, found.x_bearing + found.width, top


@lru_cache(maxsize=16)
def _font(program: bytes, index: int, axes: Axes) -> hb.Font:
    font = hb.Font(hb.Face(program, index))
    font.set_variations(dict(axes))
    return font


class _Pen:
    """Writes what it is told to draw; its methods are named as fontTools names them."""

    def __init__(self) -> None:
        self.operators: list[bytes] = []
        self._at: _Point = (0, 0)

    def _add(self, operator: str, *points: _Point) -> None:
        numbers = " ".join(f"{round(value, 2):g}" for point in points for value in point)
        self.operators.append(f"{numbers} {operator}".lstrip().encode())
        self._at = points[-1] if points else self._at

    def moveTo(self, point: _Point) -> None:  # noqa: N802
        """Begin a contour."""
        self._add("m", point)

    def lineTo(self, point: _Point) -> None:  # noqa: N802
        """Add a straight line."""
        self._add("l", point)

    def curveTo(self, *points: _Point) -> None:  # noqa: N802
        """Add a cubic curve."""
        self._add("c", *points)

    def qCurveTo(self, control: _Point, end: _Point) -> None:  # noqa: N802
        """Add a quadratic curve, as the cubic one that it is."""
        (x0, y0), (x1, y1), (x2, y2) = self._at, control, end
        first = (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3)
        second = (x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3)
        self._add("c", first, second, end)

    def closePath(self) -> None:  # noqa: N802
        """Close a contour."""
        self._add("h")
