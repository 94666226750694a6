"""Where tasks get raster pictures from: files and the cache, or the bytes that were sent along."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.cache.cache import Cache
from briefing.files.stored_pictures import read_picture
from briefing.prove.stored_pictures import with_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from briefing.model.pictures import StoredPicture
    from briefing.model.proof import Expectation


@dataclass(frozen=True, slots=True)
class PictureShelf:
    """Gives a task the pictures that it needs, one at a time."""

    cache_folder: Path | None = None
    """Keeps pictures that were scaled down; None if nothing is kept."""
    read_only: bool = False
    """Whether nothing is added to the cache."""
    sent: Mapping[str, bytes] | None = field(default=None, repr=False)
    """Pictures by their keys, for a task on another machine, which has neither files nor cache."""

    @property
    def is_far(self) -> bool:
        """Whether the task runs on another machine."""
        return self.sent is not None

    def read(self, picture: StoredPicture) -> bytes:
        """Return a picture as it is printed.

        Raises:
            ContentError: Its file is not the one that was checked.
        """
        if self.sent is not None:
            return self.sent[picture.key]
        if self.cache_folder is None:
            return read_picture(picture)
        return Cache(self.cache_folder, self.read_only).picture(picture)

    def packed(self, pictures: Iterable[StoredPicture]) -> PictureShelf:
        """Return a shelf with the bytes of ``pictures``, to be sent to another machine."""
        return PictureShelf(sent={picture.key: self.read(picture) for picture in pictures})

    def known(self, expectation: Expectation) -> Expectation:
        """Return an expectation with the hashes of the pictures whose bytes are on disk."""
        return with_stored(expectation, self.read)
