"""Question cards with everything in them resolved; each stands alone once it is cut off."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.citations.csl_processor import processor
from briefing.compose.acronyms import Acronyms
from briefing.compose.citations import Citations
from briefing.compose.expected_text import block_words, inline_words
from briefing.compose.hidden_text import addresses, beside, names
from briefing.compose.numbering import Numbering, counted_anchors
from briefing.compose.resolver import Resolver
from briefing.compose.slides.citation_stripping import Quieted
from briefing.model.content import Node, Section
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Severity
from briefing.model.release_levels import levels_of
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

    Inline = tuple[Node | str, ...]

PARTS = ("line", "pressed", "background")
"""Of an answer, in the order in which they stand on a card."""
_MOST_WORDS = {"line": 60, "pressed": 40}
"""What can be said without being read off: 26 and 17 seconds at 140 words a minute."""
_CODES = {"line": "B601", "pressed": "B602"}
_APART = frozenset({"box-title", "topic", "owner", "source"})


@dataclass(frozen=True, slots=True)
class Part:
    """What is said, what is said if pressed, or what is not for use."""

    kind: str
    blocks: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A question and its answer, resolved."""

    anchor: str
    place: Location
    number: int
    total: int
    topic: Inline
    question: Inline
    parts: tuple[Part, ...]
    source: Inline
    """Who was cited, and when; empty when nobody is."""
    notes: tuple[Inline, ...]
    """Its footnotes: a card is too small to send its reader about on it."""
    short_forms: str
    """Those used on it, spelled out: what is said aloud is not the place for it."""
    owner: Inline
    alternatives: tuple[str, ...] = field(repr=False)
    """What is in the file besides its text: alternative texts, words of pictures."""
    names: frozenset[str] = field(repr=False)
    """Its ids, and the languages it has words in."""
    addresses: frozenset[str] = field(repr=False)
    """Of its links."""

    @property
    def plain_question(self) -> str:
        """The question for bookmarks."""
        return "".join(map(inline_words, self.question))

    @property
    def count(self) -> str:
        """As printed: ``3 / 20``."""
        return f"{self.number} / {self.total}"

    @property
    def head_words(self) -> str:
        """Its number and topic, which stand on both sides."""
        return f"{self.count} {''.join(map(inline_words, self.topic))}"

    def answer_words(self, labels: Mapping[str, str]) -> Iterator[str]:
        """Its answer, block by block as printed."""
        for part in self.parts:
            yield labels[part.kind]
            yield from block_words(part.blocks, labels)

    def foot_words(self, labels: Mapping[str, str]) -> Iterator[str]:
        """What stands under its answer."""
        if self.source:
            yield f"{labels['source']} {''.join(map(inline_words, self.source))}"
        yield from ("".join(map(inline_words, note)) for note in self.notes)
        yield from [self.short_forms] if self.short_forms else []
        yield f"{labels['owner']}: {''.join(map(inline_words, self.owner))}"


@dataclass(frozen=True, slots=True)
class Cards:
    """The question cards of an edition, and the sources they name."""

    cards: tuple[Card, ...]
    cited: frozenset[str]
    levels: frozenset[str]
    """Release levels of what is printed."""


def resolve_cards(briefing: Briefing, selection: Selection, theme: Theme) -> Cards:
    """All cards of a selection in reading order.

    Raises ContentError when one refers to something the edition does not hold.
    """
    return _Asked(briefing, selection, theme).cards()


