"""Pictures made of dots, with something in their files that nobody is shown."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

SECRET = b"zebrafish"
"""A word that no picture shows."""
GREY = Image.radial_gradient("L").resize((40, 30))


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """A picture's file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photograph(*, turned: int = 1, words: str = "", **options: Any) -> bytes:
    """A small photograph with remarks in its file."""
    exif = Image.Exif()
    exif[0x010E] = words
    exif[0x0112] = turned
    picture = GREY.convert("RGB")
    return saved(picture, "JPEG", exif=exif, comment=words.encode(), **options)
