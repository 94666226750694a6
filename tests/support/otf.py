"""A TrueType font made into others that themes may bring: with CFF outlines, and variable."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.qu2cuPen import Qu2CuPen  # type: ignore[import-untyped]
from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables.TupleVariation import (  # type: ignore[import-untyped]
    TupleVariation,
)

NOTICE = "A zebra wrote this."


def as_otf(program: bytes, letters: str) -> bytes:
    """Return a font that has some letters of a TrueType font, drawn with cubic curves.

    It says who made it, as fonts do.
    """
    font = _with_letters(program, letters)
    glyphs = font.getGlyphSet()
    outlines = {}
    for name in font.getGlyphOrder():
        pen = T2CharStringPen(glyphs[name].width, glyphs)
        glyphs[name].draw(Qu2CuPen(pen, 0.5, all_cubic=True, reverse_direction=True))
        outlines[name] = pen.getCharString()
    for tag in {"glyf", "loca", "cvt ", "fpgm", "prep", "gasp"} & {*font.keys()}:
        del font[tag]
    builder = FontBuilder(font=font)
    builder.setupCFF("Cubic-Regular", {"FullName": "Cubic", "Notice": NOTICE}, outlines, {})
    font["maxp"].tableVersion = 0x00005000
    return _saved(font)


def variable(program: bytes, letters: str) -> bytes:
    """Return a font that has some letters of a TrueType font; each gets wider with its weight.

    At a weight of 700 it is 40 units wider than at 400.
    """
    font = _with_letters(program, letters)
    builder = FontBuilder(font=font)
    builder.setupFvar([("wght", 400, 400, 700, "Weight")], [])
    outlines = font["glyf"]
    variations = {}
    for name in font.getGlyphOrder():
        glyph = outlines[name]
        points = len(glyph.components) if glyph.isComposite() else 0
        if glyph.numberOfContours > 0:
            points = len(glyph.getCoordinates(outlines)[0])
        deltas = [(0, 0)] * (points + 1) + [(40, 0), (0, 0), (0, 0)]
        variations[name] = [TupleVariation({"wght": (0, 1, 1)}, deltas)]
    builder.setupGvar(variations)
    return _saved(font)


def _with_letters(program: bytes, letters: str) -> Any:
    font = TTFont(BytesIO(program))
    subsetter = Subsetter(Options(layout_features=[], notdef_outline=True, glyph_names=True))
    subsetter.populate(text=letters)
    subsetter.subset(font)
    return font


def _saved(font: Any) -> bytes:
    file = BytesIO()
    font.save(file, reorderTables=False)
    return file.getvalue()
