"""What the build is measured against beside the plain script, and what all of that has in common.

Each is given our text in the form it reads. That is made beforehand and not counted, so a peer has
nothing to read, select, number or compose: only to print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from briefing.files.stored_pictures import read_picture
from briefing.model.pictures import StoredPicture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from measure import Run

    from briefing.build.pipeline import ComposedEdition
    from briefing.files.themes import Theme


class Peer(Protocol):
    """Another program that prints the same text."""

    name: str
    """What its rows are called."""

    def missing(self) -> str:
        """What is not installed, and what installs it; nothing when all is there."""

    def prepare(self, place: Path, texts: Mapping[str, ComposedEdition], theme: Theme) -> None:
        """Writes editions into a folder, each under its name, in the form that it reads."""

    def make(self, place: Path, names: Sequence[str]) -> Run:
        """Makes ``NAME.pdf`` of each; raises Failed."""


def put_fonts(folder: Path, theme: Theme) -> None:
    """Writes the theme's fonts."""
    folder.mkdir(parents=True, exist_ok=True)
    for font in theme.fonts:
        (folder / font.url.rpartition("/")[2]).write_bytes(font.data)


def put_pictures(place: Path, texts: Iterable[ComposedEdition]) -> None:
    """Writes the pictures of some editions where their text refers to them."""
    for text in texts:
        for name, data in text.briefing.images.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            held = read_picture(data) if isinstance(data, StoredPicture) else data
            (place / name).write_bytes(held)
