"""The width of text in the theme's own fonts, as HarfBuzz shapes it, and the height of its ink."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import uharfbuzz as hb  # type: ignore[import-untyped]

    from briefing.model.composition import Asset

_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16  # name ids (ISO/IEC 14496-22, 5.2.7)
_BOLD, _REGULAR = 700, 400


@dataclass(frozen=True, slots=True)
class Face:
    """How text is set: font family, weight (400 is regular) and slope."""

    family: str
    weight: int = _REGULAR
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a line of text of size 1: multiply by the font size."""

    width: float
    """The sum of its advances."""
    above: float
    """How far its ink rises above the base line."""
    below: float
    """How far its ink falls below the base line."""


def weight_of(text: str) -> int:
    """Return a weight as CSS and Vega write it, “bold” or 600, as a number."""
    if text.isdecimal():
        return int(text)
    return _BOLD if text in {"bold", "bolder"} else _REGULAR


@lru_cache(maxsize=4)
def _letters_of(assets: tuple[Asset, ...]) -> frozenset[int]:
    """Return the code points that any of the fonts has."""
    import uharfbuzz as hb

    return frozenset().union(*(hb.Face(asset.data).unicodes for asset in assets))


def missing_letters(text: str, fonts: tuple[Asset, ...]) -> str:
    """Return the letters of ``text`` that none of the fonts has, each once, but for spaces."""
    known = _letters_of(fonts)
    letters = dict.fromkeys(letter for letter in text if not letter.isspace())
    return "".join(letter for letter in letters if ord(letter) not in known)


class Fonts:
    """The fonts of a theme, to measure with."""

    def __init__(self, assets: Iterable[Asset]) -> None:
        import uharfbuzz as hb  # only where something is measured

        self._fonts: dict[Face, hb.Font] = {}
        for asset in assets:
            face = hb.Face(asset.data)
            font = hb.Font(face)
            family = face.get_name(_TYPOGRAPHIC_FAMILY) or face.get_name(_FAMILY)
            weight = int(font.get_style_value(hb.StyleTag.WEIGHT))
            italic = bool(font.get_style_value(hb.StyleTag.ITALIC))
            self._fonts[Face(str(family), weight, italic)] = font

    def measure(self, text: str, face: Face) -> Extent:
        """Return the extent of one line of ``text`` in the font that is nearest to ``face``."""
        import uharfbuzz as hb

        font = self._fonts[self._nearest(face)]
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        per_em = font.face.upem
        width = sum(position.x_advance for position in buffer.glyph_positions)
        above = below = 0
        for info in buffer.glyph_infos:
            extents = font.get_glyph_extents(info.codepoint)
            if extents is not None:
                above = max(above, extents.y_bearing)
                below = max(below, -(extents.y_bearing + extents.height))
        return Extent(width / per_em, above / per_em, below / per_em)

    def _nearest(self, face: Face) -> Face:
        def far(other: Face) -> tuple[bool, bool, int]:
            return (
                other.family != face.family,
                other.italic != face.italic,
                abs(other.weight - face.weight),
            )

        return min(self._fonts, key=far)


@lru_cache(maxsize=4)
def fonts_of(assets: tuple[Asset, ...]) -> Fonts:
    """Return the fonts of a theme; they are read once."""
    return Fonts(assets)
