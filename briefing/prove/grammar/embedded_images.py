"""Embedded pictures: their streams hold what is needed to show them, and nothing else.

A JPEG has only segments that draw (ITU-T T.81, annex B), without gaps, up to the end of the image:
no application data but how colours are coded, no comments, no thumbnails. Any other picture has
exactly the bytes of its rows, and rows of exactly its width.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.prove.grammar.file_syntax import Stream, Value

_CHANNELS = {b"/DeviceGray": 1, b"/DeviceRGB": 3, b"/DeviceCMYK": 4}
_TABLES = frozenset((0xDB, 0xC4, 0xDD))  # quantisation, Huffman, restart interval
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SCAN, _END = 0xDA, 0xD9
_IN_SCAN = re.compile(rb"(?:[^\xff]++|\xff[\x00\xd0-\xd7])*+")
"""Coded data, in which every FF is followed by a zero or is a restart marker."""
_JFIF, _ADOBE = b"JFIF\0", b"Adobe"


def check_jpeg(data: bytes) -> None:
    """Raise ValueError if a JPEG holds more than its picture."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("is not a JPEG picture")
    at, framed = 2, False
    while True:
        if len(data) < at + 2 or data[at] != 0xFF:
            raise ValueError("has bytes between its segments")
        kind = data[at + 1]
        if kind == _END:
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body, at = data[at + 4 : at + 2 + length], at + 2 + length
        framed |= kind in _FRAMES
        if length < 2 or len(data) < at or not _draws(kind, body):
            raise ValueError(f"has a segment that draws nothing (FF{kind:02X})")
        if kind == _SCAN:
            scan = _IN_SCAN.match(data, at)
            assert scan is not None
            at = scan.end()
    if not framed:
        raise ValueError("shows nothing")
    if at + 2 != len(data):
        raise ValueError(f"has {len(data) - at - 2} bytes after its end")


def _draws(kind: int, body: bytes) -> bool:
    if kind == 0xE0:
        return body.startswith(_JFIF) and len(body) == 14 and body[12:14] == b"\0\0"
    if kind == 0xEE:
        return body.startswith(_ADOBE) and len(body) == 12
    return kind in _TABLES or kind in _FRAMES or kind == _SCAN


def check_rows(stream: Stream) -> None:
    """Raise ValueError if a picture that is not a JPEG has more or longer rows than it shows."""
    keys = stream.keys
    width, height = _number(keys, b"/Width"), _number(keys, b"/Height")
    channels = _CHANNELS.get(keys.get(b"/ColorSpace"), 0)  # type: ignore[arg-type]
    packing = keys.get(b"/DecodeParms")
    if not isinstance(packing, dict) or b"/Decode" in keys:
        raise ValueError("is compressed in a way our writer does not use")
    colours = _number(packing, b"/Colors") if b"/Colors" in packing else 1
    if _number(packing, b"/Columns") != width or colours != channels:
        raise ValueError("has rows of a different width than it shows")
    content, row = stream.content(), 1 + width * channels
    if not {*content[::row]} <= {*range(5)}:
        raise ValueError("has rows with an unknown filter")
    if len(content) != row * height:
        raise ValueError(f"has {len(content)} bytes, but its rows have {row * height}")


def _number(keys: Mapping[bytes, Value], name: bytes) -> int:
    value = keys.get(name)
    return int(value) if isinstance(value, bytes) and value.isdigit() else 0


def as_png(stream: Stream) -> bytes:
    """Return a picture that is not a JPEG as a PNG file (ISO/IEC 15948).

    Its rows are compressed in the same way (ISO 32000-1, 7.4.4.4).
    """
    width, height = _number(stream.keys, b"/Width"), _number(stream.keys, b"/Height")
    kind = 2 if stream.keys.get(b"/ColorSpace") == b"/DeviceRGB" else 0
    head = struct.pack(">4sIIBBBBB", b"IHDR", width, height, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (head, b"IDAT" + stream.raw, b"IEND")
    )
