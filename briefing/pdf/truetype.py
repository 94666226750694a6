"""Unites subsets of one TrueType font that keep the glyph ids of the whole (ISO 14496-22)."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

HINTING = ("cvt ", "fpgm", "prep")
NEEDED = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
"""All that a font in a PDF with identity encoding needs (ISO 32000-1, 9.9), with hinting."""


class DifferentFonts(ValueError):
    """Two programs draw the same glyph id differently: they are not subsets of one font."""


class Subset:
    """A font program, taken apart into glyphs."""

    def __init__(self, program: bytes) -> None:
        reader = SFNTReader(BytesIO(program), checkChecksums=0)
        self.tables = {tag: reader[tag] for tag in (*NEEDED, *HINTING) if tag in reader}
        self.count = struct.unpack_from(">H", self.tables["maxp"], 4)[0]
        self._metrics = struct.unpack_from(">H", self.tables["hhea"], 34)[0]
        long_offsets = struct.unpack_from(">h", self.tables["head"], 50)[0]
        form, scale = (f">{self.count + 1}I", 1) if long_offsets else (f">{self.count + 1}H", 2)
        self._offsets = [n * scale for n in struct.unpack_from(form, self.tables["loca"])]

    def outline(self, glyph: int) -> bytes:
        """The glyph's description; nothing for a blank or left-out one."""
        return self.tables["glyf"][self._offsets[glyph] : self._offsets[glyph + 1]]

    def metric(self, glyph: int) -> tuple[int, int]:
        """Advance width and left side bearing in font units."""
        table, long = self.tables["hmtx"], self._metrics
        if glyph < long:
            advance, bearing = struct.unpack_from(">Hh", table, 4 * glyph)
        else:
            advance = struct.unpack_from(">H", table, 4 * (long - 1))[0]
            bearing = struct.unpack_from(">h", table, 4 * long + 2 * (glyph - long))[0]
        return advance, bearing


def unite(programs: Sequence[bytes]) -> bytes:
    """One program with every glyph that any of the subsets has.

    Raises ``DifferentFonts`` when they disagree about a glyph.
    """
    subsets = [Subset(program) for program in programs]
    glyphs = [_glyph(subsets, glyph) for glyph in range(max(s.count for s in subsets))]
    outlines = [outline + bytes(-len(outline) % 4) for outline, _ in glyphs]
    offsets = [0]
    for outline in outlines:
        offsets.append(offsets[-1] + len(outline))
    tables = {tag: subsets[0].tables[tag] for tag in HINTING if tag in subsets[0].tables}
    tables["glyf"] = b"".join(outlines)
    tables["loca"] = struct.pack(f">{len(offsets)}I", *offsets)
    tables["hmtx"] = b"".join(struct.pack(">Hh", *metric) for _, metric in glyphs)
    tables["maxp"] = _profile([s.tables["maxp"] for s in subsets], len(glyphs))
    tables["hhea"] = subsets[0].tables["hhea"][:34] + struct.pack(">H", len(glyphs))
    tables["head"] = _head([s.tables["head"] for s in subsets])
    return _written(tables)


def _glyph(subsets: list[Subset], glyph: int) -> tuple[bytes, tuple[int, int]]:
    """A glyph from the subset that has it; a left-out one is blank and has no width."""
    found = b""
    metric = (0, 0)
    for subset in subsets:
        if glyph >= subset.count:
            continue
        outline = subset.outline(glyph)
        # Padding after an outline differs with what comes behind it.
        if found and outline and found.rstrip(b"\0") != outline.rstrip(b"\0"):
            raise DifferentFonts(f"glyph {glyph} has two shapes")
        found = found or outline
        metric = max(metric, subset.metric(glyph))
    return found, metric


def _profile(tables: list[bytes], count: int) -> bytes:
    """The limits that hold for all subsets: each value the greatest of theirs."""
    form = f">{(len(tables[0]) - 6) // 2}H"
    limits = zip(*(struct.unpack_from(form, table, 6) for table in tables), strict=True)
    return tables[0][:4] + struct.pack(">H", count) + struct.pack(form, *map(max, limits))


def _head(tables: list[bytes]) -> bytes:
    """The first header, its box around all glyphs of all subsets, with long offsets."""
    boxes = list(zip(*(struct.unpack_from(">4h", table, 36) for table in tables), strict=True))
    box = (*map(min, boxes[:2]), *map(max, boxes[2:]))
    head = bytearray(tables[0])
    struct.pack_into(">4h", head, 36, *box)
    struct.pack_into(">h", head, 50, 1)
    return bytes(head)


def _written(tables: dict[str, bytes]) -> bytes:
    target = BytesIO()
    writer = SFNTWriter(target, len(tables), "\0\1\0\0")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return target.getvalue()
