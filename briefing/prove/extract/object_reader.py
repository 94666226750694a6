"""Reads strings straight from the bytes of a PDF file, whether or not anything refers to them.

A PDF reader shows only what it has a use for. But what must not be in the file must not be in any
of its objects. So this module visits them all (ISO 32000-2, 7.3 and 7.5.7), top-level objects and
those in object streams, and collects every string, XMP packet, action and tiling pattern.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.extract.pdf_strings import decode_text, string_bytes, unescaped
from briefing.prove.grammar.embedded_fonts import read_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

_OBJECT = re.compile(rb"(?<!\d)(\d+)\s+\d+\s+obj\b")
_STREAM = re.compile(rb">>\s*stream\r?\n|\bendobj\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_FIRST = re.compile(rb"/First\s+(\d+)")
_END = re.compile(rb"\r?\n?endstream")
_REFERENCE = re.compile(rb"(?<!\d)(\d+)\s+\d+\s+R\b")
_TOKEN = re.compile(rb"/[^\s()<>\[\]{}/%]+|\(|<<|<[0-9A-Fa-f\s]*>")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_SHOWS_TEXT = re.compile(rb"[\])>]\s*(?:TJ|Tj|'|\")(?=\s|$)")
_DRAWS = re.compile(rb"(/[^\s()<>\[\]{}/%]+)\s+Do\b")
_MAX_INFLATED = 1 << 28
# Actions and objects that make a reader do something, which a printed document never needs.
_ACTIVE = frozenset(
    (b"/JavaScript", b"/JS", b"/Launch", b"/SubmitForm", b"/ImportData", b"/RichMedia", b"/Movie")
)
# Everything that embeds a file in another (ISO 32000-2, 7.11.4 and 14.13).
_ATTACHING = frozenset((b"/EmbeddedFile", b"/EmbeddedFiles", b"/EF", b"/AF", b"/FileAttachment"))
# Streams that a reader uses: drawn by pages, or needed for drawing. Any other may hold anything,
# and is searched.
_DRAWING = re.compile(
    rb"/Subtype\s*/(?:Image|Form)\b|/(?:PatternType|ShadingType|FunctionType)\b|/ObjStm\b|/XRef\b"
)
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_NO_WORDS = re.compile(
    rb"/Subtype\s*/(?:Image|CIDFontType0C)\b|/Length1\b|/N\s+\d+\s*/|/FunctionType\b|/XRef\b"
)
_USED = re.compile(
    rb"/(?:Contents|ToUnicode|FontFile[23]?|CIDSet|CIDToGIDMap|DestOutputProfile|ICCBased|Metadata)"
    rb"\s*(\[[^\]]*\]|\d+\s+\d+\s+R\b)"
)


@dataclass(slots=True)
class ObjectContents:
    """What the objects of a file hold: text, actions and attachments."""

    strings: list[tuple[str, str]] = field(default_factory=list)
    """Strings as text, each with its key (the last name before it)."""
    packets: list[str] = field(default_factory=list)
    """XMP packets, decoded."""
    active: set[str] = field(default_factory=set)
    """Names of actions other than following a link."""
    attached: set[str] = field(default_factory=set)
    """Names of whatever attaches another file: to pages, annotations or the catalog."""
    unread: list[int] = field(default_factory=list)
    """Numbers of streams that could not be decompressed."""
    pattern_text: bool = False
    """Whether a tiling pattern shows text, which no reader can extract."""


@dataclass(frozen=True, slots=True)
class _Object:
    number: int
    body: bytes
    """The object without its stream."""
    stream: bytes


def read_objects(data: bytes) -> ObjectContents:
    """Return what the objects of a file hold; ``data`` is the whole file, not encrypted."""
    found = ObjectContents()
    kept: dict[int, _Object] = {}
    for outer in _objects(data):
        inner = [outer]
        if _PACKED.search(outer.body):
            inner = list(_unpacked(outer, found))
        for item in inner:
            kept[item.number] = item
            _read_strings(item.body, found)
            if item.stream and (b"/Metadata" in item.body or b"/XML" in item.body):
                _read_packet(item, found)
            elif item.stream and b"/DCTDecode" in item.body:
                # Only what follows the first scan marker of a JPEG is picture data.
                head = item.stream.partition(b"\xff\xda")[0]
                found.strings.append(("a photograph", decode_text(head)))
            elif item.stream and not _NO_WORDS.search(item.body):
                _read_literals(_inflate(item) or b"", found)
    _read_idle_streams(kept, found)
    found.pattern_text = any(
        b"/PatternType 1" in item.body and _shows_text(item, kept) for item in kept.values()
    )
    return found


def _objects(data: bytes) -> Iterator[_Object]:
    at = 0
    while header := _OBJECT.search(data, at):
        end = _STREAM.search(data, header.end())
        stop = end.start() if end else len(data)
        body, stream = data[header.end() : stop + 2], b""
        at = end.end() if end else len(data)
        if end and end[0].startswith(b">>"):
            length = _LENGTH.search(body)
            close = at + int(length[1]) if length else at
            if not (length and _END.match(data, close)):
                tail = _END.search(data, at)
                close = tail.start() if tail else len(data)
            stream, at = data[at:close], close
        yield _Object(int(header[1]), body, stream)


def _unpacked(item: _Object, found: ObjectContents) -> Iterator[_Object]:
    """Yield the objects of an object stream: a table of numbers and offsets comes before them."""
    content, first = _inflate(item), _FIRST.search(item.body)
    if content is None or not first:
        found.unread.append(item.number)
        return
    start = int(first[1])
    table = [int(number) for number in re.findall(rb"\d+", content[:start])]
    placed = sorted(zip(table[1::2], table[::2], strict=False))
    offsets = [*(offset for offset, _ in placed), len(content) - start]
    # Read what precedes the first object too, so that nothing in the file goes unread.
    yield _Object(item.number, content[: start + offsets[0]], b"")
    for (low, number), high in zip(placed, offsets[1:], strict=True):
        yield _Object(number, content[start + low : start + high], b"")


def _inflate(item: _Object) -> bytes | None:
    """Return a stream's content, or None if its compression is not supported."""
    if b"/Filter" not in item.body:
        return item.stream
    if b"/FlateDecode" not in item.body or b"/Predictor" in item.body:
        return None
    try:
        return zlib.decompressobj().decompress(item.stream, _MAX_INFLATED)
    except zlib.error:
        return None


