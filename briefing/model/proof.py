"""What the proof of a PDF compares it with, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.pictures import StoredPicture
    from briefing.model.standards import Standard


@dataclass(frozen=True, slots=True)
class Written:
    """What the program writes into a file besides its text, place by place."""

    strings: tuple[tuple[str, str], ...] = ()
    """Keys of dictionaries with their whole values: producer, dates, output intent."""
    packet: str = ""
    """The XMP packet."""
    standard: Standard | None = None
    """What the file is made to; None for anything."""
    names: tuple[str, ...] = ()
    """Ids that are destinations, and language tags: their words are found in names."""
    numbered: tuple[str, ...] = ()
    """Prefixes of the ids that binding gives; numbers follow."""
    addresses: tuple[str, ...] = ()
    """Where links lead."""
    descriptions: tuple[str, ...] = ()
    """How links are described, with ``{}`` for the title or the page they lead to."""
    spoken: tuple[str, ...] = ()
    """What is heard instead of raised marks: ``[1, 3–5]``."""
    links: tuple[str, ...] = ()
    """The other names of links, each whole."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a file of one edition may be made of, besides what the grammar says of all files."""

    families: tuple[str, ...]
    """Typefaces of the theme."""
    pictures: tuple[str, ...] = ()
    """Hashes of the pixels of the pictures in this edition."""
    drawings: tuple[str, ...] | None = None
    """Hashes of its drawings as they were typeset; None if nothing was typeset."""
    stored: tuple[StoredPicture, ...] = ()
    """Pictures whose hashes are still to be added to the others: their bytes are on disk."""


@dataclass(frozen=True, slots=True)
class WebMeans:
    """What the web page of one edition is made of besides its text, value by value."""

    title: str
    language: str
    """BCP 47 tag."""
    stylesheet: str = field(repr=False)
    metas: tuple[tuple[tuple[str, str], ...], ...]
    """The attributes of each ``meta`` element, in order."""
    dates: tuple[str, ...]
    """Dates as programs read them (ISO 8601)."""
    addresses: frozenset[str]
    """Where links lead."""
    pictures: tuple[str, ...]
    """Hashes (SHA-256) of its pictures."""
    families: frozenset[str] = frozenset()
    """Typefaces of the theme, which drawings name."""
    stored: tuple[StoredPicture, ...] = ()
    """Pictures whose hashes are still to be added: their bytes are on disk."""


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """What is known of the pages of an edition before they are measured."""

    area: tuple[float, float, float, float] | None
    """Left, bottom, right and top of the type area, in pt from the lower left corner; None where
    everything has a place of its own, as on slides and cards."""
    ends: frozenset[int] = frozenset()
    """Numbers of the pages, from 1, that may end early: a new part starts on the next, or they are
    a cover or a list of contents."""
    figure: str = ""
    """What stands before the number of a figure."""
    smallest_pt: float = 0.0
    """Smallest text that there may be, pictures aside; 0 where the theme alone decides."""
    head: Location | None = None
    """Where what repeats around the pages can be changed."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one edition must hold and must not."""

    shown: tuple[str, ...]
    """Every text as it is to print, in the order of the layouts: one string for each paragraph,
    heading, list item, table cell and caption, and for each line that a layout says of its own."""
    alternatives: tuple[str, ...] = ()
    """Selected words outside the text layer: alternative texts, title, author, bookmarks."""
    furniture: tuple[str, ...] = ()
    """All that stands around the text of a page: running heads, markings, dates. It may stand in
    artifacts, nowhere else."""
    withheld: tuple[str, ...] = ()
    """Text of every block this edition must not hold, with its titles, captions, alternative
    texts, addresses and names of figures."""
    pages: tuple[int, int] | None = None
    """Fewest and most pages, where they are known."""
    folios: tuple[str, ...] = ()
    """Page numbers as printed, in their order; a file may hold as many of them as it has pages."""
    markings: tuple[str, ...] = ()
    """Each stands at the head and at the foot of every page."""
    means: Means | None = None
    """If None, only what the file says is proven, and not what it is made of."""
    printed: tuple[tuple[str, int], ...] = ()
    """Texts that only layouts say, of their own: headings of lists, lines of a cover; and how often
    each may stand besides its places in ``shown``."""
    mixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of shown texts that a layout has put words of its own into, what the document says in them:
    ``Source: NATO`` says ``NATO``."""
    entries: tuple[str, ...] = ()
    """Lines of the contents list, each of which a page number follows."""
    written: Written = Written()
    origins: Mapping[str, str] = field(default_factory=dict)
    """File and line of withheld texts, by their words."""
    lines: Mapping[str, str] = field(default_factory=dict)
    """File and line of shown blocks, by their words."""
    charts: tuple[str, ...] = ()
    """The words of each drawn chart."""
    tall: tuple[str, ...] = ()
    """File and line of tables with a row that is higher than a page."""
    paper: PaperPlan | None = None
    """If None, the pages are not measured."""
    web: WebMeans | None = None
    """If given, the file is a web page, and not a PDF."""
    floats: Mapping[int, int] = field(default_factory=dict)
    """Numbers of the texts of ``shown`` that are in a figure which may float, and past how many
    texts behind it: it goes to the next page, and they go on before it."""
    aloud: frozenset[int] = frozenset()
    """Numbers of the texts of ``shown`` that stand around the text of a page, and are read aloud in
    this place."""
    handling: tuple[str, str] = ("", "")
    """The marking and what it means: they are read before all else, and are the rights of the file.
    Nothing is asked for if the marking is empty."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict: what was read, and every fault that was found."""

    pages: int
    words: int
    """Words in the text of the pages, furniture left aside."""
    findings: tuple[Finding, ...] = ()
    extract: bytes = field(default=b"", repr=False)
    """All that was read from the file, for `prove_again`."""

    @property
    def passed(self) -> bool:
        """Whether the PDF may be handed out."""
        return not errors(self.findings)
