"""Merge the font subsets of all fragments: one font program per face in a bound PDF.

The engine embeds in each fragment the glyphs that this fragment uses. A bound PDF of thirty
fragments would hold thirty subsets of the same face. Subsets keep the glyph ids of the whole font,
so one subset of the theme's own font file, with the glyphs of all fragments, serves each of them:
page content stays as it is, only the font that its resources name is replaced.

What may differ between fragments is which glyph a character code draws and what it stands for.
Typesetting makes codes so that fragments nearly always agree (`briefing.typeset.glyph_codes`), and
share one font; for each further reading of the codes there is another font dictionary with the same
program.

Some programs, such as MuPDF, keep one text for each character of a font (CID; ISO 32000-1, 9.7.4)
and not for each code. So a glyph is a character of its own for each text that it stands for. The
first of its texts, in the order of Unicode, has the number of the glyph; the others have numbers
behind those of all glyphs, and lead to the same outline (`CIDToGIDMap`), or with CFF outlines,
where there is no such map, to a copy of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from briefing.pdf.character_codes import (
    ENCODING_NAME,
    encoding_map,
    glyphs_of_codes,
    text_of_codes,
    unicode_map,
)
from briefing.pdf.font_subset import Program, subset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.model.output import UsedFont
    from briefing.pdf.font_subset import Axes

    Pair = tuple[int, str]
    """A glyph, and a text it stands for."""
    Codes = dict[int, Pair]
    """Glyph and text by character code."""
    _Group = tuple[str, bytes, Axes]
    """Name, file and instance of a face."""
    Sources = Mapping[tuple[int, int], tuple[bytes, Axes]]
    """Font files with the instance of variable ones, by the object numbers of fonts."""

FIXED_PITCH = 1  # font flag (ISO 32000-1, 9.8.2)
_MOST = 0xFFFF
"""Characters that a font may have."""


@dataclass(frozen=True, slots=True)
class _Face:
    """The subset of a face that one fragment embeds."""

    font: pikepdf.Object
    codes: Codes
    """Glyph and text of each character code."""

    @property
    def glyphs(self) -> set[int]:
        """The glyphs that the fragment draws."""
        return {glyph for glyph, _ in self.codes.values()}

    @property
    def descendant(self) -> pikepdf.Object:
        return self.font.DescendantFonts[0]

    @property
    def descriptor(self) -> pikepdf.Object:
        return self.descendant.FontDescriptor

    @property
    def name(self) -> str:
        """The name of the face, without the six letters of the subset."""
        # The engine takes over the comma by which Pango ends a family like "Source Sans 3".
        return str(self.font.BaseFont).rpartition("+")[2].lstrip("/").rstrip(",")

    def program(self) -> bytes:
        """Return the embedded program."""
        descriptor = self.descriptor
        embedded = descriptor.get("/FontFile2") or descriptor.FontFile3
        return embedded.read_bytes()

    def widths(self) -> dict[int, float]:
        """Return the advance width of each glyph, in thousandths of the font size."""
        found: dict[int, float] = {}
        drawn = self.glyphs
        runs = self.descendant.W.as_list()
        for first, run in zip(runs[::2], runs[1::2], strict=True):
            found |= {int(first) + n: float(width) for n, width in enumerate(run.as_list())}
        return {glyph: width for glyph, width in found.items() if glyph in drawn}


def sources_of(
    used: Iterable[tuple[pikepdf.Object, Iterable[UsedFont]]], files: Mapping[str, bytes]
) -> Sources:
    """Return where the fonts of pages come from.

    Args:
        used: The resources of each page, with those of its fonts that are a theme's.
        files: The theme's font files, by the URLs that its style sheet has for them.

    Raises:
        ValueError: A file is missing that a font was left out for.
    """
    sources = {}
    for resources, fonts in used:
        for known in fonts:
            font = resources.get("/Font", Dictionary()).get(f"/{known.tag}")
            if font is not None and known.url not in files:
                raise ValueError(f"the font file {known.url} is not among those of the theme")
            if font is not None:
                sources[font.objgen] = (files[known.url], known.axes)
    return sources


def unify(pdf: pikepdf.Pdf, dictionaries: Iterable[pikepdf.Object], sources: Sources) -> None:
    """Replace the subsets of each face by one font.

    A font whose file is not known is cut from what the fragments embed, and not merged. Whether
    merged or not, a program keeps only the tables that draw.

    Args:
        pdf: The PDF that the fonts are in.
        dictionaries: The ``Font`` resource dictionaries of all pages and forms. Their values are
            replaced.
        sources: The files that the engine took fonts from.
    """
    # Group the fonts by their file, then write one program for each group.
    faces: dict[tuple[int, int], _Face] = {}
    groups: dict[_Group, list[tuple[pikepdf.Object, str, _Face]]] = {}
    for dictionary in dictionaries:
        for key, font in sorted(dictionary.items()):
            if "/ToUnicode" not in font:
                continue
            face = faces.get(font.objgen) or _Face(font, _codes(font))
            faces[font.objgen] = face
            source = sources.get(font.objgen) or (face.program(), ())
            groups.setdefault((face.name, *source), []).append((dictionary, key, face))
    for (name, content, axes), members in sorted(groups.items()):
        subsets = list({id(face): face for _, _, face in members}.values())
        pairs = sorted(set().union(*(face.codes.values() for face in subsets)))
        further = [pair for before, pair in pairwise(pairs) if pair[0] == before[0]]
        copied = [glyph for glyph, _ in further]
        program = subset(content, {glyph for glyph, _ in pairs}, axes, copied)
        numbers = {pair: pair[0] for pair in pairs}
        numbers |= {pair: program.count + n for n, pair in enumerate(further)}
        if program.count + len(further) > _MOST:
            raise ValueError(f"{name} has more readings of its glyphs than there are numbers")
        shared = _Shared(pdf, name, program, subsets, numbers)
        for dictionary, key, face in members:
            dictionary[key] = shared.font_for(face)


def _embed(
    pdf: pikepdf.Pdf, program: Program, descendant: pikepdf.Object, descriptor: pikepdf.Object
) -> None:
    """Put a program into a font's descriptor, in place of the one there."""
    # The family repeats the name, and would be one more string that the proof has to search.
    for key in ("/FontFile2", "/FontFile3", "/FontFamily"):
        if key in descriptor:
            del descriptor[key]
    if program.cff:
        descriptor.FontFile3 = pdf.make_stream(program.content, Subtype=Name.CIDFontType0C)
        if "/CIDToGIDMap" in descendant:  # only for TrueType, though the engine writes it
            del descendant.CIDToGIDMap
    else:
        content = program.content
        descriptor.FontFile2 = pdf.make_stream(content, Length1=len(content))


