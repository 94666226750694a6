"""The tags of a file that is there to be read, or why it cannot be read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location
from briefing.prove.extract.extracted import UnreadableFileError
from briefing.prove.extract.tag_reader import read_tags

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.prove.extract.tag_reader import TagTree


def tags_of(path: Path, file: bytes) -> TagTree:
    """Return the tags of a file.

    Args:
        path: Where it lies, for findings.
        file: Its bytes.

    Raises:
        ContentError: It cannot be read, or has no tags.
    """
    place = Location(str(path))
    try:
        tree = read_tags(file)
    except UnreadableFileError as error:
        message = f"the PDF cannot be read: {error}"
        raise ContentError([Finding(place, "P101", message, "build it again")]) from None
    if not tree.root.kids:
        hint = "screen readers guess what to say of it; build it with briefing, which tags it"
        raise ContentError([Finding(place, "P130", "the file is not tagged", hint)])
    return tree
