"""A document: one edition resolved, before anything is laid out.

It is numbered and cited, its acronyms are spelled out, its references lead somewhere and its charts
have their places: all that a reader of this edition gets to read, in the order of reading, and
nothing of any other. There is no HTML in it and nothing of a theme but its fixed words, so whatever
becomes of an edition, on paper or elsewhere, is made from this value. It is frozen all through: two
documents of one edition are equal, and may stand in sets.

A document has one of three bodies: text that flows (`TextBody`), slides (`DeckBody`) or question
cards (`CardBody`). Its `text_blocks` are the words that its layouts have to print.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from briefing.model.findings import Location
from briefing.model.node_text import TextBlock, inline_text, text_blocks

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from briefing.model.cards import CardBody
    from briefing.model.content import Node
    from briefing.model.deck import DeckBody
    from briefing.model.edition import Edition
    from briefing.model.findings import Finding

    Inline = tuple[Node | str, ...]

_Body = TypeVar("_Body", "TextBody", "DeckBody", "CardBody")

# ── the edition as a whole ────────────────────────────────────────────────────────────────


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
    file_title: str
    """What a window shows that the file is open in: the title, and which of its PDFs it is."""
    title_place: Location
    """Where the title can be changed."""
    standfirst_place: Location
    short_title_place: Location

    @property
    def handling(self) -> str:
        """The marking and what it means, as one text."""
        return f"{self.marking}. {self.marking_note}" if self.marking_note else self.marking


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a file says about itself."""

    title: str
    language: str
    """BCP 47 tag, for example ``en-GB``."""
    author: str
    subject: str
    date: datetime.date
    """The as-of date: written as creation and modification date, so that bytes repeat."""
    rights: str = ""
    """The marking and what it means."""
    terms: str = ""
    """What the marking means."""


@dataclass(frozen=True, slots=True)
class Document:
    """One edition resolved."""

    edition: Edition
    head: TitleBlock
    as_of: datetime.date
    body: TextBody | DeckBody | CardBody = field(repr=False)
    cited: frozenset[str]
    """Names of the sources it cites."""
    alternatives: tuple[str, ...] = field(repr=False)
    """Text that is heard or found, and not read: alternative texts, words in pictures."""
    findings: tuple[Finding, ...] = ()
    """Warnings about what it says, such as a script that takes too long."""

    @property
    def info(self) -> DocumentInfo:
        """What its file says about itself."""
        head = self.head
        return DocumentInfo(
            head.file_title,
            self.edition.language,
            head.owner,
            head.standfirst,
            self.as_of,
            head.handling,
            head.marking_note,
        )

    def body_as(self, kind: type[_Body]) -> _Body:
        """Return the body, which its format makes one of ``kind``; raises TypeError if not."""
        if not isinstance(self.body, kind):
            raise TypeError(f"{self.edition}: no {kind.__name__}")
        return self.body

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield every block of its text in reading order, without what layouts say of their own."""
        if self.body.titled:
            yield from (TextBlock(text) for text in (self.head.title, self.head.standfirst) if text)
        yield from self.body.text_blocks()

    def nodes(self) -> Iterator[Node]:
        """Yield every node of it, in reading order."""
        for part in self.body.content():
            if not isinstance(part, str):
                yield from part.walk()


# ── text ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TextSection:
    """A section of running text."""

    id: str
    path: str
    """Its file, as people say it."""
    number: str
    """Empty where the edition does not number its sections."""
    title: Inline
    title_line: int
    blocks: tuple[Node, ...] = field(repr=False)
    opens: bool = False
    """Holds the key messages: it stands first, without heading."""

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield its heading, if it has one, and the text below it."""
        if not self.opens:
            heading = f"{self.number} {inline_text(self.title)}".strip()
            yield TextBlock(heading, Location(self.path, self.title_line))
        yield from text_blocks(self.blocks, self.path)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark, the id that the mark links to, and its text."""

    mark: str
    anchor: str
    content: Inline
    places: tuple[str, ...] = ()
    """Ids of its marks in the text, in reading order."""

    def paragraphs(self) -> tuple[Inline, ...]:
        """Return the content of each of its paragraphs."""
        held = tuple(part for part in self.content if not isinstance(part, str))
        if held and len(held) == len(self.content) and all(part.kind == "p" for part in held):
            return tuple(part.children for part in held)
        return (self.content,)

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield the text of its paragraphs, without the mark."""
        yield from (TextBlock(inline_text(paragraph)) for paragraph in self.paragraphs())


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """An entry of the list of sources."""

    number: int
    """As cited, from 1."""
    content: Inline
    places: tuple[str, ...] = ()
    """Ids of its citations, in reading order."""

    def text_block(self) -> TextBlock:
        """Return its text, without the number."""
        return TextBlock(inline_text(self.content))


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """An acronym that the edition uses."""

    short: str
    full: str
    plain: str
    """What it is, in plain words; may be empty."""

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield each of its texts."""
        yield from map(TextBlock, filter(None, (self.short, self.full, self.plain)))


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list, before its page is known."""

    level: int
    """1 for a section or list, 2 for a subsection."""
    number: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The sections between two forced page breaks, with the footnotes made in them."""

    sections: tuple[TextSection, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class TextBody:
    """An edition whose text flows from page to page."""

    chapters: tuple[Chapter, ...]
    headings: tuple[ContentsEntry, ...]
    """Sections and subsections, for the contents list."""
    bookmarks: tuple[ContentsEntry, ...]
    """The same with the titles of boxes, in reading order."""
    glossary: tuple[GlossaryEntry, ...]
    sources: tuple[SourceEntry, ...]
    cover: bool
    """Whether it has a cover, and its chapters begin on new pages."""
    listed: bool
    """Whether it has a contents list."""
    pages: tuple[int, int]
    """Fewest and most pages it may have."""
    two_sided: bool = False
    """Whether it is printed on both sides, with margins that are mirrored."""
    recto: bool = False
    """Whether its chapters begin on right-hand pages."""

    titled = True
    """Whether it shows the title of the briefing."""

    @property
    def sections(self) -> tuple[TextSection, ...]:
        """The sections of all chapters."""
        return tuple(section for chapter in self.chapters for section in chapter.sections)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The footnotes of all chapters."""
        return tuple(note for chapter in self.chapters for note in chapter.notes)

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield all of its text."""
        for section in self.sections:
            yield from section.text_blocks()
        yield from (block for note in self.notes for block in note.text_blocks())
        for entry in self.glossary:
            yield from entry.text_blocks()
        yield from (source.text_block() for source in self.sources)

    def content(self) -> Iterator[Node | str]:
        """Yield its nodes and texts, section by section, then notes and sources."""
        for section in self.sections:
            yield from (*section.title, *section.blocks)
        for note in self.notes:
            yield from note.content
        for source in self.sources:
            yield from source.content

    def anchors(self) -> Iterator[str]:
        """Yield the ids of its sections and notes."""
        yield from (section.id for section in self.sections if not section.opens)
        yield from (note.anchor for note in self.notes)
