"""Placeholders for drawings: pictures of the same size, whose pixels say which drawing is meant.

Most of the time that a page with a map takes is spent on the map, which is the same for all
readers, whatever is written around it. So drawings are typeset once, by themselves, and the text
with placeholders, which binding replaces. Print shops do the same with pictures too large to be
sent along: an OPI proxy (Open Prepress Interface).
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
"""A placeholder is one row of so many pixels, of three bytes each."""
OURS = b"\xb4\x1e\xf1"
"""The first pixel of every placeholder."""
_HEAD = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", WIDTH, 1)
_PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*? src="([^"]*)"')
_ADDRESS = f"data:image/png;base64,{b64encode(_HEAD).decode()}"


def fingerprint_pixels(path: str) -> bytes:
    """Return the pixels of the placeholder for the drawing at ``path``, from left to right."""
    return OURS + sha256(path.encode()).digest()[: 3 * WIDTH - len(OURS)]


@lru_cache(maxsize=256)
def pictures_in(html: str) -> frozenset[str]:
    """Return the URLs of the pictures in a fragment's HTML, in which text has no tags."""
    return frozenset(map(unescape, _PICTURE.findall(html)))


@lru_cache(maxsize=256)
def stand_in(path: str, width: float, height: float) -> bytes:
    """Return an SVG picture of a size in CSS px, filled with the pixels for ``path``."""
    shown = b64encode(_png(fingerprint_pixels(path))).decode()
    x, y = f"{width:f}", f"{height:f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x}px" height="{y}px" '
        f'viewBox="0 0 {x} {y}"><image width="{x}" height="{y}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{shown}"/></svg>'
    ).encode()


def row_at(address: str) -> bytes | None:
    """Return the PNG inside a placeholder from its data URL; None for any other URL."""
    if not address.startswith(_ADDRESS):
        return None
    return b64decode(address.partition(",")[2])


def _png(colours: bytes) -> bytes:
    """Return pixels as a PNG of one row (ISO/IEC 15948): 8 bits a channel, not filtered."""
    head = _HEAD[12:] + bytes((8, 2, 0, 0, 0))
    ended = (head, b"IDAT" + zlib.compress(b"\0" + colours), b"IEND")
    return _HEAD[:8] + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in ended
    )
