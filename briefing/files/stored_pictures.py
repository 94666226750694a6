"""Raster pictures that stay in their files: noted when they are checked, read when needed."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.files.pictures import is_svg, picture_type
from briefing.files.raster import is_one_bit, print_raster, raster_size, scaled_raster
from briefing.files.workspace import Workspace
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location
from briefing.model.pictures import LARGEST_SIDE, StoredPicture

if TYPE_CHECKING:
    from briefing.model.pictures import Picture


def kept_picture(workspace: Workspace, name: str, file: bytes, printed: bytes) -> Picture:
    """Return a picture as a briefing keeps it: a drawing by its bytes, pixels by their file.

    Args:
        workspace: The briefing's folder.
        name: The path of the file in it.
        file: The content of the file.
        printed: The picture in it as it is printed.
    """
    size = None if is_svg(printed) else raster_size(printed)
    if size is None or max(size) > LARGEST_SIDE:
        return printed
    return StoredPicture(
        folder=str(workspace.root),
        shown_as=workspace.shown_as,
        name=name,
        digest=sha256(file).hexdigest(),
        width=size[0],
        height=size[1],
        kind=picture_type(printed).rpartition("/")[2],
        is_one_bit=is_one_bit(printed),
    )


def scaled_down(
    picture: StoredPicture,
    width: int,
    height: int,
    crop: tuple[int, int, int, int] | None = None,
) -> StoredPicture:
    """Return ``picture`` with fewer pixels, which are made when it is read.

    Args:
        picture: The whole picture.
        width: In pixels, afterwards.
        height: The same.
        crop: What is kept of it, in its own pixels: left, top, right and bottom.
    """
    return replace(picture, width=width, height=height, is_scaled=True, crop=crop)


def read_picture(picture: StoredPicture) -> bytes:
    """Return a picture as it is printed, from its file.

    Raises:
        ContentError: The file is not the one that was checked.
    """
    folder = Workspace(Path(picture.folder), picture.shown_as)
    file = folder.read_bytes(picture.name)
    if sha256(file).hexdigest() != picture.digest:
        raise ContentError([_changed(picture)])
    printed = print_raster(file).data
    if not picture.is_scaled:
        return printed
    return scaled_raster(printed, picture.width, picture.height, picture.crop)


def _changed(picture: StoredPicture) -> Finding:
    place = f"{picture.shown_as}/{picture.name}" if picture.shown_as else picture.name
    message = "this picture was changed while it was being built"
    return Finding(Location(place), "B120", message, "build again")
