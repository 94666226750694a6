"""The two maps of a font's character codes: to the text they stand for, and to what is drawn.

``ToUnicode`` leads from a code to text (ISO 32000-1, 9.10.3), the encoding from a code to the
number of a character, the CID (9.7.5). In a fragment that is the number of its glyph, to which
several codes may lead. In a bound PDF each text of a glyph has a CID of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pikepdf

ENCODING_NAME = "/Glyphs-of-Codes"
"""The name of the encodings that are written here."""
_UNICODE_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_ENCODING_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
3 dict dup begin
/Registry (Adobe) def
/Ordering (Identity) def
/Supplement 0 def
end def
/CMapName /Glyphs-of-Codes def
/CMapType 1 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_BLOCK = 100  # pairs allowed in one block
_TEXT = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})> (\d+)")


def unicode_map(text: Mapping[int, str]) -> bytes:
    """Write a ``ToUnicode`` map."""
    pairs = [f"<{code:04x}> <{text[code].encode('utf-16-be').hex()}>\n" for code in sorted(text)]
    return _UNICODE_HEAD + _blocks(pairs, "bfchar") + _TAIL


def encoding_map(numbers: Mapping[int, int]) -> bytes:
    """Write the map of an encoding, from codes to CIDs."""
    pairs = [f"<{code:04x}> {numbers[code]}\n" for code in sorted(numbers)]
    return _ENCODING_HEAD + _blocks(pairs, "cidchar") + _TAIL


def text_of_codes(font: pikepdf.Object) -> dict[int, str]:
    """Return what each code of a font stands for."""
    pairs = _TEXT.findall(_pairs_of(font.ToUnicode))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def glyphs_of_codes(font: pikepdf.Object) -> dict[int, int] | None:
    """Return the glyph of each code in a fragment; None if each code is the number of its glyph."""
    if font.Encoding == "/Identity-H":
        return None
    return {int(code, 16): int(glyph) for code, glyph in _GLYPH.findall(_pairs_of(font.Encoding))}


def _pairs_of(stream: pikepdf.Object) -> bytes:
    return stream.read_bytes().partition(b"endcodespacerange")[2]


def _blocks(pairs: list[str], kind: str) -> bytes:
    blocks = [pairs[n : n + _BLOCK] for n in range(0, len(pairs), _BLOCK)]
    return "".join(f"{len(b)} begin{kind}\n{''.join(b)}end{kind}\n" for b in blocks).encode()
