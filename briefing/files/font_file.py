"""Font files: their family, weight and slope, and whether they may be embedded (OpenType 1.9).

Only the few tables that say so are read; what is in the glyphs is for the engine, which reads fonts
in a process with limits.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

_KINDS = frozenset({b"\0\1\0\0", b"true", b"OTTO"})
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16  # name ids
_WINDOWS, _MACINTOSH = 3, 1  # platform ids
_RESTRICTED, _BITMAP_ONLY = 0x0002, 0x0200  # OS/2.fsType
_ITALIC, _OBLIQUE = 0x0001, 0x0200  # OS/2.fsSelection
_MOST_TABLES = 200
_NAME = re.compile(r"\w[\w .+&-]{0,62}")
"""Families: no sign that means something in a style sheet."""
_SAVE = "export it as .ttf or .otf from a font program, one file for each weight and slope"


class UnusableFont(Exception):
    """A font file that cannot be used; says why, and what to do."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class FontFile:
    """What a font file says of itself."""

    family: str
    weight: int
    """From 1 to 1000; 400 is regular, 700 bold."""
    italic: bool


def read_font(data: bytes) -> FontFile:
    """Return what a font file says of itself.

    Raises:
        UnusableFont: It is no TrueType or OpenType font, or one that has several instances, or may
            not be embedded in a document.
    """
    if data[:4] in {b"wOFF", b"wOF2"}:
        raise UnusableFont("this is a font for web pages (WOFF)", _SAVE)
    if data[:4] == b"ttcf":
        raise UnusableFont("this is a collection of fonts", _SAVE)
    if data[:4] not in _KINDS:
        raise UnusableFont("this is no font", _SAVE)
    try:
        tables = _tables(data)
        if b"fvar" in tables:
            raise UnusableFont("this is a variable font, which has many weights in one file", _SAVE)
        missing = {b"OS/2", b"name", b"cmap"} - tables.keys()
        if missing or not {b"glyf", b"CFF "} & tables.keys():
            raise UnusableFont("this font lacks what is needed to print it", _SAVE)
        os2 = tables[b"OS/2"]
        weight, _width, kind = struct.unpack_from(">HHH", os2, 4)
        [selection] = struct.unpack_from(">H", os2, 62)
        family = _family(tables[b"name"])
    except (struct.error, UnicodeError) as error:
        raise UnusableFont("this font is damaged", "copy or export it again") from error
    if kind & 0x000F == _RESTRICTED or kind & _BITMAP_ONLY:
        raise UnusableFont(
            "its maker does not allow this font to be embedded in documents",
            "ask for a licence to embed it, or take another font",
        )
    if not _NAME.fullmatch(family):
        raise UnusableFont("this font has no name that a style sheet can have", _SAVE)
    return FontFile(family, min(1000, max(1, weight)), bool(selection & (_ITALIC | _OBLIQUE)))


def _tables(data: bytes) -> dict[bytes, bytes]:
    """Return the tables of a font by their tags."""
    [count] = struct.unpack_from(">H", data, 4)
    if count > _MOST_TABLES:
        raise struct.error
    found = {}
    for n in range(count):
        tag, _sum, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * n)
        if offset + length > len(data):
            raise struct.error
        found[tag] = data[offset : offset + length]
    return found


def _family(table: bytes) -> str:
    """Return the name of the family, as style sheets have it: the typographic one if there is."""
    _version, count, strings = struct.unpack_from(">HHH", table, 0)
    found: dict[tuple[int, int, int], str] = {}
    for n in range(count):
        platform, _encoding, language, name, length, offset = struct.unpack_from(
            ">HHHHHH", table, 6 + 12 * n
        )
        if name not in {_FAMILY, _TYPOGRAPHIC_FAMILY} or platform not in {_WINDOWS, _MACINTOSH}:
            continue
        raw = table[strings + offset : strings + offset + length]
        text = raw.decode("utf-16-be" if platform == _WINDOWS else "mac-roman")
        english = language in {0x0409, 0}
        found[-name, -platform, -english] = text.strip()
    return found[min(found)] if found else ""