def long_answers(cards: Iterable[Card], labels: Mapping[str, str]) -> Iterator[Finding]:
    """Lines to take and what is said if pressed, where they are longer than can be said."""
    for card in cards:
        for part in card.parts:
            most = _MOST_WORDS.get(part.kind)
            words = sum(len(text.split()) for text in block_words(part.blocks, labels))
            if most is not None and words > most:
                yield Finding(
                    replace(card.place, line=part.blocks[0].line or card.place.line),
                    _CODES[part.kind],
                    f"“{labels[part.kind]}” of “{card.plain_question}” has {words} words, "
                    f"{words - most} more than {most}",
                    "say one thing, and leave the rest to “/// pressed” or “/// background”",
                    Severity.WARNING,
                )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A card before its facts and sources are filled in."""

    section: Section
    node: Node

    def inline(self, kind: str) -> Inline:
        """Its question, topic or owner."""
        return next((n.children for n in self.node.nodes if n.kind == kind), ())

    def part(self, kind: str) -> tuple[Node, ...]:
        """The blocks of one part of its answer."""
        return tuple(_part(self.node.nodes, kind))


class _Asked:
    """Resolves the cards of one edition."""

    def __init__(self, briefing: Briefing, selection: Selection, theme: Theme) -> None:
        self.briefing = briefing
        self.language = selection.edition.language
        self.labels: Mapping[str, str] = theme.labels_for(self.language)
        self.sources = Citations(briefing.sources, processor(briefing.style, self.language))
        self.drafts = tuple(
            _Draft(section, node)
            for section in selection.sections
            for block in section.blocks
            for node in block.walk()
            if node.kind == "qa"
        )
        self.anchors = counted_anchors("q", ((d.section, d.node) for d in self.drafts))
        self.numbering = Numbering()
        shown = {n.get("id") for draft in self.drafts for n in draft.node.walk()}
        self.ids = frozenset({*self.anchors, *shown} - {""})
        self.findings: list[Finding] = []

    def cards(self) -> Cards:
        """All of them."""
        found = tuple(map(self._card, self.drafts, self.anchors, range(1, len(self.drafts) + 1)))
        if self.findings:
            raise ContentError(self.findings)
        return Cards(found, frozenset(self.sources.locators), frozenset(self._levels()))

    def _levels(self) -> Iterator[str]:
        for draft in self.drafts:
            titled = draft.inline("topic")  # else the title of its section stands on the card
            yield from levels_of((draft.node, *(() if titled else (draft.section.title,))))

    def _card(self, draft: _Draft, anchor: str, number: int) -> Card:
        resolver = self._resolver()
        lines = tuple(n for n in draft.node.nodes if n.kind in _APART - {"box-title"})
        parts = tuple(Node(kind, (), draft.part(kind)) for kind in PARTS)
        resolved = resolver.section(
            Section(
                id=anchor,
                path=draft.section.path,
                title=Node("title", (), draft.inline("box-title"), (), draft.node.line),
                titles_for=(),
                blocks=(*parts, *lines),
            )
        )
        self.findings += resolver.findings
        quieted, images = Quieted(), self.briefing.images
        said = tuple(
            Part(node.kind, blocks)
            for node in resolved.blocks
            if node.kind in PARTS and (blocks := quieted.blocks(node.nodes))
        )
        named = {n.kind: quieted.all(n.children) for n in quieted.blocks(resolved.blocks)}
        question = quieted.all(resolved.title.children)
        notes = tuple(quieted.all(note.content) for note in resolver.footnotes)
        source = quieted.line(self.sources)  # once all that is cited was met
        answer = [block for part in said for block in part.blocks]
        held = [*answer, *question, *source, *(n for note in notes for n in note)]
        held += [n for line in named.values() for n in line]
        return Card(
            anchor=anchor,
            place=draft.section.place(draft.node.line),
            number=number,
            total=len(self.drafts),
            topic=named.get("topic") or (self._section_title(draft.section),),
            question=question,
            parts=said,
            notes=notes,
            source=source,
            short_forms=_spelled(resolver.acronyms),
            owner=named.get("owner") or (self.briefing.settings.owner,),
            alternatives=tuple(beside(answer, images)),
            names=frozenset((anchor, *names(held))),
            addresses=frozenset(addresses(held)),
        )

    def _resolver(self) -> Resolver:
        """One for each card: on every one facts are cited and short forms spelled out anew."""
        return Resolver(
            self.briefing.facts,
            self.language,
            self.labels,
            self.numbering,
            self.sources,
            Acronyms(self.briefing.acronyms, explained=set(self.briefing.acronyms)),
            self.ids,
        )

    def _section_title(self, section: Section) -> str:
        return plain_title(section.title, self.briefing.facts, self.language)


def _part(nodes: Iterable[Node], kind: str) -> Iterator[Node]:
    """The blocks of a part, out of the groups that hold several; what has no mark is the line."""
    for node in nodes:
        if node.kind == "group":
            yield from _part(node.nodes, kind)
        elif node.kind in PARTS:
            yield from node.nodes if node.kind == kind else ()
        elif kind == "line" and node.kind not in _APART:
            yield node


def _spelled(acronyms: Acronyms) -> str:
    """The short forms of a card with the full ones: ``KSF: Kosovo Security Force.``, and so on."""
    return " ".join(f"{name}: {form.full}." for name, form in acronyms.glossary())
