"""The extract of a finished file, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.extract.object_reader import ObjectContents


class UnreadableFileError(Exception):
    """The file cannot be opened, is truncated, or is locked; the message says which."""


Box = tuple[float, float, float, float]
"""Left, bottom, right and top in pt, from the lower left corner of a page."""


@dataclass(frozen=True, slots=True)
class TextObject:
    """The characters that one PDF text object shows on a page."""

    chars: tuple[int, ...]
    """Positions in the page's text."""
    path: tuple[int, ...] = ()
    """Child numbers from the root of the structure tree to here; empty if outside it."""
    artifact: bool = False
    label: bool = False
    """Whether it is the number or bullet of a list item or note (``Lbl``)."""
    height: float = 0.5
    """Where it begins, as a share of the page's height: 0 at the bottom, 1 at the top."""
    box: Box = (0.0, 0.0, 0.0, 0.0)
    """Where its letters are."""
    standing: bool = False
    """Whether it is of a form that is an artifact: furniture, laid over the page."""
    heading: bool = False
    """Whether it is in a heading (``H1`` to ``H6``)."""
    table: int = 0
    """How many numbers of its path lead to the table that it is in; 0 if it is in none."""
    expansion: str = ""
    """What is heard instead of it, if it is an abbreviation (``E``)."""
    size: float = 0.0
    """Size of its letters on the page, in pt."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or drawing on a page that belongs to the content."""

    box: Box
    path: tuple[int, ...] = ()
    """As that of a text object."""


@dataclass(frozen=True, slots=True)
class LinkArea:
    """The rectangle of a link."""

    box: Box
    hit: bool
    """Whether a click on its middle follows this link, and no other."""


@dataclass(frozen=True, slots=True)
class PageText:
    """All characters of a page, hidden ones too, in PDFium's order, by text object."""

    text: str
    text_objects: tuple[TextObject, ...]
    """Text objects in drawing order, also those inside form XObjects."""
    unmapped: int = 0
    """Characters that have no Unicode value."""
    size: tuple[float, float] = (0.0, 0.0)
    """Width and height in pt."""
    pictures: tuple[Picture, ...] = ()
    links: tuple[LinkArea, ...] = ()


@dataclass(frozen=True, slots=True)
class TextLocation:
    """Text that is in the file but not in the text of its pages, and where."""

    name: str
    """The location as a finding names it: "a bookmark", "the alternative text of a Figure on
    page 3"."""
    text: str
    machine_written: bool = False
    """Whether it is written by and for programs, so that bare numbers in it give nothing away."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read from one page, whichever number it has."""

    text: PageText
    locations: tuple[TextLocation, ...] = ()
    """Text on it that is not in the text of the page; names do not say which page it is."""
    addresses: tuple[str, ...] = ()
    """The URI of each link."""

    def locations_on(self, number: int) -> Iterator[TextLocation]:
        """Yield its locations as those of page ``number``, counted from 1."""
        for found in self.locations:
            name = f"{found.name} on page {number}"
            yield TextLocation(name, found.text, machine_written=found.machine_written)

    def addresses_on(self, number: int) -> Iterator[TextLocation]:
        """Yield its addresses as those of page ``number``, counted from 1."""
        for address in self.addresses:
            yield TextLocation(f"a link on page {number}", address)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a file is made of. Each entry is a value and where it is."""

    faults: tuple[tuple[str, str], ...] = ()
    """Code and message for everything without a known purpose."""
    pictures: tuple[tuple[str, str], ...] = ()
    """Hashes of the pixels of pictures."""
    drawings: tuple[tuple[str, str], ...] = ()
    """Hashes of the drawings that replaced placeholders."""
    typefaces: tuple[tuple[str, str], ...] = ()
    """Names of typefaces."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything a proof needs to know of a finished file."""

    pages: tuple[PageText, ...]
    locations: tuple[TextLocation, ...]
    addresses: tuple[TextLocation, ...]
    """The URI of every link."""
    object_contents: ObjectContents
    inventory: Inventory
    version: str
    """The version of PDF that its first line names: ``1.7``."""
    title: str
    language: str
    tagged: bool
    encrypted: bool
    attachments: tuple[str, ...]
    revisions: int
    """Number of revisions in the file; 1 if it has no incremental updates."""
    paged: bool = True
    """Whether it has pages of paper; a web page is one, of any length."""
