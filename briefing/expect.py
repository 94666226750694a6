"""What the proof of an edition has to look for: the words it must hold, and those it must not."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from briefing.compose.resolve import plain
from briefing.compose.values import print_date
from briefing.compose.words import INLINE
from briefing.geometry import roman
from briefing.markup.pictures import picture_words
from briefing.prove import Expectation, Means
from briefing.prove.pixels import shown_in
from briefing.references import citations
from briefing.selection import withheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model import Briefing, Composition, Node
    from briefing.themes import Theme

# What the metadata of every pack say of their own format (ISO 19005-2, 6.6.2.3).
_FORMAT_WORDS = (
    "PDF/UA identification schema, part, Integer, internal, http://www.aiim.org/pdfua/ns/id/ "
    "http://www.aiim.org/pdfa/ns/id/ http://purl.org/dc/elements/1.1/ http://ns.adobe.com/xap/1.0/"
)
_WITHIN = INLINE | {"fact", "cite", "ref"}


def expect(
    briefing: Briefing,
    composition: Composition,
    theme: Theme,
    pages: int | None = None,
    words: BlockWords | None = None,
) -> Expectation:
    """The expectation of one edition; without ``pages``, as many as its length allows."""
    words = words or BlockWords(briefing)
    head, edition = composition.head, composition.edition
    allowed = composition.pages
    return Expectation(
        shown=composition.blocks,
        alternatives=(
            *composition.other_words,
            head.title,
            head.owner,
            head.standfirst,
        ),
        furniture=(
            *theme.words(edition.language).values(),
            head.kind,
            head.short_title,
            head.audience_label,
            head.length_label,
            head.as_of,
            head.owner,
            head.contact,
            head.marking,
            head.marking_note,
            _FORMAT_WORDS,
        ),
        folios=tuple(f"{n} {roman(n)}" for n in range(1, allowed[1] + 1)),
        withheld=tuple(dict.fromkeys(withheld_words(briefing, composition, words))),
        pages=allowed if pages is None else (pages, pages),
        markings=(head.marking,),
        means=Means(
            families=tuple(sorted(theme.charts.families)),
            pictures=tuple(sorted(_pictures(briefing, composition))),
        ),
    )


def _pictures(briefing: Briefing, composition: Composition) -> set[str]:
    """Hashes of what the pictures of this edition show, as they stand in the briefing."""
    found: set[str] = set()
    for path, data in briefing.images.items():
        address = f'"{escape(path)}"'
        if any(address in fragment.html for fragment in composition.fragments):
            found |= shown_in(data)
    return found


def withheld_words(
    briefing: Briefing, composition: Composition, words: BlockWords
) -> Iterator[str]:
    """Everything of the briefing that this edition must not hold, block by block."""
    edition = composition.edition
    for section, node in withheld(briefing, edition):
        if node is section.title:
            yield section.id
        yield from words.of(node, edition.language)
    for acronym in briefing.acronyms.values():  # those that are used are known from the text
        yield from (acronym.full, acronym.plain)
    settings = briefing.settings
    head = composition.head
    for audience in settings.audiences.values():
        yield from (
            text
            for text in (audience.title, audience.kind, audience.standfirst)
            if text and text not in (head.title, head.kind, head.standfirst)
        )
    for name, source in briefing.sources.items():
        if name not in composition.cited:
            yield from source.texts()


@dataclass(slots=True)
class BlockWords:
    """The words of blocks as they would have been printed, made once for all editions of a briefing
    that must not hold them."""

    briefing: Briefing
    _known: dict[tuple[int, str], tuple[Node, tuple[str, ...]]] = field(default_factory=dict)
    """With the blocks, so that no other takes the place of one in memory."""

    def of(self, node: Node, language: str) -> tuple[str, ...]:
        """Those of each block below a node, and what stands elsewhere because of it."""
        key = (id(node), language)
        if key not in self._known:
            found = (*self._inside(node, language), *self._beside(node, language))
            self._known[key] = (node, found)
        return self._known[key][1]

    def _beside(self, node: Node, language: str) -> Iterator[str]:
        """Dates and cited parts: what facts and citations of a node put elsewhere."""
        for inner in node.walk():
            body = inner.get("body")
            if inner.kind == "fact":
                yield print_date(self.briefing.facts[body.partition(".")[0]].as_of, language)
            elif inner.kind == "cite":
                yield from (locator for _, locator in citations(body) if locator)

    def _inside(self, node: Node, language: str) -> Iterator[str]:
        yield from (node.get(name) for name in ("id", "alt", "title") if node.get(name))
        if node.kind == "chart":
            yield from self.briefing.charts[node.get("key")].words
        source = node.get("src")
        if source:
            yield PurePosixPath(source).stem.replace("-", " ")
            if source in self.briefing.images:
                yield picture_words(self.briefing.images[source])
        own = ""
        for child in node.children:
            if isinstance(child, str) or child.kind in _WITHIN:
                own += plain(child, self.briefing.facts, language)
                continue
            if own.strip():
                yield own
            own = ""
            yield from self._inside(child, language)
        if own.strip():
            yield own
