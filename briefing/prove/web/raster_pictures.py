"""Raster pictures of a web page, taken out of it before it is parsed.

Photographs make up nearly all of a page, hundreds of MB of Base64. Parsed as text, they would be in
memory several times over. So each is decoded and hashed by itself, and the page is parsed with
short addresses in their place.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_RASTER = re.compile(rb'(?<=<img src=")data:image/(?:png|jpeg);base64,([A-Za-z0-9+/]++={0,2})(?=")')
_SHORT = b"taken-out:"
"""What the short addresses begin with. No page has it: one that had would be parsed as it is."""


def without_rasters(page: bytes) -> tuple[bytes, Mapping[str, str]]:
    """Return a page with short addresses of its raster pictures, and the hash (SHA-256) of each
    picture by its short address.

    A picture that is not encoded as our writer encodes stays in the page.
    """
    found: dict[str, str] = {}
    if _SHORT in page:
        return page, found
    parts: list[bytes] = []
    end = 0
    for match in _RASTER.finditer(page):
        digest = _digest(match[1])
        if digest:
            short = _SHORT + digest.encode()
            found[short.decode()] = digest
            parts += (page[end : match.start()], short)
            end = match.end()
    return b"".join((*parts, page[end:])) if parts else page, found


def _digest(encoded: bytes) -> str:
    """Return the hash of what is encoded; empty where it could be written another way."""
    try:
        data = b64decode(encoded, validate=True)
    except binascii.Error:
        return ""
    return sha256(data).hexdigest() if b64encode(data) == encoded else ""
