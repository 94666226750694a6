"""Proxies of raster pictures: files of a few bytes that a page engine takes for the pictures.

A proxy is a JPEG of the picture's size in pixels, without any: a head with width and height, and a
comment that says which picture is meant. The engine puts a JPEG into its PDF as it is, so binding
finds the proxies there and puts the pictures in their place. A fragment that shows a hundred
photographs is laid out without one of them in memory. Print shops call it OPI (Open Prepress
Interface).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.pictures import StoredPicture

_KEY_LETTERS = 64
_COMMENT = b"a picture of a briefing: "
_START = b"\xff\xd8" + struct.pack(">BBH", 0xFF, 0xFE, 2 + len(_COMMENT) + _KEY_LETTERS) + _COMMENT
_COLOURS = b"".join(bytes((number, 0x11, 0)) for number in (1, 2, 3))
_SCAN = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\0\0\x3f\0" + b"\xff\xd9"


def proxy_of(picture: StoredPicture) -> bytes:
    """Return the proxy of a picture: a JPEG (ITU-T T.81, B.2) of its size, without pixels."""
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 17, 8, picture.height, picture.width, 3)
    return _START + picture.key.encode() + frame + _COLOURS + _SCAN


def key_in(image: bytes) -> str:
    """Return the key of the picture that a proxy stands for; empty for what is no proxy."""
    if not image.startswith(_START):
        return ""
    return image[len(_START) : len(_START) + _KEY_LETTERS].decode("ascii", "replace")
