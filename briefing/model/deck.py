"""The body of a document that is made of slides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.node_text import TextBlock, block_text, inline_text, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Node
    from briefing.model.findings import Location

    Inline = tuple[Node | str, ...]

COVER, AGENDA, BREAK, CLOSING = "cover", "agenda", "break", "closing"
"""Layouts of the slides that no author writes."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a slide with a size of its own, and what stands in it."""

    name: str
    """As the style sheet places it: ``body``, ``figure``, ``left``."""
    blocks: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A line of an agenda slide, and the id of the slide it leads to."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide, written by an author or put around the others by the deck's contract."""

    layout: str
    """``cover``, ``agenda``, ``break``, ``closing`` or the layout of an author's slide."""
    anchor: str
    title: Inline
    location: Location
    minutes: float
    """What is planned for it."""
    section: str = ""
    """Id of its section; empty for what belongs to none."""
    kicker: str = ""
    """The title of its section, above its own."""
    kicker_place: Location | None = None
    """Where that can be changed."""
    made: bool = False
    """Made of the key points of its section, whose title it has."""
    number: str = ""
    """Of the section that it opens; empty for all slides but breaks."""
    entries: tuple[AgendaEntry, ...] = ()
    slots: tuple[Slot, ...] = field(default=(), repr=False)
    source: Inline = ()
    """Who is cited, and when; empty when nobody is."""
    script: tuple[Node, ...] = field(default=(), repr=False)
    """What is said to it; empty where that is not printed."""
    build: bool = False
    """Whether its points are shown one after the other, on as many pages of a deck."""
    level: int = 1
    """Of its bookmark: 2 below a break."""

    @property
    def generated(self) -> bool:
        """Whether no author wrote it."""
        return self.layout in {COVER, AGENDA, BREAK, CLOSING}

    @property
    def plain_title(self) -> str:
        """Its title as text."""
        return inline_text(self.title)

    @property
    def spoken_words(self) -> int:
        """How many words are said to it."""
        return len(block_text(self.script).split())

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield the text on it, then what is said to it.

        The titles of agenda and closing slides are fixed words, and that of a cover is the
        briefing's: they are not among them.
        """
        own = None if self.generated else self.location
        yield from (TextBlock(text, own) for text in (self.kicker, self.number) if text)
        if self.layout not in {COVER, AGENDA, CLOSING}:
            yield TextBlock(self.plain_title, own)
        yield from (TextBlock(entry.title) for entry in self.entries)
        for slot in self.slots:
            yield from self.blocks_of(slot.blocks)
        if self.source:
            yield TextBlock(inline_text(self.source))
        yield from self.blocks_of(self.script)

    def blocks_of(self, nodes: tuple[Node, ...]) -> Iterator[TextBlock]:
        """Yield the text of some of its nodes."""
        return text_blocks(nodes, self.location.path, self.location.line)

    def content(self) -> Iterator[Node | str]:
        """Yield its nodes and texts."""
        yield from self.title
        for slot in self.slots:
            yield from slot.blocks
        yield from (*self.source, *self.script)


@dataclass(frozen=True, slots=True)
class DeckBody:
    """An edition made of slides: shown, handed out or with what is said to them."""

    slides: tuple[Slide, ...]
    spoken: bool
    """Whether what is said is printed with them."""
    slot_minutes: float
    """How long the talk may be."""

    @property
    def titled(self) -> bool:
        """Whether a slide shows the title of the briefing."""
        return any(slide.layout == COVER for slide in self.slides)

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield the text of all slides."""
        for slide in self.slides:
            yield from slide.text_blocks()

    def content(self) -> Iterator[Node | str]:
        """Yield the nodes and texts of all slides."""
        for slide in self.slides:
            yield from slide.content()

    def anchors(self) -> Iterator[str]:
        """Yield the ids of all slides."""
        yield from (slide.anchor for slide in self.slides)
