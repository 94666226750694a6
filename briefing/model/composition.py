"""An edition composed: fragments of HTML, and all that binding and proof must know of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.placeholders import pictures_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.document import (
        ContentsEntry,
        Document,
        DocumentInfo,
        GlossaryEntry,
        TitleBlock,
    )
    from briefing.model.edition import Edition
    from briefing.model.imposition import Imposition
    from briefing.model.paper import Paper


@dataclass(frozen=True, slots=True)
class Asset:
    """A file a fragment needs, with its bytes: nothing is read while typesetting."""

    url: str
    """As the HTML or the style sheet asks for it, for example ``http://briefing.invalid/content/figures/x.svg``."""
    data: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of the edition that starts on a new page: the unit of layout and of storing."""

    name: str
    """For people and findings: ``cover``, ``contents``, ``mandate``."""
    html: str = field(repr=False)
    """A whole HTML document; links to other fragments are ``urn:briefing:ID``."""
    sections: tuple[str, ...] = ()
    """Paths of the section files in it."""
    front: bool = False
    """Front matter: folios i, ii, … instead of 1, 2, …"""
    tagged: bool = True
    """Furniture is not: it is laid over the pages as artifacts."""
    pages: int = 0
    """Pages it must take: 1 for a slide, one for each sheet of cards or furniture; 0 for text."""
    furniture_params: tuple[Mapping[str, object], ...] = ()
    """Per-page template variables for the furniture of its first pages: a cover, a masthead, the
    slides on the page."""
    sheet: str = ""
    """Name of its style sheet, if it is not the theme's own: that of large print."""
    piece: str = ""
    """What is asked of a piece with rows of long tables: ``sample`` for the widths of their
    columns alone, ``cut`` for the pages before the last on which a row begins, ``rest`` for all
    its pages. Empty for a fragment that is whole."""

    def shows(self, path: str) -> bool:
        """Return whether it shows a picture; a mention of the path in its text does not count."""
        return path in pictures_in(self.html)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its level from 1, its title and the id of the element it leads to."""

    level: int
    title: str
    anchor: str
    boxed: bool = False
    """Of a box: left out where a theme does not print its title, as the proof says."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What an edition leaves in its file besides what its reader is told, for the proof to know."""

    printed: tuple[str, ...]
    """What only layouts print, of their own: headings of lists, the lines of a cover."""
    names: frozenset[str]
    """Ids, which become names of destinations, and the languages of its parts."""
    addresses: frozenset[str]
    """Of links."""
    mixed: Mapping[str, tuple[str, ...]]
    """Of texts that a layout has put words of its own into, what the document says in them."""
    lines: Mapping[str, str]
    """Where in the content a block stands, as file and line, by its words."""
    charts: tuple[str, ...] = ()
    """The words of each drawn chart."""
    spoken: frozenset[str] = frozenset()
    """What is heard of raised marks, instead of what is printed."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A document laid out: everything but the place of things on pages."""

    document: Document = field(repr=False)
    info: DocumentInfo
    """What binding writes into the file."""
    fragments: tuple[Fragment, ...]
    """In order; contents and furniture are composed later, when pages are known."""
    outline: tuple[OutlineEntry, ...]
    blocks: tuple[str, ...] = field(repr=False)
    """Every text that layouts print, in their order: blocks of the document and words of the
    layouts' own, without contents list and furniture."""
    traces: Traces = field(repr=False)
    """What of it is in the file for programs, and what its layouts print of their own."""
    paper: Paper
    pages: tuple[int, int]
    """Fewest and most pages it may have."""
    verso_shift: float = 0
    """How far the type area is to the left on the backs of sheets, in pt: margins are mirrored."""
    blank: Fragment | None = None
    """A blank page, if chapters begin on right-hand pages."""
    contents: tuple[ContentsEntry, ...] = ()
    """Empty where there is no contents list."""
    glossary: tuple[GlossaryEntry, ...] = ()
    """Stands below the contents list; empty where there is none."""
    furniture: str = "furniture"
    """The layout of what repeats around its pages."""
    repeated: tuple[str, ...] = ()
    """Texts that layouts print once more, not to be heard: topics of cards on their backs."""
    folios: bool = True
    """Whether its pages are numbered; cards are, one by one, and their sheets are not."""
    impositions: tuple[Imposition, ...] = ()
    """How fragments stand on sheets; none where each has pages of its own."""
    floats: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Of texts in figures that may float, by their numbers in `blocks`: how many texts behind the
    figure may be read before it."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    """Of slides and cards, by their id, the number of the first block and of the first after it."""

    @property
    def edition(self) -> Edition:
        """The edition that it is of."""
        return self.document.edition

    @property
    def opens_with_marking(self) -> bool:
        """Whether its own text begins with the marking, as that of a cover."""
        return self.blocks[:1] == (self.head.marking,)

    @property
    def head(self) -> TitleBlock:
        """What the edition says of itself."""
        return self.document.head
