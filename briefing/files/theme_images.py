"""Pictures that a theme brings, in its folder ``images``: for its layouts and its style sheets.

They are read as those of content are: whole, bare of metadata, in colours that can be printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.files.pictures import PICTURES, print_picture
from briefing.files.unusable_picture import UnusablePicture
from briefing.model.errors import ContentError
from briefing.model.findings import Finding

if TYPE_CHECKING:
    from briefing.files.theme_folders import ThemeFolders

_FOLDER = "images"
PREFIX = "theme/"
"""What layouts write before the path of a picture of the theme: ``theme/images/seal.svg``."""
_MOST = 100
_REMOVE = "remove those that it does not use"


def images_of(folders: ThemeFolders) -> dict[str, bytes]:
    """Return the pictures of a theme by their paths in it.

    Raises:
        ContentError: One cannot be printed (B123), or there are too many (B109).
    """
    found: dict[str, bytes] = {}
    for layer in reversed(folders.layers):
        for name in layer.files.names(_FOLDER, ""):
            if not name.lower().endswith(PICTURES):
                continue
            place = layer.files.place(name)
            if len(found) == _MOST:
                message = f"this theme has more than {_MOST} pictures"
                raise ContentError([Finding(place, "B109", message, _REMOVE)])
            try:
                found[name] = print_picture(layer.files.read_bytes(name), name).data
            except UnusablePicture as error:
                message = f"this picture cannot be printed: {error.fault}"
                raise ContentError([Finding(place, "B123", message, error.remedy)]) from error
    return found
