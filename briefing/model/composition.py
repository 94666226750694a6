"""An edition composed: fragments of HTML, and all that binding and proof must know of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.placeholders import pictures_in

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from briefing.model.edition import Edition
    from briefing.model.findings import Finding
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
    faces: tuple[Mapping[str, object], ...] = ()
    """What furniture has to know of its first pages: a cover, a masthead, the slides on it."""

    def shows(self, path: str) -> bool:
        """Whether a picture is in it; that it is named in the text does not count."""
        return path in pictures_in(self.html)


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What an edition says of itself on paper; all of it as printed."""

    title: str
    kind: str
    standfirst: str
    short_title: str
    audience_label: str
    length_label: str
    as_of: str
    owner: str
    contact: str
    marking: str
    marking_note: str


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list, before its page is known."""

    level: int
    number: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A short form that the edition uses."""

    short: str
    full: str
    plain: str
    """What it is, in plain words; may be empty."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its level from 1, its title and the id of the element it leads to."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the PDF says about itself."""

    title: str
    language: str
    """BCP 47 tag, for example ``en-GB``."""
    author: str
    subject: str
    date: datetime.date
    """The as-of date: written as creation and modification date, so that bytes repeat."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What an edition leaves in its file besides what its reader is told, for the proof to know."""

    printed: tuple[str, ...]
    """What layouts print of their own among the text, as often as they do: headings of lists, the
    lines of a cover."""
    names: frozenset[str]
    """Ids, which become names of destinations, and the languages of its parts."""
    addresses: frozenset[str]
    """Of links."""
    lines: Mapping[str, str]
    """Where in the content a block stands, as file and line, by its words."""
    charts: tuple[str, ...] = ()
    """The words of each drawn chart."""


@dataclass(frozen=True, slots=True)
class Composition:
    """An edition as text and layout: everything but the place of things on pages."""

    edition: Edition
    head: TitleBlock
    info: DocumentInfo
    fragments: tuple[Fragment, ...]
    """In order; contents and furniture are composed later, when pages are known."""
    outline: tuple[OutlineEntry, ...]
    contents: tuple[ContentsEntry, ...]
    """Empty in lengths without a contents list."""
    glossary: tuple[GlossaryEntry, ...]
    """Stands below the contents list; empty where the text is followed by it, or has none."""
    blocks: tuple[str, ...] = field(repr=False)
    """The words of every block as printed, in print order, for the proof."""
    cited: frozenset[str]
    """Names of the sources in its list."""
    other_words: tuple[str, ...] = field(repr=False)
    """Words that are in the file but not in its running text: alternative texts, pictures."""
    traces: Traces = field(repr=False)
    """What of it is in the file for programs, and what its layouts print of their own."""
    paper: Paper
    pages: tuple[int, int]
    """Fewest and most pages it may have."""
    furniture: str = "furniture"
    """The layout of what repeats around its pages."""
    folios: bool = True
    """Whether its pages are numbered; cards are, one by one, and their sheets are not."""
    impositions: tuple[Imposition, ...] = ()
    """How fragments stand on sheets; none where each has pages of its own."""
    findings: tuple[Finding, ...] = ()
    """What is remarked on it before anything is typeset."""
