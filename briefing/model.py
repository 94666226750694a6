"""The values that flow from stage to stage; all frozen, so a stage can only hand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.findings import Finding, Location
from briefing.standins import pictures_in

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from briefing.csljson import Source
    from briefing.geometry import Paper
    from briefing.imposition import Imposition
    from briefing.settings import Acronym, Fact, Settings
    from briefing.traces import Traces


# ── conditions ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    """A list of names as written in a condition: any of ``include``, none of ``exclude``."""

    include: frozenset[str] = frozenset()
    """Empty means every name."""
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """Who may see a block: the four conditions (AND between them) and its priority."""

    audience: Choice = Choice()
    format: Choice = Choice()
    lengths: frozenset[str] | None = None
    """Names of the tiers that have the block; ``None`` means all of them."""
    release: str | None = None
    """Release level; ``None`` means that of the parent."""
    priority: int | None = None
    """1 is the last to go when a page budget forces a cut; ``None`` means that of the parent."""


EVERYONE = Condition()


# ── content ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Node:
    """An element of content: HTML's name for it where there is one, ours otherwise."""

    kind: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node | str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    """All of them must let a reader through."""
    line: int = 0
    """First line in the section file, from 1; 0 when it has none."""
    level: str = field(default="", compare=False)
    """Release level it was selected at; empty before."""

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return next((value for key, value in self.attributes if key == name), default)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Its children without the words between them."""
        return tuple(child for child in self.children if isinstance(child, Node))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.nodes:
            yield from child.walk()

    def text(self) -> str:
        """All words below this node."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


@dataclass(frozen=True, slots=True)
class Section:
    """One Markdown file."""

    id: str
    path: str
    """As people say it, from the working folder."""
    title: Node
    """Inline content of kind ``title``."""
    titles_for: tuple[tuple[str, Node], ...]
    """Other titles, by audience."""
    blocks: tuple[Node, ...]
    conditions: tuple[Condition, ...] = ()
    breaks: bool = False
    """Starts a new page in lengths that have a cover."""
    numbered: bool = True
    slide: bool = True
    """Whether a slide is made of it when it declares none."""
    remarks: tuple[Node, ...] = ()
    """What co-authors say to one another in it; no edition may hold it."""

    @property
    def opens(self) -> bool:
        """Whether it holds the key messages: it stands first and has no heading."""
        return any(node.kind == "key-messages" for block in self.blocks for node in block.walk())

    def place(self, line: int = 0) -> Location:
        """A line of this section's file."""
        return Location(self.path, line)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart declared in the text, its data in it: all that drawing needs but the theme."""

    key: str
    """Hash of the spec; its node names it."""
    spec: str = field(repr=False)
    """Vega-Lite as JSON, without an address in it."""
    fits: bool
    """One view, whose width can be fitted to its place."""
    words: tuple[str, ...] = field(repr=False)
    """All that stands in spec and data, for the proof of editions that must not have it."""
    readings: tuple[tuple[tuple[str, ...], ...], ...] = field(repr=False)
    """Rows of each table behind it, for the alternative text: cells such as ``number 50000``."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart, and what the drawing program had to say."""

    svg: bytes = field(repr=False)
    """Empty when it could not be drawn."""
    remarks: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """How sources are printed: a style in CSL 1.0.2, as text."""

    name: str
    path: str
    """As people say it, for a finding."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Briefing:
    """A whole folder, read and checked; no stage after ``load`` touches the disk for content."""

    name: str
    folder: str
    """As people say it, for example ``content/kfor``."""
    settings: Settings
    sections: tuple[Section, ...]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    acronyms: Mapping[str, Acronym]
    images: Mapping[str, bytes]
    """Pictures by their path in the folder."""
    style: CitationStyle
    charts: Mapping[str, Chart] = field(default_factory=dict)
    """Charts by their key."""
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    """Lines of the YAML files' values: by file, then by key with dots, ``lengths.short.pages``."""

    def place(self, file: str, key: str = "") -> Location:
        """Where a value of a YAML file stands, for a finding."""
        lines = self.lines.get(file, {})
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return Location(f"{self.folder}/{file}", lines.get(key, 0))


@dataclass(frozen=True, slots=True)
class Setup:
    """How slides, handouts and cards stand on their paper; packs have no choice of it."""

    shape: str = "16:9"
    """Of slides: ``16:9`` or ``4:3``."""
    per_page: str = "3"
    """Of a handout: slides a page, ``notes`` or ``outline``."""
    order: str = "horizontal"
    """In which slides follow one another on a handout's page: in rows, or in columns."""
    card: str = "a6"
    """``a6``: four cards a sheet; ``a5``: two."""
    duplex: str = ""
    """The edge the printer turns the sheet about, ``long`` or ``short``; empty: one side only."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What one PDF is: audience × length × format × language × paper, of one briefing."""

    briefing: str
    audience: str
    length: str
    format: str
    language: str
    paper: str
    file_name: str
    """For the person who receives it: ``kfor-press-short-pack.pdf``."""
    setup: Setup = Setup()

    def __str__(self) -> str:
        return self.file_name.removesuffix(".pdf")


@dataclass(frozen=True, slots=True)
class Selection:
    """What one edition may hold; the stages after it never see anything else."""

    edition: Edition
    sections: tuple[Section, ...]
    level: str
    """The highest release level among what was selected: the edition is marked with it."""


# ── typesetting ───────────────────────────────────────────────────────────────────────────


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
class PageFacts:
    """What is known of a typeset page."""

    width: float
    """Trim width in pt."""
    height: float
    """Trim height in pt."""
    anchors: frozenset[str] = frozenset()
    """Ids of the elements that start on it."""
    blocks: tuple[tuple[str, int], ...] = ()
    """Lines of text on it by ``data-block`` key, in reading order."""
    lines: int = 0
    """Lines of text in the main column."""
    fill: float = 0.0
    """Share of the type area's height in use, 0 to 1."""
    room: int = 0
    """Lines of text that would still go on it."""
    most: int = 0
    """Lines of text that a page of this kind takes."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A fragment on paper: a small tagged PDF and plain facts about it."""

    name: str
    pdf: bytes = field(repr=False)
    pages: tuple[PageFacts, ...]
    findings: tuple[Finding, ...] = ()
    front: bool = False


@dataclass(frozen=True, slots=True)
class Head:
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
class Composition:
    """An edition as text and layout: everything but the place of things on pages."""

    edition: Edition
    head: Head
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


# ── binding ───────────────────────────────────────────────────────────────────────────────


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
class Pack:
    """A bound PDF, not yet on disk, and hashes of its drawings as they were typeset."""

    pdf: bytes = field(repr=False)
    pages: int
    drawings: tuple[str, ...] = ()
