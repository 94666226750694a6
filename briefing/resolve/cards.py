"""Question cards with everything in them resolved; each stands alone once it is cut off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.citations.csl_processor import processor
from briefing.model.blocks import CARD_PARTS
from briefing.model.cards import AnswerPart, Card, CardBody
from briefing.model.content import Node, Section
from briefing.model.document import Document
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Severity
from briefing.model.release_levels import highest, levels_of
from briefing.resolve.acronyms import Acronyms
from briefing.resolve.alt_text import alternatives
from briefing.resolve.citation_stripping import CitationStripper
from briefing.resolve.citations import Citations
from briefing.resolve.expansions import Expansions
from briefing.resolve.numbering import Numbering, counted_anchors
from briefing.resolve.resolver import Resolver
from briefing.resolve.title_block import head_of
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.content import Briefing
    from briefing.model.document import Inline
    from briefing.model.edition import Selection

PARTS = ("line", *CARD_PARTS)
"""Of an answer, in the order in which they stand on a card."""
_MOST_WORDS = {"line": 60, "pressed": 40}
"""What can be said without being read off: 26 and 17 seconds at 140 words a minute."""
_CODES = {"line": "B601", "pressed": "B602"}
_APART = frozenset({"box-title", "topic", "owner", "source"})


def resolve_cards(briefing: Briefing, selection: Selection, labels: Mapping[str, str]) -> Document:
    """Return the question cards of ``selection`` in reading order.

    Raises:
        ContentError: A card refers to something the edition does not hold.
    """
    resolver = _CardResolver(briefing, selection, labels)
    expansions = Expansions(briefing.acronyms)
    cards = tuple(map(expansions.card, resolver.cards()))
    level = highest(frozenset(resolver.levels()), briefing.settings.levels)
    blocks = (block for card in cards for part in card.parts for block in part.blocks)
    return Document(
        edition=selection.edition,
        head=head_of(briefing, replace(selection, level=level), labels),
        as_of=briefing.settings.as_of,
        body=CardBody(cards),
        cited=frozenset(resolver.sources.locators),
        alternatives=(*alternatives(blocks, briefing.images), *expansions.said),
        findings=tuple(_long_answers(cards, labels)),
    )


def _long_answers(cards: Iterable[Card], labels: Mapping[str, str]) -> Iterator[Finding]:
    """Yield parts that are longer than can be said (B601, B602)."""
    for card in cards:
        for part in card.parts:
            most = _MOST_WORDS.get(part.kind)
            words = sum(len(block.text.split()) for block in card.blocks_of(part))
            if most is not None and words > most:
                yield Finding(
                    replace(card.location, line=part.blocks[0].line or card.location.line),
                    _CODES[part.kind],
                    f"“{labels[part.kind]}” of “{card.plain_question}” has {words} words, "
                    f"{words - most} more than {most}",
                    "say one thing, and leave the rest to “/// pressed” or “/// background”",
                    Severity.WARNING,
                )


@dataclass(frozen=True, slots=True)
class _UnresolvedCard:
    """A card before its facts and sources are filled in."""

    section: Section
    node: Node

    def inline(self, kind: str) -> Inline:
        """Return its question, topic or owner."""
        return next((n.children for n in self.node.nodes if n.kind == kind), ())

    def part(self, kind: str) -> tuple[Node, ...]:
        """Return the blocks of one part of its answer."""
        return tuple(_part(self.node.nodes, kind))


class _CardResolver:
    """Resolves the cards of one edition."""

    def __init__(self, briefing: Briefing, selection: Selection, labels: Mapping[str, str]) -> None:
        self.briefing = briefing
        self.language = selection.edition.language
        self.labels = labels
        self.sources = Citations(briefing.sources, processor(briefing.style, self.language))
        self.drafts = tuple(
            _UnresolvedCard(section, node)
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

    def cards(self) -> tuple[Card, ...]:
        """Return all of them; raises ContentError."""
        found = tuple(map(self._card, self.drafts, self.anchors, range(1, len(self.drafts) + 1)))
        if self.findings:
            raise ContentError(self.findings)
        return found

    def levels(self) -> Iterator[str]:
        """Yield the release levels of what is printed."""
        for draft in self.drafts:
            titled = draft.inline("topic")  # else the title of its section stands on the card
            yield from levels_of((draft.node, *(() if titled else (draft.section.brief,))))

    def _card(self, draft: _UnresolvedCard, anchor: str, number: int) -> Card:
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
        stripper = CitationStripper()
        said = tuple(
            AnswerPart(node.kind, blocks)
            for node in resolved.blocks
            if node.kind in PARTS and (blocks := stripper.blocks(node.nodes))
        )
        named = {n.kind: stripper.all(n.children) for n in stripper.blocks(resolved.blocks)}
        title = plain_title(draft.section.brief, self.briefing.facts, self.language)
        return Card(
            anchor=anchor,
            location=draft.section.place(draft.node.line),
            number=number,
            total=len(self.drafts),
            topic=named.get("topic") or (title,),
            question=stripper.all(resolved.title.children),
            parts=said,
            notes=tuple(stripper.all(p) for note in resolver.footnotes for p in note.paragraphs()),
            source=stripper.line(self.sources),  # once all that is cited was met
            acronyms=_spelled_out(resolver.acronyms),
            owner=named.get("owner") or (self.briefing.settings.owner,),
        )

    def _resolver(self) -> Resolver:
        """Return one for each card: on every one facts are cited and acronyms explained anew."""
        return Resolver(
            self.briefing.facts,
            self.language,
            self.labels,
            self.numbering,
            self.sources,
            Acronyms(self.briefing.acronyms, explained=set(self.briefing.acronyms)),
            self.ids,
        )


def _part(nodes: Iterable[Node], kind: str) -> Iterator[Node]:
    """Yield the blocks of a part, out of groups that hold several; what has no mark is the line."""
    for node in nodes:
        if node.kind == "group":
            yield from _part(node.nodes, kind)
        elif node.kind in PARTS:
            yield from node.nodes if node.kind == kind else ()
        elif kind == "line" and node.kind not in _APART:
            yield node


def _spelled_out(acronyms: Acronyms) -> str:
    """Return the acronyms of a card in full: ``KSF: Kosovo Security Force.``, and so on."""
    return " ".join(f"{name}: {acronym.full}." for name, acronym in acronyms.glossary())
