"""Photographs for tests, and pictures as a briefing keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from briefing.files.pictures import print_picture
from briefing.files.stored_pictures import kept_picture
from briefing.files.workspace import Workspace
from briefing.model.pictures import StoredPicture
from support.dots import saved

if TYPE_CHECKING:
    from pathlib import Path


def photo(seed: int = 0, side: int = 240) -> bytes:
    """A photograph: many colours, other for each seed."""
    spread = Image.effect_mandelbrot((side, side), (-2 + seed / 10, -1.2, 1, 1.2), 90)
    return saved(spread.convert("RGB"), "JPEG")


def stored(folder: Path, data: bytes, name: str = "a.jpg") -> StoredPicture:
    """A picture in a file, as a briefing keeps it."""
    (folder / name).write_bytes(data)
    picture = kept_picture(Workspace(folder, "shown"), name, data, print_picture(data, name).data)
    assert isinstance(picture, StoredPicture)
    return picture
