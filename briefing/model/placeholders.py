"""Stand-ins for drawings: pictures of the same size that show nothing but which one they stand for.

Most of what a page with a map takes is the map, and it is the same for all readers, whatever is
written around it. So drawings are typeset by themselves, and text with stand-ins, which binding
takes out again. Printers have long done so with pictures too large to be sent along (Open Prepress
Interface).
"""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256
from html import unescape

WIDTH = 8
"""A stand-in is one row of so many dots, of three bytes each."""
OURS = b"\xb4\x1e\xf1"
"""The first of them in all."""
_HEAD = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", WIDTH, 1)
_PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*? src="([^"]*)"')
_ADDRESS = f"data:image/png;base64,{b64encode(_HEAD).decode()}"


def fingerprint_pixels(path: str) -> bytes:
    """What the stand-in of a picture shows, from left to right."""
    return OURS + sha256(path.encode()).digest()[: 3 * WIDTH - len(OURS)]


@lru_cache(maxsize=256)
def pictures_in(html: str) -> frozenset[str]:
    """The addresses of the pictures in a fragment's HTML, where a text has no tags in it."""
    return frozenset(map(unescape, _PICTURE.findall(html)))


@lru_cache(maxsize=256)
def stand_in(path: str, width: float, height: float) -> bytes:
    """An SVG picture of a size in CSS px, filled with the dots for a path."""
    shown = b64encode(_png(fingerprint_pixels(path))).decode()
    x, y = f"{width:f}", f"{height:f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x}px" height="{y}px" '
        f'viewBox="0 0 {x} {y}"><image width="{x}" height="{y}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{shown}"/></svg>'
    ).encode()


def row_at(address: str) -> bytes | None:
    """The picture inside a stand-in by its address; None for any other address."""
    if not address.startswith(_ADDRESS):
        return None
    return b64decode(address.partition(",")[2])


def _png(colours: bytes) -> bytes:
    """A row of dots (ISO/IEC 15948): eight bits a colour, neither filtered nor interlaced."""
    head = _HEAD[12:] + bytes((8, 2, 0, 0, 0))
    ended = (head, b"IDAT" + zlib.compress(b"\0" + colours), b"IEND")
    return _HEAD[:8] + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in ended
    )