def _read_packet(item: _Object, found: ObjectContents) -> None:
    unpacked = _inflate(item)
    if unpacked is None:
        found.unread.append(item.number)
        return
    for mark, encoding in ((b"\xfe\xff", "utf-16"), (b"\xff\xfe", "utf-16")):
        if unpacked.startswith(mark):
            found.packets.append(unpacked.decode(encoding, errors="replace"))
            return
    found.packets.append(unpacked.decode("utf-8", errors="replace"))


def _read_idle_streams(kept: dict[int, _Object], found: ObjectContents) -> None:
    """Read streams that no page uses as text: attached files, or leftovers."""
    used = {
        int(number)
        for item in kept.values()
        for reference in _USED.findall(item.body)
        for number in _REFERENCE.findall(reference)
    }
    for item in kept.values():
        if not item.stream or item.number in used or _DRAWING.search(item.body):
            continue
        content = _inflate(item)
        if content is None:
            found.unread.append(item.number)
            continue
        if _is_encoding(content):
            continue
        found.strings.append(("stream", decode_text(content)))
        found.strings.append(("stream", content.decode("utf-16", errors="ignore")))


def _is_encoding(content: bytes) -> bool:
    """Return whether a stream is an encoding as our writer writes it, which says nothing."""
    try:
        read_encoding(content)
    except ValueError:
        return False
    return True


def _read_literals(content: bytes, found: ObjectContents) -> None:
    """Read literal strings of a drawing, whether or not any page draws it.

    Our engine writes glyph numbers in hexadecimal strings instead, and these are in the pages'
    text.
    """
    for start in re.finditer(rb"(?<!\\)\(", content):
        raw, _ = _literal(content, start.end())
        found.strings.append(("a drawing", decode_text(raw)))


def _read_strings(body: bytes, found: ObjectContents) -> None:
    key, at = "", 0
    while token := _TOKEN.search(body, at):
        at, text = token.end(), token[0]
        if text.startswith(b"/"):
            key = text[1:].decode("latin-1")
            if text in _ACTIVE:
                found.active.add(key)
            if text in _ATTACHING:
                found.attached.add(key)
        elif text == b"(":
            raw, at = _literal(body, at)
            found.strings.append((key, decode_text(raw)))
        elif text != b"<<":
            found.strings.append((key, decode_text(string_bytes(text))))


def _literal(body: bytes, start: int) -> tuple[bytes, int]:
    """Return the literal string that begins at ``start``, unescaped, and where it ends."""
    depth, end = 1, len(body)
    for bracket in _BRACKET.finditer(body, start):
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
        if not depth:
            end = bracket.start()
            break
    return unescaped(body[start:end]), end + 1


def _shows_text(item: _Object, known: dict[int, _Object]) -> bool:
    """Return whether a pattern, or a form it draws, shows text, or cannot be decompressed."""
    seen: set[int] = set()
    waiting = [item]
    while waiting:
        drawn = waiting.pop()
        seen.add(drawn.number)
        content = _inflate(drawn)
        if content is None or _SHOWS_TEXT.search(content):
            return True
        resources = _resources(drawn, known)
        for name in _DRAWS.findall(content):
            for number in re.findall(re.escape(name) + rb"\s+(\d+)\s+\d+\s+R\b", resources):
                form = known.get(int(number))
                if form and form.number not in seen and b"/Form" in form.body:
                    waiting.append(form)
    return False


def _resources(item: _Object, known: dict[int, _Object]) -> bytes:
    """Return the dictionary of a stream joined with those it refers to, two levels deep."""
    bodies = [item.body]
    for _ in range(2):
        numbers = map(int, _REFERENCE.findall(b" ".join(bodies)))
        bodies = [item.body, *(known[n].body for n in set(numbers) if n in known)]
    return b" ".join(bodies)
