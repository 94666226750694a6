"""Compares the fonts of a file with the text that uses them: they must hold nothing else."""

from __future__ import annotations

import re
from hashlib import md5
from typing import TYPE_CHECKING

from briefing.prove.grammar.embedded_cff import check_compact_program
from briefing.prove.grammar.embedded_fonts import (
    check_program,
    read_encoding,
    read_map,
    read_widths,
    tag_of,
)
from briefing.prove.grammar.file_syntax import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.grammar.drawn_content import DrawnContent
    from briefing.prove.grammar.file_syntax import Body, Value
    from briefing.prove.grammar.object_rules import Fault, ObjectGraph

_JOINED = re.compile("(?<!Semi)(?<!Demi)(?<!Ultra)(?<!Extra)-")
"""A hyphen that stands for a space in a typeface's name, unlike the one in Semi-Bold."""
_FONTS = ("descendant font", "compact descendant font")
"""Kinds of descendant font: with TrueType outlines, and with CFF outlines."""
_LIGATURE = 3
"""Letters that one glyph may stand for; a longer text is searched like any other."""


def faults(body: Body, known: ObjectGraph, drawn: DrawnContent) -> Iterator[Fault]:
    """Yield faults of font programs, widths and maps that hold more or less than text uses.

    Args:
        body: The objects of the file.
        known: Their kinds.
        drawn: What the pages draw.
    """
    by_typeface: dict[int, set[int]] = {}
    maps: dict[int, set[int]] = {}
    programs: dict[int, set[int]] = {}
    for number, name, font in _of_kind(body, known, "font"):
        codes = drawn.codes.get(number, set())
        maps.setdefault(number_of(font[b"/ToUnicode"]), set()).update(codes)
        try:
            glyphs = _glyphs_of(body, font, codes)
        except ValueError as error:  # it is not known then what the programs must hold
            yield "P146", f"{name} {error}"
            return
        descendants = font[b"/DescendantFonts"]
        assert isinstance(descendants, list)
        by_typeface.setdefault(number_of(descendants[0]), set()).update(glyphs)
    for number, name, face in _of_kind(body, known, *_FONTS):
        glyphs = by_typeface.get(number, set())
        program = _program_of(body.keys(face[b"/FontDescriptor"]))
        programs.setdefault(program, set()).update(glyphs)
        if read_widths(face[b"/W"]) != glyphs:
            yield "P146", f"{name} has widths of other glyphs than its text uses"
    yield from _map_faults(body, known, maps)
    yield from _program_faults(body, known, programs)
    yield from _name_faults(body, known)


def _glyphs_of(body: Body, font: dict[bytes, Value], codes: set[int]) -> set[int]:
    """Return the glyphs that the character codes of a font draw.

    Raises:
        ValueError: The encoding has more or fewer codes than text uses, or two codes of the same
            glyph and text, whose choice would say something.
    """
    if font[b"/Encoding"] == b"/Identity-H":
        return codes
    glyphs = read_encoding(body.stream(number_of(font[b"/Encoding"])).content())
    if glyphs.keys() != codes:
        raise ValueError("has an encoding with other codes than its text uses")
    text = read_map(body.stream(number_of(font[b"/ToUnicode"])).content())
    if len({(glyph, text.get(code)) for code, glyph in glyphs.items()}) < len(glyphs):
        raise ValueError("has two codes for the same glyph and text")
    return set(glyphs.values())


def typefaces(body: Body, known: ObjectGraph) -> Iterator[tuple[str, str]]:
    """Yield the name of each typeface without its prefix, and the object that names it."""
    for _, name, font in _of_kind(body, known, "font", *_FONTS):
        called = font[b"/BaseFont"]
        assert isinstance(called, bytes)
        yield called.decode().partition("+")[2], name


def words(body: Body, known: ObjectGraph, drawn: DrawnContent) -> Iterator[tuple[str, str]]:
    """Yield texts hidden in fonts, to be searched, each with its key.

    Such are glyphs that stand for more than a ligature, and font names on pages that are not the
    hash they should be.
    """
    for called, number in sorted(drawn.fonts):
        name = body.keys(body.objects[number])[b"/BaseFont"]
        assert isinstance(name, bytes)
        if called.partition(".")[0] not in _hashes(name.decode().partition("+")[2]):
            yield "a font's name", called
    for number, _, _ in _of_kind(body, known, "character map"):
        for text in read_map(body.stream(number).content()).values():
            if len(text) > _LIGATURE:
                yield "ToUnicode", text


def _hashes(name: str) -> Iterator[str]:
    """Yield the names that the engine may give to the typeface ``name`` on a page.

    It is the hash, as letters, of the typeface's name with spaces. If no style follows a family
    that ends in a number, the engine appends a comma.
    """
    for described in (_JOINED.sub(" ", name), f"{_JOINED.sub(' ', name)},"):
        digest = md5(described.encode(), usedforsecurity=False).digest()
        yield "".join(chr(65 + byte % 26) for byte in digest[:6])


def _of_kind(
    body: Body, known: ObjectGraph, *kinds: str
) -> Iterator[tuple[int, str, dict[bytes, Value]]]:
    for number, kind in sorted(known.kinds.items()):
        if kind in kinds:
            yield number, f"object {number} ({kind})", body.keys(body.objects[number])


def _program_of(description: dict[bytes, Value]) -> int:
    """Return the number of the program that a font description names."""
    kinds = (b"/FontFile2", b"/FontFile3")
    return number_of(next(description[kind] for kind in kinds if kind in description))


def _map_faults(body: Body, known: ObjectGraph, used: dict[int, set[int]]) -> Iterator[Fault]:
    for number, name, _ in _of_kind(body, known, "character map"):
        try:
            named = read_map(body.stream(number).content())
        except ValueError as error:
            yield "P146", f"{name} {error}"
            continue
        if idle := named.keys() - used[number]:
            numbers = ", ".join(map(str, sorted(idle)[:8]))
            yield "P146", f"{name} maps codes that no text uses: {numbers}"


def _program_faults(body: Body, known: ObjectGraph, used: dict[int, set[int]]) -> Iterator[Fault]:
    for number, name, keys in _of_kind(body, known, "font program"):
        try:
            program = body.stream(number).content()
            check_program(program, used.get(number, set()))
        except ValueError as error:
            yield "P146", f"{name} {error}"
        else:
            if keys[b"/Length1"] != b"%d" % len(program):
                yield "P146", f"{name} states a wrong length"
    for number, name, _ in _of_kind(body, known, "compact font program"):
        try:
            check_compact_program(body.stream(number).content(), used.get(number, set()))
        except ValueError as error:
            yield "P146", f"{name} {error}"


def _name_faults(body: Body, known: ObjectGraph) -> Iterator[Fault]:
    """Yield faults of names whose prefix is not derived from the font program."""
    for _, name, font in _of_kind(body, known, "font", *_FONTS):
        inner = font.get(b"/DescendantFonts")
        face = body.keys(inner[0]) if isinstance(inner, list) else font
        description = body.keys(face[b"/FontDescriptor"])
        called = font[b"/BaseFont"]
        assert isinstance(called, bytes)
        try:
            tag = tag_of(body.stream(_program_of(description)).content())
        except ValueError:
            continue  # reported by `_program_faults`
        if description[b"/FontName"] != called or not called.startswith(b"/%b+" % tag.encode()):
            yield "P146", f"{name} has a name that does not match its font program"
