"""Everything in a file has a purpose we know, or the file is not handed out.

The order of the questions: is the file in the form our writer gives it (`canonical`), is each of
its objects one we know, in its place (`grammar`, `rules`), is each drawn or read (`drawing`), and
does each stream hold nothing but what it is there for.
"""

from __future__ import annotations

import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from briefing.model.document import DocumentInfo
from briefing.pdf.identification import packet
from briefing.pdf.pixel_hash import jpeg_digest, png_digest
from briefing.prove.extract.extracted import MadeOf
from briefing.prove.extract.object_reader import Holdings
from briefing.prove.extract.pdf_strings import as_written, decoded, unwritten
from briefing.prove.grammar import font_usage
from briefing.prove.grammar.drawn_content import draw
from briefing.prove.grammar.embedded_images import as_png, check_jpeg, check_rows
from briefing.prove.grammar.file_syntax import OtherForm, take_apart
from briefing.prove.grammar.object_rules import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.grammar.drawn_content import Drawn
    from briefing.prove.grammar.file_syntax import Body, Stream
    from briefing.prove.grammar.object_rules import Fault, Walk

_PROFILE = "sRGB2014.icc"
_PHOTOGRAPH = b"/DCTDecode"


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
    if drawn.faults:
        return MadeOf(tuple(dict.fromkeys(drawn.faults))), None
    faults = [
        *font_usage.faults(body, known, drawn),
        *_image_faults(body, known),
        *_profile_faults(body, known),
        *_metadata_faults(body, known),
        *_label_faults(body),
    ]
    made_of = MadeOf(
        faults=tuple(dict.fromkeys(faults)),
        pictures=tuple(_pictures(body, known)),
        drawings=tuple(_drawings(body, drawn)),
        faces=tuple(font_usage.faces(body, known)),
    )
    if faults:
        return made_of, None
    strings = [(key, decoded(unwritten(token))) for key, token in known.texts]
    strings += font_usage.words(body, known, drawn)
    packets = [s.content().decode("utf-8", "replace") for _, s in _streams(body, known, "metadata")]
    return made_of, Holdings(strings, packets, pattern_text=drawn.pattern_text)


def _streams(body: Body, known: Walk, *kinds: str) -> Iterator[tuple[str, Stream]]:
    """The streams of some kinds, each with its name in findings."""
    for number, kind in sorted(known.kinds.items()):
        if kind in kinds:
            yield f"object {number} ({kind})", body.stream(number)


def _image_faults(body: Body, known: Walk) -> Iterator[Fault]:
    for name, stream in _streams(body, known, "image"):
        try:
            if stream.keys.get(b"/Filter") == _PHOTOGRAPH:
                check_jpeg(stream.raw)
            else:
                check_rows(stream)
        except ValueError as error:
            yield "P148", f"{name} {error}"


def _pictures(body: Body, known: Walk) -> Iterator[tuple[str, str]]:
    for name, stream in _streams(body, known, "image"):
        is_photograph = stream.keys.get(b"/Filter") == _PHOTOGRAPH
        yield jpeg_digest(stream.raw) if is_photograph else png_digest(as_png(stream)), name


def _drawings(body: Body, drawn: Drawn) -> Iterator[tuple[str, str]]:
    for number in sorted(drawn.hung):
        yield sha256(body.stream(number).content()).hexdigest(), f"object {number} (form)"


def _profile_faults(body: Body, known: Walk) -> Iterator[Fault]:
    for name, stream in _streams(body, known, "colour profile"):
        try:
            if stream.content() != _profile():
                yield "P151", f"{name} is another profile than ours"
        except ValueError as error:
            yield "P151", f"{name} {error}"


@cache
def _profile() -> bytes:
    return files("briefing.pdf").joinpath(_PROFILE).read_bytes()


def _metadata_faults(body: Body, known: Walk) -> Iterator[Fault]:
    """The XMP packet says what the file says of itself elsewhere, and nothing else."""
    catalog, told = body.keys(body.trailer[b"/Root"]), body.keys(body.trailer[b"/Info"])
    said = {key: as_written(unwritten(v)) for key, v in told.items() if isinstance(v, bytes)}
    language, date = catalog[b"/Lang"], said[b"/CreationDate"]
    assert isinstance(language, bytes)
    try:
        made_on = datetime.date.fromisoformat(date[2:10])
    except ValueError:
        yield "P150", "the file was made on a day that there is not"
        return
    info = DocumentInfo(
        title=said.get(b"/Title", ""),
        language=as_written(unwritten(language)),
        author=said.get(b"/Author", ""),
        subject=said.get(b"/Subject", ""),
        date=made_on,
    )
    expected = packet(info, said[b"/Producer"]).encode()
    if date != said[b"/ModDate"]:
        yield "P150", "the file was changed after it was made"
    for name, stream in _streams(body, known, "metadata"):
        try:
            if stream.content() != expected:
                yield "P150", f"{name} says other things than the file says of itself"
        except ValueError as error:
            yield "P150", f"{name} {error}"


def _label_faults(body: Body) -> Iterator[Fault]:
    """Folios count the pages: each kind goes on where it stopped."""
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
            yield "P143", "the labels of pages do not count them"
        seen[style] = seen.get(style, 0) + end - start
    if starts[:1] != [0] or count != len(kids):
        yield "P143", "the labels of pages do not count them"
