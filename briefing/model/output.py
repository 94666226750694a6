"""An edition on paper: typeset fragments with the facts of their pages, and the bound PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.element_places import ElementPath
    from briefing.model.findings import Finding


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of a typeset page."""

    width: float
    """Trim width in pt."""
    height: float
    """Trim height in pt."""
    anchors: frozenset[str] = frozenset()
    """Ids of the elements that start on it."""
    blocks: tuple[tuple[str, float], ...] = ()
    """Height in pt that would be free without each block, by ``data-block``, from top to bottom;
    by the place of its element (`briefing.model.element_places`) where the page is kept alone."""
    used: float = 0.0
    """Height of the type area in use, in pt."""
    column: float = 0.0
    """Height of the type area, in pt."""
    leading: float = 0.0
    """Line height of running text, in pt."""

    @property
    def fill(self) -> float:
        """Share of the type area's height in use, 0 to 1."""
        return self.used / self.column if self.column else 0.0


@dataclass(frozen=True, slots=True)
class UsedFont:
    """A font of a page's PDF that the engine took from a font file of the theme."""

    tag: str
    """The six letters before its name in the PDF."""
    url: str
    """The font file, as the style sheet asks for it."""
    axes: tuple[tuple[str, float], ...] = ()
    """Where a variable font stands on its axes."""


ColumnWidth = tuple[float, float]
"""What the cells of a column need in px: the width of the longest word, and of the longest line."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """What is known of the long tables of a piece, once it is laid out."""

    columns: tuple[tuple[ColumnWidth, ...], ...] = ()
    """What the columns of each need."""
    classes: tuple[tuple[str, str], ...] = ()
    """The classes of each, and of the element around it, in which it is as wide as its place."""
    needs_whole: bool = False
    """Whether one of them can only be set whole: it is turned, or its words had to be broken."""
    next_row: tuple[int, int] | None = None
    """With which row of which table the next piece begins, both from 0 in this piece; None if all
    of it is printed."""
    on_pages: tuple[int, ...] = ()
    """Rows on each page, of whichever table."""


@dataclass(frozen=True, slots=True)
class TypesetPage:
    """A page on paper, whatever fragment it is in: nothing here depends on what is before it."""

    pdf: bytes = field(repr=False)
    """With no other page in it. Of the theme's fonts it has only the names (`fonts`)."""
    facts: PageFacts
    """With blocks by their places to its base."""
    fonts: tuple[UsedFont, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePdf:
    """The PDF of a page in its fragment, as binding takes it."""

    content: bytes = field(repr=False)
    fonts: tuple[UsedFont, ...] = ()
    base: ElementPath = ()
    """The element that it begins with, to which its tag notes have their places."""
    piece: int = 0
    """Which piece it is of, from 0, where a fragment is typeset in several: each has paths of its
    own."""


@dataclass(frozen=True, slots=True)
class TypesetFragment:
    """A fragment on paper: its pages, each a small tagged PDF, and plain facts about them."""

    name: str
    pages: tuple[PageFacts, ...]
    pdfs: tuple[PagePdf, ...] = ()
    """One for each page."""
    findings: tuple[Finding, ...] = ()
    front: bool = False
    rows: TableRows | None = None
    """Of a piece."""
    taken: int = field(default=0, compare=False)
    """Pages that were not laid out, as they were known."""


@dataclass(frozen=True, slots=True)
class BoundPdf:
    """A bound PDF, not yet on disk, and hashes of its drawings as they were typeset."""

    pdf: bytes = field(repr=False)
    pages: int
    drawings: tuple[str, ...] = ()
