"""Lines in which each glyph stands for one character, as nearly all do: read at once, not glyph by
glyph."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

from briefing.typeset.weasyprint_library import ffi

GLYPH_WORDS = 5
"""32-bit words of a PangoGlyphInfo; the first is the number of the glyph."""
SOFT_HYPHEN = "\u00ad"
_MOST = 0xFFFF
"""Greatest number of a glyph; Pango has greater ones for what is blank or missing."""


def plain_runs(layout: Any) -> list[tuple[Any, list[int], str]] | None:
    """Return the font, glyphs and text of each run of a line; None if a line is not so plain.

    Args:
        layout: Of the line; a hyphen that the engine has added to it stands for U+00AD.
    """
    content = layout.text.encode()
    added = getattr(layout, "added", "")
    hyphen = bool(added) and layout.text.endswith(added)
    if hyphen and len(added) > 1:
        return None
    found = []
    link = layout.get_first_line()[0].runs[0]
    while link != ffi.ffi.NULL:
        item, link = link.data, link.next
        start = item.item.offset
        end = start + item.item.length
        text = content[start:end].decode()
        glyphs = _glyphs(item.glyphs, text)
        if glyphs is None:
            return None
        if hyphen and end == len(content):
            text = text[:-1] + SOFT_HYPHEN
        found.append((item.item.analysis.font, glyphs, text))
    return found


def _glyphs(string: Any, text: str) -> list[int] | None:
    """Return the glyphs of a run, in order, if each is drawn and stands for one character."""
    count = string.num_glyphs
    if count != len(text):
        return None
    begins = ffi.ffi.unpack(string.log_clusters, count)
    if any(one >= other for one, other in pairwise(begins)):
        return None
    words = memoryview(ffi.ffi.buffer(string.glyphs, count * GLYPH_WORDS * 4)).cast("i")
    glyphs: list[int] = words[::GLYPH_WORDS].tolist()
    if max(glyphs) > _MOST or (not text.isascii() and any(map(unicodedata.combining, text))):
        return None
    return glyphs
