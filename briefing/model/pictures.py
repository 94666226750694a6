"""Pictures of a briefing: drawings by their bytes, raster pictures by what is known of their files.

A briefing may have hundreds of photographs. So their bytes stay on disk: who needs those of one
reads them (`briefing.files.stored_pictures`), and they must be those that were checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

LARGEST_SIDE = 0xFFFF
"""Most pixels of a side of a stored picture: JPEG has no more (ITU-T T.81, B.2.2)."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A raster picture as it is printed, whose bytes are on disk."""

    folder: str = field(repr=False, compare=False)
    """Where the briefing lies on this machine."""
    shown_as: str = field(repr=False, compare=False)
    """The same as people say it, for a finding."""
    name: str
    """The path of its file in the folder."""
    digest: str
    """SHA-256 of the file."""
    width: int
    """In pixels, as it is printed."""
    height: int
    kind: str
    """The format in which it is printed or scaled down: ``png`` or ``jpeg``."""
    is_one_bit: bool = False
    """Whether it is black and white and nothing between."""
    is_scaled: bool = False
    """Whether it has fewer pixels than its file."""
    crop: tuple[int, int, int, int] | None = None
    """What it shows of its file, in pixels of that: left, top, right and bottom. All of it, if
    None; what is cut off is in no PDF."""

    @property
    def key(self) -> str:
        """The hash of what it shows: of its file and its size in pixels."""
        parts = (self.digest, str(self.width), str(self.height), *map(str, self.crop or ()))
        return sha256("\0".join(parts).encode()).hexdigest()


Picture = bytes | StoredPicture
"""A drawing (SVG), or pixels that were made while building, by their bytes; or a file."""
