"""Merge subsets of one TrueType font whose glyphs keep their ids (ISO/IEC 14496-22).

The engine keeps the id of each glyph that a text uses, so such a glyph has the same id in every
subset, and can be copied from any that has it. Glyphs that are only components of others ("é" is
made of "e" and an accent) get new ids behind the last used one, which differ between subsets. The
merge therefore compares glyphs by shape, without the ids of their components, and numbers the
components anew behind the last used glyph of all subsets.
"""

from __future__ import annotations

import struct
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

HINTING = ("cvt ", "fpgm", "prep")
NEEDED = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
"""All that a font in a PDF with identity encoding needs (ISO 32000-1, 9.9), with hinting."""
WORDS, SCALE, MORE, SCALES, MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80  # flags of a component
Shape = bytes | tuple[bytes, tuple["Shape", ...]]


def coverage(program: bytes) -> tuple[str, frozenset[int]]:
    """Return a font's family, as style sheets name it, and the code points it has glyphs for."""
    font = TTFont(BytesIO(program), lazy=True)
    font.setGlyphOrder(range(font["maxp"].numGlyphs))  # glyphs need no names, which take longest
    family = font["name"].getDebugName(16) or font["name"].getDebugName(1)
    return str(family), frozenset(font.getBestCmap())


class DifferentFonts(ValueError):
    """Two programs draw the same glyph id differently: they are not subsets of one font."""


class Subset:
    """A font program, split into glyphs.

    Args:
        program: The font file.
        used: Ids of the glyphs that text is set with.
    """

    def __init__(self, program: bytes, used: Collection[int]) -> None:
        reader = SFNTReader(BytesIO(program), checkChecksums=0)
        tags = (*NEEDED, *HINTING)
        self.tables: dict[str, bytes] = {tag: reader[tag] for tag in tags if tag in reader}
        count = struct.unpack_from(">H", self.tables["maxp"], 4)[0]
        long_offsets = struct.unpack_from(">h", self.tables["head"], 50)[0]
        form, scale = (f">{count + 1}I", 1) if long_offsets else (f">{count + 1}H", 2)
        offsets = [n * scale for n in struct.unpack_from(form, self.tables["loca"])]
        glyf = self.tables["glyf"]
        self.outlines = {n: glyf[a:b] for n, (a, b) in enumerate(pairwise(offsets)) if a != b}
        """Outlines by glyph id, without blank glyphs."""
        self.used = frozenset(used)
        self.last = max(used, default=0)
        self.glyphs = {glyph for glyph in {*used, *self.outlines} if glyph <= self.last < count}
        """Ids that mean the same glyph in every subset."""
        self._metrics = struct.unpack_from(">H", self.tables["hhea"], 34)[0]

    def metric(self, glyph: int) -> tuple[int, int]:
        """Return the advance width and left side bearing of a glyph, in font units."""
        table, long = self.tables["hmtx"], self._metrics
        if glyph < long:
            advance, bearing = struct.unpack_from(">Hh", table, 4 * glyph)
        else:
            advance = struct.unpack_from(">H", table, 4 * (long - 1))[0]
            bearing = struct.unpack_from(">h", table, 4 * long + 2 * (glyph - long))[0]
        return advance, bearing

    def shape(self, glyph: int) -> Shape:
        """Return a value that is equal for glyphs that look the same.

        It has the outline with the ids of components blanked, and the shapes of the components.
        """
        outline = bytearray(self.outlines.get(glyph, b""))
        places = list(components(outline))
        parts = tuple(self.shape(self._id(outline, place)) for place in places)
        for place in places:
            struct.pack_into(">H", outline, place, 0)
        # Padding behind an outline varies.
        plain = bytes(outline).rstrip(b"\0")
        return (plain, parts) if parts else plain

    def component_ids(self) -> set[int]:
        """Return the ids of glyphs that are components of others."""
        outlines = self.outlines.values()
        return {self._id(outline, place) for outline in outlines for place in components(outline)}

    @staticmethod
    def _id(outline: bytes | bytearray, place: int) -> int:
        found: int = struct.unpack_from(">H", outline, place)[0]
        return found


