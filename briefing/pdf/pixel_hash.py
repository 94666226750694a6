"""Hashes of what a picture shows: the same for its file and for the image in the PDF."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG"
_INSIDE = re.compile(rb"data:image/[a-z]{3,4};base64,([A-Za-z0-9+/=\s]++)")
"""A raster picture embedded in an SVG picture."""


def pixel_digests_in(data: bytes) -> frozenset[str]:
    """Return the hashes of a raster picture, or of those embedded in an SVG picture."""
    if data.startswith((_JPEG, _PNG)):
        return picture_digests(data)
    inside = [b64decode(b"".join(m[1].split()) + b"==") for m in _INSIDE.finditer(data)]
    return frozenset().union(*map(picture_digests, inside))


@lru_cache(maxsize=256)
def picture_digests(data: bytes) -> frozenset[str]:
    """Return what `raster_digests` does, of pictures that are small and asked for often."""
    return raster_digests(data)


def raster_digests(data: bytes) -> frozenset[str]:
    """Return the hashes of the image streams that a PNG or JPEG picture becomes in the PDF.

    One is of its colours, one of its opacity where it has any. A JPEG goes into the PDF as it is.
    Empty if ``data`` is no such picture.
    """
    if data.startswith(_JPEG):
        return frozenset((jpeg_digest(data),))
    from PIL import Image  # only where an edition shows a picture

    try:
        with Image.open(BytesIO(data)) as picture:
            shown: Image.Image = picture
            if "transparency" in picture.info:
                shown = picture.convert("RGBA")
            elif picture.mode in ("1", "P", "I"):
                shown = picture.convert("RGB")
            if shown.mode not in ("RGBA", "LA"):
                return frozenset((_digest(shown),))
            return frozenset(
                (_digest(shown.convert(shown.mode[:-1])), _digest(shown.getchannel("A")))
            )
    except (OSError, ValueError, SyntaxError):
        return frozenset()


def png_digest(data: bytes) -> str:
    """Return the hash of one stream, given as a PNG; empty if it cannot be decoded."""
    [found] = raster_digests(data) or ("",)
    return found


def jpeg_digest(data: bytes) -> str:
    """Return the hash of the bytes of a JPEG."""
    return sha256(b"JPEG" + data).hexdigest()


def _digest(picture: Image.Image) -> str:
    found = sha256(f"{picture.mode} {picture.size} ".encode())
    found.update(picture.tobytes())
    return found.hexdigest()
