"""Compares the fonts of a file with the text that uses them: they must hold nothing else."""

from __future__ import annotations

import re
from hashlib import md5
from typing import TYPE_CHECKING

from briefing.prove.grammar.embedded_cff import check_compact_program
from briefing.prove.grammar.embedded_fonts import (
    check_program,
    read_encoding,
    read_glyph_map,
    read_map,
    read_widths,
    tag_of,
)
from briefing.prove.grammar.file_syntax import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.prove.grammar.drawn_content import DrawnContent
    from briefing.prove.grammar.file_syntax import Body, Value
    from briefing.prove.grammar.object_rules import Fault, ObjectGraph
    from briefing.prove.grammar.stream_facts import StreamFacts

_JOINED = re.compile("(?<!Semi)(?<!Demi)(?<!Ultra)(?<!Extra)-")
"""A hyphen that stands for a space in a typeface's name, unlike the one in Semi-Bold."""
_FONTS = ("descendant font", "compact descendant font")
"""Kinds of descendant font: with TrueType outlines, and with CFF outlines."""
_LIGATURE = 3
"""Letters that one glyph may stand for; a longer text is searched like any other."""


def faults(
    body: Body, known: ObjectGraph, drawn: DrawnContent, facts: StreamFacts
) -> Iterator[Fault]:
    """Yield faults of font programs, widths and maps that hold more or less than text uses.

    Args:
        body: The objects of the file.
        known: Their kinds.
        drawn: What the pages draw.
        facts: What is known of streams.
    """
    by_typeface: dict[int, dict[int, str]] = {}
    maps: dict[int, set[int]] = {}
    for number, name, font in _of_kind(body, known, "font"):
        codes = drawn.codes.get(number, set())
        maps.setdefault(number_of(font[b"/ToUnicode"]), set()).update(codes)
        descendants = font[b"/DescendantFonts"]
        assert isinstance(descendants, list)
        texts = by_typeface.setdefault(number_of(descendants[0]), {})
        try:
            found = _texts_of(body, font, codes)
            if any(texts.setdefault(which, text) != text for which, text in found.items()):
                yield "P146", f"{name} has a character that stands for two texts"
        except ValueError as error:  # it is not known then what the programs must hold
            yield "P146", f"{name} {error}"
            return
    for number, name, face in _of_kind(body, known, *_FONTS):
        if read_widths(face[b"/W"]) != by_typeface.get(number, {}).keys():
            yield "P146", f"{name} has widths of other glyphs than its text uses"
    yield from _map_faults(body, known, maps)
    yield from _program_faults(body, known, by_typeface, facts)
    yield from _name_faults(body, known)


def _texts_of(body: Body, font: dict[bytes, Value], codes: set[int]) -> dict[int, str]:
    """Return what the characters of a font stand for, by their numbers (CIDs).

    Raises:
        ValueError: The encoding has more or fewer codes than text uses, or two codes of the same
            character, whose choice would say something; or a map is not as our writer writes it.
    """
    text = read_map(body.stream(number_of(font[b"/ToUnicode"])).content())
    if font[b"/Encoding"] == b"/Identity-H":
        return {code: text.get(code, "") for code in codes}
    numbers = read_encoding(body.stream(number_of(font[b"/Encoding"])).content())
    if numbers.keys() != codes:
        raise ValueError("has an encoding with other codes than its text uses")
    if len({*numbers.values()}) < len(numbers):
        raise ValueError("has two codes for the same glyph and text")
    return {number: text.get(code, "") for code, number in numbers.items()}


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


def _program_faults(
    body: Body,
    known: ObjectGraph,
    by_typeface: Mapping[int, Mapping[int, str]],
    facts: StreamFacts,
) -> Iterator[Fault]:
    """Yield faults of programs, each of which belongs to one descendant font, and of glyph maps.

    Args:
        body: The objects of the file.
        known: Their kinds.
        by_typeface: What the characters of each descendant font stand for.
        facts: What is known of streams.
    """
    seen: set[int] = set()
    for face_number, _, face in _of_kind(body, known, *_FONTS):
        number = _program_of(body.keys(face[b"/FontDescriptor"]))
        name = f"object {number} ({known.kinds[number]})"
        if number in seen:
            yield "P146", f"{name} belongs to two fonts"
        seen.add(number)
        try:
            _check_program(body, number, face, by_typeface.get(face_number, {}), facts)
        except ValueError as error:
            yield "P146", f"{name} {error}"


def _check_program(
    body: Body,
    number: int,
    face: Mapping[bytes, Value],
    texts: Mapping[int, str],
    facts: StreamFacts,
) -> None:
    """Check program ``number``, which is that of the descendant font ``face``."""
    stream = body.stream(number)
    program = stream.content()
    used = f"{sorted(texts.items())!r}".encode()
    if face[b"/Subtype"] == b"/CIDFontType0":
        facts.check(
            b"compact\0%b\0%b" % (used, program), lambda: check_compact_program(program, texts)
        )
        return
    glyphs = number_of(face[b"/CIDToGIDMap"])
    numbers = body.stream(glyphs).content() if glyphs else None
    facts.check(
        b"%a\0%b\0%b" % (numbers, used, program),
        lambda: check_program(program, texts, None if numbers is None else read_glyph_map(numbers)),
    )
    if stream.keys[b"/Length1"] != b"%d" % len(program):
        raise ValueError("states a wrong length")


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
