"""Parses a file in the one form that our writer produces: every byte is accounted for.

Whatever a PDF reader would skip is refused: comments, bytes before, between and after objects, a
second section, an object that is not in the cross-reference table, a value spelled differently than
the writer spells it. So there can be nothing in a file that is not one of its objects.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from operator import lt
from typing import TYPE_CHECKING, TypeAlias

from briefing.model.standards import standard_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.standards import Standard

Value: TypeAlias = "bytes | list[Value] | dict[bytes, Value] | Stream"
"""Names with their slash, numbers, strings, references and keywords are bytes, as written."""
Places = dict[int, tuple[int, int, int]]
"""Where objects are, as rows of the cross-reference table."""

_HEAD = re.compile(rb"%PDF-(\d\.\d)\n%\xbf\xf7\xa2\xfe\n")
_OPENING = re.compile(rb"([1-9]\d*) 0 obj\n(<< [^\n]+ >>)\nstream\n")
_CLOSING = b"\nendstream\nendobj\n"
_TOKEN = re.compile(
    rb"<<|>>|\[|\]|/(?:[A-Za-z0-9_.+\-]|#[0-9a-f]{2})*"
    rb"|[1-9]\d* 0 R|-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)|true|false|null"
    rb"|\((?:[ -'*-\[\]-~\xa0-\xff]++|\\(?:[nrtbf()\\]|[0-7]{3}))*+\)"
    rb"|<(?:[0-9a-f]{4})*+(?:[0-9a-f]{2})?>"
)
_ID = re.compile(rb" /ID \[<([0-9a-f]{32})><([0-9a-f]{32})>\]")
_WIDTHS = re.compile(rb"\[ 1 (\d) ([1-9]) \]")
_PACKED = b"<< /Type /ObjStm /Length "
_TABLE = b"<< /Type /XRef /Length "
_BRACKETS = frozenset((b"<<", b">>", b"[", b"]"))
_OPENING_BRACKETS = frozenset((b"<<", b"["))
_DEEPEST = 32
_MOST = 1 << 28
"""Maximum size of a decompressed stream in bytes."""


class ForeignFormError(Exception):
    """The file is not in the form our writer produces; the message says where it differs."""


@dataclass(slots=True)
class Stream:
    """A stream: its dictionary, its raw bytes and, once asked for, its decompressed content."""

    keys: dict[bytes, Value]
    raw: bytes = field(repr=False)
    _content: bytes | None = field(default=None, repr=False)

    def content(self) -> bytes:
        """Return the decompressed content.

        Raises:
            ValueError: The stream is damaged, followed by other bytes, or compressed otherwise.
        """
        if self._content is None:
            packing = self.keys.get(b"/Filter")
            if packing is None:
                self._content = self.raw
            elif packing == b"/FlateDecode":
                self._content = inflated(self.raw)
            else:
                raise ValueError("is compressed in a way our writer does not use")
        return self._content


@dataclass(slots=True)
class Body:
    """The objects of a file by their numbers, and its trailer."""

    standard: Standard
    """What it was made to, by its first line."""
    objects: dict[int, Value]
    trailer: dict[bytes, Value]

    def keys(self, value: Value | None) -> dict[bytes, Value]:
        """Return the dictionary that ``value`` is or refers to, or that of a stream; else {}."""
        if isinstance(value, bytes):
            value = self.objects.get(number_of(value))
        if isinstance(value, Stream):
            return value.keys
        return value if isinstance(value, dict) else {}

    def stream(self, number: int) -> Stream:
        """Return object ``number``, which the grammar has found to be a stream."""
        value = self.objects[number]
        assert isinstance(value, Stream)
        return value


def number_of(reference: Value | None) -> int:
    """Return the number of the object that ``reference`` refers to; 0 if it is no reference."""
    is_one = isinstance(reference, bytes) and reference.endswith(b" R")
    return int(reference[:-4]) if is_one else 0  # type: ignore[index,arg-type]


def inflated(data: bytes) -> bytes:
    """Return ``data`` decompressed by zlib.

    Raises:
        ValueError: It is damaged, truncated or followed by other bytes.
    """
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(data, _MOST)
    except zlib.error:
        raise ValueError("cannot be decompressed") from None
    if not unpacker.eof:
        raise ValueError("is truncated")
    if unpacker.unused_data:
        raise ValueError(f"has {len(unpacker.unused_data)} bytes after its end")
    return content


def parse_file(data: bytes) -> Body:
    """Return all objects of a file.

    Raises:
        ForeignFormError: It is not in the form our writer produces.
    """
    head = _HEAD.match(data)
    standard = standard_of(head[1].decode()) if head else None
    if head is None or standard is None:
        raise ForeignFormError("it does not begin like our files")
    body = Body(standard, {}, {})
    places: Places = {0: (0, 0, 0)}
    at = head.end()
    while not body.trailer:
        opening = _OPENING.match(data, at)
        if opening is None:
            raise ForeignFormError(f"no object begins at byte {at}")
        number, written = int(opening[1]), opening[2]
        if number != len(places):
            raise ForeignFormError(
                f"object {number} is at byte {at}, where object {len(places)} belongs"
            )
        places[number] = (1, at, 0)
        keys = _dictionary(written, number)
        start = opening.end()
        end = start + _length(keys, number)
        if not data.startswith(_CLOSING, end):
            raise ForeignFormError(f"object {number} does not have the length it states")
        stream = Stream(keys, data[start:end])
        if written.startswith(_PACKED):
            _unpack(number, stream, body, places)
        elif written.startswith(_TABLE):
            _check_table(stream, places, number)
            body.trailer = keys
        else:
            body.objects[number] = stream
        at, place = end + len(_CLOSING), at
    if data[at:] != b"startxref\n%d\n%%%%EOF\n" % place:
        raise ForeignFormError(f"bytes follow the last object at byte {at}")
    return body


def _length(keys: dict[bytes, Value], number: int) -> int:
    length = keys.get(b"/Length")
    if not isinstance(length, bytes) or not length.isdigit():
        raise ForeignFormError(f"object {number} states no length")
    return int(length)


def _dictionary(written: bytes, number: int) -> dict[bytes, Value]:
    """Return the dictionary of a stream.

    It differs from other dictionaries: the writer leaves no space in the file's ID, and puts length
    and filter after the other keys.
    """
    found = parsed(_ID.sub(rb" /ID [ <\1> <\2> ]", written), number, in_order=False)
    if not isinstance(found, dict):
        raise ForeignFormError(f"object {number} is not a stream")
    if not written.startswith((_PACKED, _TABLE)):
        keys = [*found]
        if keys[-1] == b"/Filter":
            keys.pop()
        if keys[-1:] == [b"/Length"]:
            keys.pop()
        if keys != sorted(keys):
            raise ForeignFormError(f"the keys of object {number} are not in our writer's order")
    return found


def _unpack(
    number: int, stream: Stream, body: Body, places: dict[int, tuple[int, int, int]]
) -> None:
    """Unpack an object stream: a table, then one line for each object."""
    try:
        content = stream.content()
    except ValueError as error:
        raise ForeignFormError(f"object {number} {error}") from None
    if [*stream.keys] != [b"/Type", b"/Length", b"/Filter", b"/N", b"/First"]:
        raise ForeignFormError(f"object stream {number} has unexpected keys")
    first, count = stream.keys[b"/First"], stream.keys[b"/N"]
    at = int(first) if isinstance(first, bytes) and first.isdigit() else 0
    lines = content[at:].split(b"\n")
    table, place = [], 0
    for index, line in enumerate(lines[:-1]):
        inner = number + 1 + index
        table.append(b"%d %d" % (inner, place))
        place += len(line) + 1
        places[inner] = (2, number, index)
        body.objects[inner] = parsed(line, inner)
    written = b" ".join(table) + b"\n"
    if lines[-1] or count != b"%d" % len(table) or content[:at] != written:
        raise ForeignFormError(f"object stream {number} has bytes that belong to no object")


def _check_table(stream: Stream, places: Places, number: int) -> None:
    """Check that the cross-reference table lists each object where it is, and nothing else."""
    wide = _WIDTHS.fullmatch(written(stream.keys.get(b"/W", b"null")))
    if wide is None:
        raise ForeignFormError(f"the cross-reference table, object {number}, has other columns")
    second, third = int(wide[1]), int(wide[2])
    width = 1 + second + third
    rows = b"".join(
        b"%c" % kind + where.to_bytes(second, "big") + index.to_bytes(third, "big")
        for kind, where, index in places.values()
    )
    before = bytes(width) + rows
    changed = bytes((a - b) & 0xFF for a, b in zip(rows, before, strict=False))
    filtered = b"".join(b"\2" + changed[n : n + width] for n in range(0, len(rows), width))
    try:
        if stream.content() != filtered:
            raise ForeignFormError("the cross-reference table does not match the objects")
    except ValueError as error:
        raise ForeignFormError(f"the cross-reference table {error}") from None


def parsed(line: bytes, number: int, *, in_order: bool = True) -> Value:
    """Parse a value in the writer's spelling.

    Args:
        line: The value.
        number: The number of its object, for messages.
        in_order: Whether the keys of dictionaries must be in order.

    Raises:
        ForeignFormError: It is spelled differently.
    """
    tokens = _TOKEN.findall(line)
    if b" ".join(tokens) != line:
        raise ForeignFormError(f"object {number} is not spelled as our writer spells it")
    inside = tokens[1:-1]
    if _BRACKETS.isdisjoint(inside):  # most objects have nothing nested
        if tokens[:1] == [b"<<"] and tokens[-1] == b">>":
            return _pairs(inside, number, in_order=in_order)
        if tokens[:1] == [b"["] and tokens[-1] == b"]":
            return inside
    above: list[tuple[list[Value], bool]] = []
    held: list[Value] = []
    for token in tokens:
        if token in _BRACKETS:
            if token in _OPENING_BRACKETS:
                if len(above) == _DEEPEST:
                    raise ForeignFormError(f"object {number} is nested too deeply")
                above.append((held, token == b"<<"))
                held = []
                continue
            if not above or above[-1][1] != (token == b">>"):
                raise ForeignFormError(f"object {number} has an unmatched bracket")
            inner: Value = held if token == b"]" else _pairs(held, number, in_order=in_order)
            held = above.pop()[0]
            held.append(inner)
        else:
            held.append(token)
    if above or len(held) != 1:
        raise ForeignFormError(f"object {number} is not one value")
    return held[0]


def _pairs(held: list[Value], number: int, *, in_order: bool) -> dict[bytes, Value]:
    """Return a dictionary, whose keys must be names, each once and in order."""
    keys: list[bytes] = held[::2]  # type: ignore[assignment]  # checked below
    try:
        found = dict(zip(keys, held[1::2], strict=True))
        if len(found) < len(keys) or (in_order and not all(map(lt, keys, keys[1:]))):
            raise ForeignFormError(f"the keys of object {number} are not in our writer's order")
        least, greatest = min(keys, default=b"/"), max(keys, default=b"/")
    except (TypeError, ValueError):
        raise ForeignFormError(f"object {number} has a value without a key") from None
    if least < b"/" or greatest >= b"0":  # all begin with a slash
        raise ForeignFormError(f"object {number} has a value without a key")
    return found


def written(value: Value) -> bytes:
    """Return ``value`` in the writer's spelling."""
    return b" ".join(_tokens(value))


def _tokens(value: Value) -> Iterator[bytes]:
    if isinstance(value, list):
        yield b"["
        for inner in value:
            yield from _tokens(inner)
        yield b"]"
    elif isinstance(value, dict):
        yield b"<<"
        for key, inner in value.items():
            yield key
            yield from _tokens(inner)
        yield b">>"
    elif isinstance(value, bytes):
        yield value
