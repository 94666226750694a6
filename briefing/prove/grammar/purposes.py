"""Everything in a file must have a known purpose, or the file is not handed out.

The questions, in order: is the file in the form our writer produces (`file_syntax`), is each of its
objects known and in its place (`table`, `object_rules`), is each used (`drawn_content`), and does
each stream hold nothing but what it is for (the other modules).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from briefing.model.document import DocumentInfo
from briefing.pdf.identification import packet
from briefing.pdf.pixel_hash import jpeg_digest, png_digest
from briefing.prove.extract import xmp
from briefing.prove.extract.extracted import Inventory
from briefing.prove.extract.object_reader import ObjectContents
from briefing.prove.extract.pdf_strings import decode_strictly, decode_text, string_bytes
from briefing.prove.grammar import font_usage
from briefing.prove.grammar.drawn_content import draw
from briefing.prove.grammar.embedded_images import as_png, check_jpeg, check_rows
from briefing.prove.grammar.file_syntax import ForeignFormError, parse_file
from briefing.prove.grammar.object_rules import walk
from briefing.prove.grammar.stream_facts import StreamFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.grammar.drawn_content import DrawnContent
    from briefing.prove.grammar.file_syntax import Body, Stream
    from briefing.prove.grammar.object_rules import Fault, ObjectGraph

_PROFILE = "sRGB2014.icc"
_PHOTOGRAPH = b"/DCTDecode"


@dataclass(frozen=True, slots=True)
class Purposes:
    """What was found of the objects of a file."""

    inventory: Inventory
    """What it is made of, with all faults."""
    contents: ObjectContents | None = None
    """The texts of its objects; None if there are faults."""
    body: Body | None = None
    """Its objects, if there are no faults."""
    known: ObjectGraph | None = None
    """Their kinds, if there are no faults."""


def check_purposes(data: bytes) -> tuple[Inventory, ObjectContents | None]:
    """Check that everything in a file has a known purpose.

    Nothing is raised.

    Returns:
        What the file is made of, with all faults; and the texts of its objects, or None if there
        are faults.
    """
    found = find_purposes(data, StreamFacts())
    return found.inventory, found.contents


def find_purposes(data: bytes, facts: StreamFacts) -> Purposes:
    """Check that everything in a file has a known purpose; nothing is raised.

    Args:
        data: The file.
        facts: What is known of streams; what is found of those of the file is added.
    """
    try:
        body = parse_file(data)
    except ForeignFormError as error:
        message = f"the file is not in the form our writer produces: {error}"
        return Purposes(Inventory((("P140", message),)))
    known = walk(body)
    if known.faults:
        return Purposes(Inventory(tuple(dict.fromkeys(known.faults))))
    drawn = draw(body, known, facts)
    if drawn.faults:
        return Purposes(Inventory(tuple(dict.fromkeys(drawn.faults))))
    faults = [
        *font_usage.faults(body, known, drawn, facts),
        *_image_faults(body, known),
        *_profile_faults(body, known),
        *_metadata_faults(body, known),
        *_label_faults(body),
    ]
    inventory = Inventory(
        faults=tuple(dict.fromkeys(faults)),
        pictures=tuple(_pictures(body, known)),
        drawings=tuple(_drawings(body, drawn)),
        typefaces=tuple(font_usage.typefaces(body, known)),
    )
    if faults:
        return Purposes(inventory)
    strings = [(key, decode_text(string_bytes(token))) for key, token in known.texts]
    strings += font_usage.words(body, known, drawn)
    packets = [s.content().decode("utf-8", "replace") for _, s in _streams(body, known, "metadata")]
    contents = ObjectContents(strings, packets, pattern_text=drawn.pattern_text)
    return Purposes(inventory, contents, body, known)


def _streams(body: Body, known: ObjectGraph, *kinds: str) -> Iterator[tuple[str, Stream]]:
    """Yield the streams of some kinds, each with its name in findings."""
    for number, kind in sorted(known.kinds.items()):
        if kind in kinds:
            yield f"object {number} ({kind})", body.stream(number)


def _image_faults(body: Body, known: ObjectGraph) -> Iterator[Fault]:
    for name, stream in _streams(body, known, "image"):
        try:
            if stream.keys.get(b"/Filter") == _PHOTOGRAPH:
                check_jpeg(stream.raw)
            else:
                check_rows(stream)
        except ValueError as error:
            yield "P148", f"{name} {error}"


def _pictures(body: Body, known: ObjectGraph) -> Iterator[tuple[str, str]]:
    for name, stream in _streams(body, known, "image"):
        is_photograph = stream.keys.get(b"/Filter") == _PHOTOGRAPH
        yield jpeg_digest(stream.raw) if is_photograph else png_digest(as_png(stream)), name


def _drawings(body: Body, drawn: DrawnContent) -> Iterator[tuple[str, str]]:
    for number in sorted(drawn.drawings):
        yield sha256(body.stream(number).content()).hexdigest(), f"object {number} (form)"


def _profile_faults(body: Body, known: ObjectGraph) -> Iterator[Fault]:
    for name, stream in _streams(body, known, "colour profile"):
        try:
            if stream.content() != _profile():
                yield "P151", f"{name} is not our colour profile"
        except ValueError as error:
            yield "P151", f"{name} {error}"


@cache
def _profile() -> bytes:
    return files("briefing.pdf").joinpath(_PROFILE).read_bytes()


def _metadata_faults(body: Body, known: ObjectGraph) -> Iterator[Fault]:
    """Yield faults if the XMP packet differs from what the file says of itself elsewhere."""
    catalog = body.keys(body.trailer[b"/Root"])
    language = catalog[b"/Lang"]
    assert isinstance(language, bytes)
    for name, stream in _streams(body, known, "metadata"):
        try:
            content = stream.content()
        except ValueError as error:
            yield "P150", f"{name} {error}"
            continue
        stated = _stated(body, content)
        rights, terms = xmp.rights_of(content.decode("utf-8", "replace"))
        created = stated.get("CreationDate", "")
        try:
            made_on = datetime.date.fromisoformat(created[2:10])
        except ValueError:
            yield "P150", "the file has an impossible creation date"
            continue
        info = DocumentInfo(
            title=stated.get("Title", ""),
            language=decode_strictly(string_bytes(language)),
            author=stated.get("Author", ""),
            subject=stated.get("Subject", ""),
            date=made_on,
            rights=rights,
            terms=terms,
        )
        if created != stated.get("ModDate"):
            yield "P150", "the file was changed after it was created"
        if content != packet(info, stated.get("Producer", ""), body.standard).encode():
            yield "P150", f"{name} differs from what the file says of itself"


def _stated(body: Body, content: bytes) -> dict[str, str]:
    """Return what a file says of itself, as in an information dictionary: in that, or else in XMP.

    Args:
        body: The objects of the file.
        content: Its XMP packet.
    """
    if not body.standard.has_information:
        return xmp.information(content.decode("utf-8", "replace"))
    information = body.keys(body.trailer[b"/Info"])
    return {
        key[1:].decode(): decode_strictly(string_bytes(value))
        for key, value in information.items()
        if isinstance(value, bytes)
    }


def _label_faults(body: Body) -> Iterator[Fault]:
    """Yield faults if page labels do not number the pages, each style where it left off."""
    catalog = body.keys(body.trailer[b"/Root"])
    pages = body.keys(catalog[b"/Pages"])
    count = int(pages[b"/Count"])  # type: ignore[arg-type]  # the grammar has found a number
    ranges = body.keys(catalog[b"/PageLabels"])[b"/Nums"]
    kids = pages[b"/Kids"]
    assert isinstance(ranges, list)
    assert isinstance(kids, list)
    starts = [int(start) for start in ranges[::2]]  # type: ignore[arg-type]
    seen: dict[bytes, int] = {}
    for label, start, end in zip(ranges[1::2], starts, [*starts[1:], count], strict=True):
        style = body.keys(label)[b"/S"]
        assert isinstance(style, bytes)
        first = body.keys(label).get(b"/St", b"1")
        if first != b"%d" % (seen.get(style, 0) + 1) or not start < end:
            yield "P143", "the page labels do not number the pages"
        seen[style] = seen.get(style, 0) + end - start
    if starts[:1] != [0] or count != len(kids):
        yield "P143", "the page labels do not number the pages"
