"""The body of a document that is made of question cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.node_text import TextBlock, inline_text, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Node
    from briefing.model.findings import Location

    Inline = tuple[Node | str, ...]


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """What is said, what is said if pressed, or what is not for use."""

    kind: str
    """``line``, ``pressed`` or ``background``."""
    blocks: tuple[Node, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A question and its answer; it stands alone once it is cut off."""

    anchor: str
    location: Location
    number: int
    total: int
    topic: Inline
    question: Inline
    parts: tuple[AnswerPart, ...]
    source: Inline
    """Who is cited, and when; empty when nobody is."""
    notes: tuple[Inline, ...]
    """Its footnotes: a card is too small to send its reader about on it."""
    acronyms: str
    """Those used on it, spelled out: what is said aloud is not the place for it."""
    owner: Inline

    @property
    def plain_question(self) -> str:
        """The question as text."""
        return inline_text(self.question)

    @property
    def count(self) -> str:
        """As printed: ``3 / 20``."""
        return f"{self.number} / {self.total}"

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield its text, without count and fixed words."""
        yield TextBlock(inline_text(self.topic))
        yield TextBlock(self.plain_question, self.location)
        for part in self.parts:
            yield from self.blocks_of(part)
        for line in (self.source, *self.notes, (self.acronyms,), self.owner):
            if any(line):
                yield TextBlock(inline_text(line))

    def blocks_of(self, part: AnswerPart) -> Iterator[TextBlock]:
        """Yield the text of one part of its answer."""
        return text_blocks(part.blocks, self.location.path, self.location.line)

    def content(self) -> Iterator[Node | str]:
        """Yield its nodes and texts."""
        yield from (*self.topic, *self.question)
        for part in self.parts:
            yield from part.blocks
        for line in (self.source, *self.notes, self.owner):
            yield from line


@dataclass(frozen=True, slots=True)
class CardBody:
    """An edition made of question cards."""

    cards: tuple[Card, ...]

    titled = False
    """Whether it shows the title of the briefing."""

    def text_blocks(self) -> Iterator[TextBlock]:
        """Yield the text of all cards."""
        for card in self.cards:
            yield from card.text_blocks()

    def content(self) -> Iterator[Node | str]:
        """Yield the nodes and texts of all cards."""
        for card in self.cards:
            yield from card.content()

    def anchors(self) -> Iterator[str]:
        """Yield the ids of all cards."""
        yield from (card.anchor for card in self.cards)
