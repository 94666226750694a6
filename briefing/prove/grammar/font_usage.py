"""Fonts of a file held against the text that is set with them: they hold nothing else."""

from __future__ import annotations

import re
from hashlib import md5
from typing import TYPE_CHECKING

from briefing.prove.grammar.embedded_fonts import (
    check_encoding,
    check_program,
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
"""A space in the name of a face, but for those in words like Semi-Bold."""
_LIGATURE = 3
"""Letters that a glyph may stand for; what says more is searched like any other text."""


def faults(body: Body, known: ObjectGraph, drawn: DrawnContent) -> Iterator[Fault]:
    """Programs, lists of widths and maps that have more or less than their texts use."""
    by_face: dict[int, set[int]] = {}
    maps: dict[int, set[int]] = {}
    programs: dict[int, set[int]] = {}
    for number, _, font in _of_kind(body, known, "font"):
        glyphs = drawn.glyphs.get(number, set())
        descendants = font[b"/DescendantFonts"]
        assert isinstance(descendants, list)
        by_face.setdefault(number_of(descendants[0]), set()).update(glyphs)
        maps.setdefault(number_of(font[b"/ToUnicode"]), set()).update(glyphs)
    for number, name, face in _of_kind(body, known, "face"):
        glyphs = by_face.get(number, set())
        program = number_of(body.keys(face[b"/FontDescriptor"])[b"/FontFile2"])
        programs.setdefault(program, set()).update(glyphs)
        # The engine gives a width to the glyph of missing characters when there are any.
        if read_widths(face[b"/W"]) - {0} != glyphs - {0}:
            yield "P146", f"{name} has widths of other glyphs than its text uses"
    yield from _of_maps(body, known, maps)
    yield from _of_programs(body, known, programs)
    yield from _of_names(body, known)


def typefaces(body: Body, known: ObjectGraph) -> Iterator[tuple[str, str]]:
    """The name of each face without its letters in front, with where it is."""
    for _, name, font in _of_kind(body, known, "font", "face"):
        called = font[b"/BaseFont"]
        assert isinstance(called, bytes)
        yield called.decode().partition("+")[2], name


def words(body: Body, known: ObjectGraph, drawn: DrawnContent) -> Iterator[tuple[str, str]]:
    """What single glyphs say that say more than a ligature, and what fonts are called on pages when
    it is not the hash of what they are."""
    for called, number in sorted(drawn.fonts):
        name = body.keys(body.objects[number])[b"/BaseFont"]
        assert isinstance(name, bytes)
        if called.partition(".")[0] not in _hashes(name.decode().partition("+")[2]):
            yield "a font's name", called
    for number, _, _ in _of_kind(body, known, "character map"):
        for said in read_map(body.stream(number).content()).values():
            if len(said) > _LIGATURE:
                yield "ToUnicode", said


def _hashes(name: str) -> Iterator[str]:
    """What the engine may call a face: letters of the hash of its description, which is its name
    with spaces. A family that ends in a number has a comma behind it where no style follows."""
    for described in (_JOINED.sub(" ", name), f"{_JOINED.sub(' ', name)},"):
        digest = md5(described.encode(), usedforsecurity=False).digest()
        yield "".join(chr(65 + byte % 26) for byte in digest[:6])


def _of_kind(
    body: Body, known: ObjectGraph, *kinds: str
) -> Iterator[tuple[int, str, dict[bytes, Value]]]:
    for number, kind in sorted(known.kinds.items()):
        if kind in kinds:
            yield number, f"object {number} ({kind})", body.keys(body.objects[number])


def _of_maps(body: Body, known: ObjectGraph, used: dict[int, set[int]]) -> Iterator[Fault]:
    for number, name, _ in _of_kind(body, known, "character map"):
        try:
            named = read_map(body.stream(number).content())
        except ValueError as error:
            yield "P146", f"{name} {error}"
            continue
        if idle := named.keys() - used[number]:
            numbers = ", ".join(map(str, sorted(idle)[:8]))
            yield "P146", f"{name} names glyphs that no text uses: {numbers}"
    for number, name, _ in _of_kind(body, known, "encoding"):
        try:
            check_encoding(body.stream(number).content())
        except ValueError as error:
            yield "P146", f"{name} {error}"


def _of_programs(body: Body, known: ObjectGraph, used: dict[int, set[int]]) -> Iterator[Fault]:
    for number, name, keys in _of_kind(body, known, "font program"):
        try:
            program = body.stream(number).content()
            check_program(program, used.get(number, set()))
        except ValueError as error:
            yield "P146", f"{name} {error}"
        else:
            if keys[b"/Length1"] != b"%d" % len(program):
                yield "P146", f"{name} does not say how long it is"


def _of_names(body: Body, known: ObjectGraph) -> Iterator[Fault]:
    """The letters in front of a name are made from the program, so that they say nothing."""
    for _, name, font in _of_kind(body, known, "font", "face"):
        inner = font.get(b"/DescendantFonts")
        face = body.keys(inner[0]) if isinstance(inner, list) else font
        description = body.keys(face[b"/FontDescriptor"])
        called = font[b"/BaseFont"]
        assert isinstance(called, bytes)
        try:
            tag = tag_of(body.stream(number_of(description[b"/FontFile2"])).content())
        except ValueError:
            continue  # told above
        if description[b"/FontName"] != called or not called.startswith(b"/%b+" % tag.encode()):
            yield "P146", f"{name} is not called by its program"
