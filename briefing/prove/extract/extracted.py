"""What a reopened file holds, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.prove.extract.object_reader import ObjectContents


class UnreadableFileError(Exception):
    """The file cannot be opened, is cut short, or is locked; the message says which."""


@dataclass(frozen=True, slots=True)
class TextObject:
    """The characters one text object puts on a page."""

    chars: tuple[int, ...]
    """Places in the page's text."""
    path: tuple[int, ...] = ()
    """Child numbers from the root of the structure tree to here; empty when outside it."""
    artifact: bool = False
    label: bool = False
    """The number or bullet of a list item or note (``Lbl``)."""
    height: float = 0.5
    """Where it begins, as a share of the page's height: 0 at the foot, 1 at the head."""


@dataclass(frozen=True, slots=True)
class PageText:
    """All characters of a page, hidden ones too, in PDFium's order, and where they come from."""

    text: str
    text_objects: tuple[TextObject, ...]
    """Text objects as they are drawn, those inside form XObjects too."""
    unmapped: int = 0
    """Characters that have no Unicode value."""


@dataclass(frozen=True, slots=True)
class TextLocation:
    """Words that are in the file but not in the text of its pages."""

    name: str
    """As a finding says it: "a bookmark", "the alternative text of a Figure on page 3"."""
    text: str
    machine_written: bool = False
    """Written by and for programs: numbers in it count things and say nothing."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a file is made of. Each entry says what it is and where."""

    faults: tuple[tuple[str, str], ...] = ()
    """Code and message of all that has no purpose we know."""
    pictures: tuple[tuple[str, str], ...] = ()
    """Hashes of what pictures show."""
    drawings: tuple[tuple[str, str], ...] = ()
    """Hashes of the drawings that hang in the place of pictures."""
    typefaces: tuple[tuple[str, str], ...] = ()
    """Names of typefaces."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a finished file holds."""

    pages: tuple[PageText, ...]
    locations: tuple[TextLocation, ...]
    addresses: tuple[TextLocation, ...]
    """The URI of every link."""
    object_contents: ObjectContents
    inventory: Inventory
    title: str
    language: str
    tagged: bool
    encrypted: bool
    attachments: tuple[str, ...]
    revisions: int
    """How often the file was saved on top of itself; 1 for a file written in one go."""
