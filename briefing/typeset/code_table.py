"""The codes of a font in one page: which glyph each draws, and which text it stands for."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from briefing.pdf.glyph_outlines import letters
from briefing.typeset.weasyprint_library import font_content

_CODES = 0x10000
"""Numbers of codes of two bytes."""
Pair = tuple[int, str]
"""A glyph, and the text it stands for."""


class Codes:
    """The codes of a font, given as they are asked for."""

    def __init__(self, font: Any) -> None:
        self.pairs: dict[int, Pair] = {}
        """Glyph and text by code."""
        self._known: dict[Pair, int] = {}
        self._first: int = font.glyph_count
        self._letters = letters(font_content(font.hb_face), font.index)

    def code(self, glyph: int, text: str) -> int:
        """Return the code of a glyph where it stands for ``text``.

        It is the glyph's number for the character that the font itself gives the glyph. For
        another it is a number that no glyph has, made from both, so that it is nearly always the
        same in all fragments of a briefing.
        """
        pair = (glyph, text)
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = self._new(glyph, text)
            self.pairs[found] = pair
        return found

    def _new(self, glyph: int, text: str) -> int:
        if glyph and glyph not in self.pairs and self._letters.get(glyph, text) == text:
            return glyph
        room = _CODES - self._first
        start = crc32(f"{glyph}:{text}".encode())
        for step in range(room):
            code = self._first + (start + step) % room
            if code not in self.pairs:
                return code
        raise ValueError("a font has more readings of its glyphs than there are codes")