def components(outline: bytes | bytearray) -> Iterator[int]:
    """Yield the offsets in a composite glyph's outline at which component ids are stored."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return
    place, flags = 10, MORE
    while flags & MORE:
        flags = struct.unpack_from(">H", outline, place)[0]
        yield place + 2
        place += 8 if flags & WORDS else 6
        place += 2 if flags & SCALE else 4 if flags & SCALES else 8 if flags & MATRIX else 0


def bare(program: bytes) -> bytes:
    """Return a program without the tables that draw nothing, such as names."""
    return _written(Subset(program, ()).tables)


def unite(subsets: Sequence[Subset]) -> bytes:
    """Return one program with every glyph that any of the subsets has.

    Raises:
        DifferentFonts: Subsets disagree about a glyph, or one has a glyph that neither text nor
            another glyph uses.
    """
    for subset in subsets:
        if subset.outlines.keys() - subset.glyphs - subset.component_ids():
            raise DifferentFonts("glyphs that nothing uses")
    return _written(_Union(subsets).tables())


class _Union:
    """The merged glyphs: used ones at their own ids, components behind them."""

    def __init__(self, subsets: Sequence[Subset]) -> None:
        self._subsets = subsets
        count = max(subset.last for subset in subsets) + 1
        self._outlines = [b""] * count
        self._metrics = [(0, 0)] * count
        self._parts: dict[Shape, int] = {}
        """Ids of the glyphs that are components only."""
        for glyph in sorted(set().union(*(subset.glyphs for subset in subsets))):
            self._take(glyph)

    def _take(self, glyph: int) -> None:
        """Copy a glyph from the first subset that draws it.

        A subset leaves glyphs blank and without width that its text does not use, so the greatest
        width is the true one.
        """
        holders = [subset for subset in self._subsets if glyph in subset.glyphs]
        self._metrics[glyph] = max(subset.metric(glyph) for subset in holders)
        drawing = [subset for subset in holders if glyph in subset.outlines]
        if not drawing:
            return
        shape = drawing[0].shape(glyph)
        if any(subset.shape(glyph) != shape for subset in drawing[1:]):
            raise DifferentFonts(f"glyph {glyph} has two shapes")
        self._outlines[glyph] = self._renumbered(drawing[0], glyph)

    def _renumbered(self, subset: Subset, glyph: int) -> bytes:
        """Return the outline of a glyph of ``subset``, its component ids replaced by ours."""
        outline = bytearray(subset.outlines.get(glyph, b""))
        for place in components(outline):
            part: int = struct.unpack_from(">H", outline, place)[0]
            if part > subset.last:
                struct.pack_into(">H", outline, place, self._part(subset, part))
        return bytes(outline)

    def _part(self, subset: Subset, glyph: int) -> int:
        """Return our id of a component; one that looks like it may be there already."""
        shape = subset.shape(glyph)
        if shape not in self._parts:
            outline = self._renumbered(subset, glyph)
            self._parts[shape] = len(self._outlines)
            self._outlines.append(outline)
            self._metrics.append(subset.metric(glyph))
        return self._parts[shape]

    def _drop_idle(self) -> None:
        """Blank glyphs that nothing uses any more.

        A component keeps its id in a subset whose last used glyph is behind it, and comes into the
        union by that id. It is idle there when the glyph made of it was copied from another subset,
        with a component behind the last glyph.
        """
        wanted: set[int] = set()
        waiting = {0, *(glyph for subset in self._subsets for glyph in subset.used)}
        while waiting:
            glyph = waiting.pop()
            if glyph < len(self._outlines) and glyph not in wanted:
                wanted.add(glyph)
                outline = self._outlines[glyph]
                waiting |= {struct.unpack_from(">H", outline, at)[0] for at in components(outline)}
        for glyph in set(range(len(self._outlines))) - wanted:
            self._outlines[glyph], self._metrics[glyph] = b"", (0, 0)

    def tables(self) -> dict[str, bytes]:
        """Return the tables of the merged program."""
        first = self._subsets[0].tables
        every = [subset.tables for subset in self._subsets]
        self._drop_idle()
        outlines = [outline + bytes(-len(outline) % 4) for outline in self._outlines]
        offsets = [0]
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        found = {tag: first[tag] for tag in HINTING if tag in first}
        found["glyf"] = b"".join(outlines)
        found["loca"] = struct.pack(f">{len(offsets)}I", *offsets)
        found["hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in self._metrics)
        found["maxp"] = _profile([tables["maxp"] for tables in every], len(outlines))
        found["hhea"] = first["hhea"][:34] + struct.pack(">H", len(outlines))
        found["head"] = _head([tables["head"] for tables in every])
        return found


def _profile(tables: list[bytes], count: int) -> bytes:
    """Return a ``maxp`` table whose limits hold for all subsets: the greatest of each."""
    form = f">{(len(tables[0]) - 6) // 2}H"
    limits = zip(*(struct.unpack_from(form, table, 6) for table in tables), strict=True)
    return tables[0][:4] + struct.pack(">H", count) + struct.pack(form, *map(max, limits))


def _head(tables: list[bytes]) -> bytes:
    """Return a ``head`` table with a box around the glyphs of all subsets, and long offsets."""
    boxes = list(zip(*(struct.unpack_from(">4h", table, 36) for table in tables), strict=True))
    box = (*map(min, boxes[:2]), *map(max, boxes[2:]))
    head = bytearray(tables[0])
    struct.pack_into(">4h", head, 36, *box)
    struct.pack_into(">h", head, 50, 1)
    return bytes(head)


def _written(tables: dict[str, bytes]) -> bytes:
    """Return a font file with these tables."""
    target = BytesIO()
    writer = SFNTWriter(target, len(tables), "\0\1\0\0")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return target.getvalue()