def _tagged(program: Program, name: str) -> Name:
    """Return the name of a subset: six letters made from its program, then the face's name."""
    tag = "".join(chr(65 + byte % 26) for byte in sha256(program.content).digest()[:6])
    return Name(f"/{tag}+{name}")


class _Shared:
    """One program and descriptor for all fragments, and a font for each reading of its codes."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        name: str,
        program: Program,
        faces: Sequence[_Face],
        numbers: Mapping[Pair, int],
    ) -> None:
        self._pdf = pdf
        self._name = _tagged(program, name)
        self._numbers = numbers
        widths: dict[int, float] = {}
        for face in faces:
            widths = face.widths() | widths
        self._descendant = self._make_descendant(program, faces, widths)
        self._readings: list[tuple[Codes, pikepdf.Object]] = []
        for codes in _readings(face.codes for face in faces):
            self._readings.append((codes, self._make_font(codes)))

    def font_for(self, face: _Face) -> pikepdf.Object:
        """Return the font in which each code of ``face`` means what it does in its fragment."""
        return next(font for codes, font in self._readings if face.codes.items() <= codes.items())

    def _make_descendant(
        self, program: Program, faces: Sequence[_Face], widths: dict[int, float]
    ) -> pikepdf.Object:
        first = faces[0].descriptor
        left, bottom, right, top = (int(value) for value in first.FontBBox.as_list())
        right = max([right, *(int(face.descriptor.FontBBox[2]) for face in faces)])
        flags = int(first.Flags) & ~FIXED_PITCH
        if len(widths) > 1 and len(set(widths.values())) == 1:
            flags |= FIXED_PITCH
        descriptor = Dictionary(dict(first.items()))
        descriptor.FontName = self._name
        descriptor.FontBBox = Array([left, bottom, right, top])
        descriptor.Flags = flags
        descendant = Dictionary(dict(faces[0].descendant.items()))
        _embed(self._pdf, program, descendant, descriptor)
        if not program.cff and max(self._numbers.values(), default=0) >= program.count:
            descendant.CIDToGIDMap = self._pdf.make_stream(_glyph_map(self._numbers))
        descendant.BaseFont = self._name
        descendant.FontDescriptor = self._pdf.make_indirect(descriptor)
        descendant.W = _width_runs(
            {n: widths[glyph] for (glyph, _), n in self._numbers.items() if glyph in widths}
        )
        return self._pdf.make_indirect(descendant)

    def _make_font(self, codes: Codes) -> pikepdf.Object:
        numbers = {code: self._numbers[pair] for code, pair in codes.items()}
        text = {code: words for code, (_, words) in codes.items()}
        encoding: pikepdf.Object = Name("/Identity-H")
        if any(code != number for code, number in numbers.items()):
            encoding = self._pdf.make_stream(
                encoding_map(numbers),
                Type=Name.CMap,
                CMapName=Name(ENCODING_NAME),
                CIDSystemInfo=self._descendant.CIDSystemInfo,
            )
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=self._name,
                Encoding=encoding,
                DescendantFonts=Array([self._descendant]),
                ToUnicode=self._pdf.make_stream(unicode_map(text)),
            )
        )


def _readings(faces: Iterable[Codes]) -> list[Codes]:
    """Return maps of codes such that each of ``faces`` is contained in one of them.

    There is one map, unless a code means different things in different fragments.
    """
    # Greedy: each fragment joins the first map that it does not contradict.
    found: list[Codes] = []
    for codes in faces:
        for reading in found:
            if all(reading.get(code, meant) == meant for code, meant in codes.items()):
                reading.update(codes)
                break
        else:
            found.append(dict(codes))
    return found


def _codes(font: pikepdf.Object) -> Codes:
    """Return what each code of a font draws and stands for."""
    text = text_of_codes(font)
    glyphs = glyphs_of_codes(font)
    return {code: (code if glyphs is None else glyphs[code], text[code]) for code in text}


def _glyph_map(numbers: Mapping[Pair, int]) -> bytes:
    """Return a ``CIDToGIDMap``: for each character, used or not, two bytes with its glyph."""
    glyphs = dict.fromkeys(range(max(numbers.values()) + 1), 0)
    glyphs |= {number: glyph for (glyph, _), number in numbers.items()}
    return b"".join(glyph.to_bytes(2) for glyph in glyphs.values())


def _width_runs(widths: dict[int, float]) -> Array:
    """Return widths in the form of a CIDFont's ``W``: first number of a run, then the run."""
    runs: list[object] = []
    run: list[int | float] = []
    last = -2
    for number in sorted(widths):
        if number != last + 1:
            run = []
            runs += [number, run]
        width = widths[number]
        run.append(int(width) if width == int(width) else width)
        last = number
    return Array([Array(item) if isinstance(item, list) else item for item in runs])
