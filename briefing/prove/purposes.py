"""Everything in a file has a purpose we know, or the file is not handed out.

The order of the questions: is the file in the form our writer gives it (`canonical`), is each of its
objects one we know, in its place (`grammar`, `rules`), is each drawn or read (`drawing`), and does
each stream hold nothing but what it is there for.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from briefing.pdf.packet import PROFILE, packet
from briefing.prove.canonical import OtherForm, Stream, take_apart
from briefing.prove.drawing import draw
from briefing.prove.embedded_fonts import (
    check_encoding,
    check_program,
    read_map,
    read_widths,
    tag_of,
)
from briefing.prove.embedded_images import as_png, check_jpeg, check_rows
from briefing.prove.facts import MadeOf
from briefing.prove.objects import Holdings
from briefing.prove.pixels import jpeg_digest, png_digest
from briefing.prove.rules import walk
from briefing.prove.strings import as_written, decoded, unwritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.canonical import Body, Value
    from briefing.prove.drawing import Drawn
    from briefing.prove.rules import Fault, Walk


def purposes(data: bytes) -> tuple[MadeOf, Holdings | None]:
    """Ask all that is in a file what it is there for; what it holds, when there is no fault.

    Nothing is raised.
    """
    try:
        body = take_apart(data)
    except OtherForm as error:
        message = f"the file is not in the form our writer gives it: {error}"
        return MadeOf((("P140", message),)), None
    known = walk(body)
    if known.faults:
        return MadeOf(tuple(dict.fromkeys(known.faults))), None
    drawn = draw(body, known)
    faults = [*drawn.faults, *_streams(body, known, drawn)]
    packets, described = _description(body, known)
    faults += described
    made_of = MadeOf(
        faults=tuple(dict.fromkeys(faults)),
        pictures=tuple(_pictures(body, known)),
        drawings=tuple(_drawings(body, drawn)),
        faces=tuple(_faces(body, known)),
    )
    if faults:
        return made_of, None
    strings = [*_strings(known), *_glyph_words(body, known)]
    return made_of, Holdings(strings, packets, pattern_text=drawn.pattern_text)


def _of_kind(body: Body, known: Walk, *kinds: str) -> Iterator[tuple[int, str, Value]]:
    for number, kind in sorted(known.kinds.items()):
        if kind in kinds:
            yield number, f"object {number} ({kind})", body.objects[number]


def _strings(known: Walk) -> Iterator[tuple[str, str]]:
    for key, token in known.texts:
        yield key, decoded(unwritten(token))


def _streams(body: Body, known: Walk, drawn: Drawn) -> Iterator[Fault]:
    """Faults of streams that are not programs of pages."""
    for _, name, stream in _of_kind(body, known, "image", "mask"):
        assert isinstance(stream, Stream)
        try:
            if stream.keys.get(b"/Filter") == b"/DCTDecode":
                check_jpeg(stream.raw)
            else:
                check_rows(stream)
        except ValueError as error:
            yield "P148", f"{name} {error}"
    for _, name, stream in _of_kind(body, known, "encoding"):
        assert isinstance(stream, Stream)
        try:
            check_encoding(stream.content())
        except ValueError as error:
            yield "P146", f"{name} {error}"
    yield from _fonts(body, known, drawn)


def _fonts(body: Body, known: Walk, drawn: Drawn) -> Iterator[Fault]:
    """Each program has what the texts of all its fonts use; each map and each list of widths too."""
    used: dict[int, set[int]] = {}
    faces: dict[int, set[int]] = {}
    maps: dict[int, set[int]] = {}
    for number, _, font in _of_kind(body, known, "font"):
        assert isinstance(font, dict)
        face = _number_of(font[b"/DescendantFonts"][0])  # type: ignore[index]
        glyphs = drawn.glyphs.get(number, set())
        faces.setdefault(face, set()).update(glyphs)
        maps.setdefault(_number_of(font[b"/ToUnicode"]), set()).update(glyphs)
    for number, name, font in _of_kind(body, known, "face"):
        assert isinstance(font, dict)
        description = body.objects[_number_of(font[b"/FontDescriptor"])]
        assert isinstance(description, dict)
        program = _number_of(description[b"/FontFile2"])
        used.setdefault(program, set()).update(faces.get(number, set()))
        if read_widths(font[b"/W"]) - {0} != used[program] - {0}:
            yield "P146", f"{name} has widths of other glyphs than its text uses"
    yield from _maps(body, known, maps)
    yield from _programs(body, known, used)


def _maps(body: Body, known: Walk, used: dict[int, set[int]]) -> Iterator[Fault]:
    for number, name, stream in _of_kind(body, known, "character map"):
        assert isinstance(stream, Stream)
        try:
            named = read_map(stream.content())
        except ValueError as error:
            yield "P146", f"{name} {error}"
            continue
        if idle := named.keys() - used[number]:
            numbers = ", ".join(map(str, sorted(idle)[:8]))
            yield "P146", f"{name} names glyphs that no text uses: {numbers}"


def _programs(body: Body, known: Walk, used: dict[int, set[int]]) -> Iterator[Fault]:
    for number, name, stream in _of_kind(body, known, "font program"):
        assert isinstance(stream, Stream)
        try:
            program = stream.content()
            if stream.keys[b"/Length1"] != b"%d" % len(program):
                raise ValueError("does not say how long it is")
            check_program(program, used[number])
        except ValueError as error:
            yield "P146", f"{name} {error}"
    for _, name, description in _of_kind(body, known, "font description"):
        assert isinstance(description, dict)
        stream = body.objects[_number_of(description[b"/FontFile2"])]
        assert isinstance(stream, Stream)
        try:
            tag = tag_of(stream.content())
        except ValueError:
            continue  # told above
        if not description[b"/FontName"].startswith(b"/%b+" % tag.encode()):  # type: ignore[union-attr]
            yield "P146", f"{name} is not called by its program"


def _number_of(reference: Value) -> int:
    assert isinstance(reference, bytes)
    return int(reference[:-4])


def _glyph_words(body: Body, known: Walk) -> Iterator[tuple[str, str]]:
    """What glyphs say that say more than a letter: free text, like any other."""
    for _, _, stream in _of_kind(body, known, "character map"):
        assert isinstance(stream, Stream)
        try:
            named = read_map(stream.content())
        except ValueError:
            continue
        for words in named.values():
            if len(words) > 3:  # no ligature stands for so many
                yield "ToUnicode", words


def _pictures(body: Body, known: Walk) -> Iterator[tuple[str, str]]:
    for _, name, stream in _of_kind(body, known, "image", "mask"):
        assert isinstance(stream, Stream)
        if stream.keys.get(b"/Filter") == b"/DCTDecode":
            yield jpeg_digest(stream.raw), name
        else:
            yield png_digest(as_png(stream)), name


def _drawings(body: Body, drawn: Drawn) -> Iterator[tuple[str, str]]:
    for number in sorted(drawn.hung):
        stream = body.objects[number]
        assert isinstance(stream, Stream)
        yield sha256(stream.content()).hexdigest(), f"object {number} (form)"


def _faces(body: Body, known: Walk) -> Iterator[tuple[str, str]]:
    for _, name, font in _of_kind(body, known, "font", "face"):
        assert isinstance(font, dict)
        called = font[b"/BaseFont"]
        assert isinstance(called, bytes)
        yield called.decode().partition("+")[2], name


# ── what the file says of itself ──────────────────────────────────────────────────────────


def _description(body: Body, known: Walk) -> tuple[list[str], list[Fault]]:
    """The XMP packet, which says what the file says elsewhere, and the profile, which is ours."""
    faults: list[Fault] = []
    for _, name, stream in _of_kind(body, known, "colour profile"):
        assert isinstance(stream, Stream)
        try:
            if stream.content() != _profile():
                faults.append(("P151", f"{name} is another profile than ours"))
        except ValueError as error:
            faults.append(("P151", f"{name} {error}"))
    packets = []
    [(_, _, catalog)] = _of_kind(body, known, "catalog")
    [(_, _, told)] = _of_kind(body, known, "information")
    assert isinstance(catalog, dict)
    assert isinstance(told, dict)
    said = {
        key: as_written(unwritten(value)) for key, value in told.items() if isinstance(value, bytes)
    }
    date = said[b"/CreationDate"]
    expected = packet(
        title=said.get(b"/Title", ""),
        author=said.get(b"/Author", ""),
        subject=said.get(b"/Subject", ""),
        language=as_written(unwritten(catalog[b"/Lang"])),  # type: ignore[arg-type]
        date=f"{date[2:6]}-{date[6:8]}-{date[8:10]}",
        producer=said[b"/Producer"],
    )
    for _, name, stream in _of_kind(body, known, "metadata"):
        assert isinstance(stream, Stream)
        try:
            content = stream.content()
        except ValueError as error:
            faults.append(("P150", f"{name} {error}"))
            continue
        packets.append(content.decode("utf-8", "replace"))
        if content != expected:
            faults.append(("P150", f"{name} says other things than the file says of itself"))
    if told[b"/CreationDate"] != told[b"/ModDate"]:
        faults.append(("P150", "the file was changed after it was made"))
    return packets, faults


@cache
def _profile() -> bytes:
    return files("briefing.pdf").joinpath(PROFILE).read_bytes()
