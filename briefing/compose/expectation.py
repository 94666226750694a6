"""What the proof of an edition has to look for: the words it must hold, and those it must not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.compose import furniture_words, link_names, read_aloud
from briefing.files.pictures import picture_text_and_labels
from briefing.model.node_text import INLINE
from briefing.model.paper import roman
from briefing.model.pictures import StoredPicture
from briefing.model.placeholders import pictures_in
from briefing.model.proof import Expectation, Means, Written
from briefing.pdf.identification import (
    CONDITION,
    NEWER_TYPES,
    OLDER_TYPES,
    PROFILE_NAME,
    REGISTRY,
    TABLE,
    information,
    packet,
    producer,
)
from briefing.pdf.pixel_hash import pixel_digests_in
from briefing.pdf.tags.reading_places import AFTER
from briefing.text.citation_syntax import citations
from briefing.text.locale_format import print_date
from briefing.text.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.compose import ReadAloud
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.content import Briefing, Node, Section
    from briefing.model.document import Document

    Withheld = Iterable[tuple[Section, Node]]
    Placed = tuple[tuple[str, int], ...]

# Which characters the glyphs of a font are (ISO 32000-1, 9.7.3): in its dictionary, and in the
# program that maps them.
_OF_FONTS = (
    ("Registry", "Adobe"),
    ("Ordering", "Identity"),
    ("Ordering", "UCS"),
    ("a drawing", "Adobe"),
    ("a drawing", "UCS"),
)
_WORDED = ("id", "alt", "title")
"""Attributes with words, whatever has them."""
_SCHEME = re.compile(r"\A(?:https?://(?:www\.)?|mailto:)", re.IGNORECASE)
_WITHIN = INLINE | {"fact", "cite", "ref"}


def expect(
    briefing: Briefing,
    composition: Composition,
    theme: Theme,
    withheld: Withheld,
    engine: str,
    *,
    pages: int | None = None,
    words: BlockWords | None = None,
) -> Expectation:
    """Return what the proof of one edition has to look for.

    Args:
        withheld: The largest nodes the edition does not hold, each with its section.
        engine: Name and version of the page engine, as it writes them into the file.
        pages: How many pages it has; without it, as many as its length allows.
        words: The words of blocks, shared by the editions of a briefing.
    """
    words = words or BlockWords(briefing)
    head, traces = composition.head, composition.traces
    allowed = composition.pages
    origins = dict(first_of_each(withheld_words(briefing, composition.document, withheld, words)))
    spoken = read_aloud(composition, theme)
    shown, aloud, floats = _with_spoken(composition, spoken)
    said = tuple(dict.fromkeys(text for one in spoken for text in one.texts))
    pictures, stored = _pictures(briefing, composition)
    pictures |= {one for image in theme.images.values() for one in pixel_digests_in(image)}
    return Expectation(
        shown=shown,
        aloud=aloud,
        floats=floats,
        handling=(head.marking, head.marking_note),
        alternatives=(
            *composition.document.alternatives,
            *dict.fromkeys(words for one in spoken for words in one.heard),
            *theme.brand.heard,
        ),
        furniture=(*furniture_words(composition, theme), *composition.repeated, head.marking),
        folios=tuple(f"{n} {roman(n)}" for n in range(1, (pages or allowed[1]) + 1)),
        withheld=tuple(origins),
        pages=allowed if pages is None else (pages, pages),
        markings=(head.marking,),
        means=Means(
            families=tuple(sorted(theme.charts.families)),
            pictures=tuple(sorted(pictures)),
            stored=tuple(stored),
        ),
        printed=tuple((text, 0) for text in (*traces.printed, *said)),
        mixed=traces.mixed,
        entries=tuple(f"{entry.number} {entry.title}" for entry in composition.contents),
        written=_written(composition, theme, producer(engine)),
        origins=origins,
        lines=traces.lines,
        charts=traces.charts,
    )


def _with_spoken(
    composition: Composition, spoken: Iterable[ReadAloud]
) -> tuple[tuple[str, ...], frozenset[int], dict[int, int]]:
    """Return the texts of an edition with those of its furniture where they are read, the numbers
    of these, and which others may float."""
    before: dict[int, list[str]] = {}
    # What is read after a slide comes before what is read in the next one.
    for one in sorted(spoken, key=lambda one: not one.where.startswith(f"{AFTER}:")):
        where, _, anchor = one.where.partition(":")
        first, after = composition.places.get(anchor, (0, 0))
        before.setdefault(after if where == AFTER else first, []).extend(one.texts)
    shown: list[str] = []
    aloud: list[int] = []
    floats: dict[int, int] = {}
    for number in range(len(composition.blocks) + 1):
        added = before.get(number, ())
        aloud += range(len(shown), len(shown) + len(added))
        if number in composition.floats:
            floats[len(shown) + len(added)] = composition.floats[number]
        shown += (*added, *composition.blocks[number : number + 1])
    return tuple(shown), frozenset(aloud), floats


def _written(composition: Composition, theme: Theme, made_by: str) -> Written:
    """What binding and the engine write into the file of an edition."""
    # Not what was composed for binding to write: that is what is being proven.
    info, traces = composition.document.info, composition.traces
    standard = composition.edition.standard
    names = link_names(composition.document, theme.labels_for(composition.edition.language))
    return Written(
        strings=(
            *information(info, made_by, standard).items(),
            ("Info", PROFILE_NAME),
            ("OutputConditionIdentifier", CONDITION),
            ("RegistryName", REGISTRY),
            ("NS", OLDER_TYPES),
            ("NS", NEWER_TYPES),
            *_OF_FONTS,
            *(("FontFamily", family) for family in sorted(theme.charts.families)),
        ),
        packet=packet(info, made_by, standard),
        standard=standard,
        names=tuple(sorted((*traces.names, info.language))),
        numbered=(TABLE,),
        addresses=tuple(sorted(traces.addresses)),
        descriptions=tuple(dict.fromkeys(names.templates())),
        links=tuple(names.whole()),
        spoken=tuple(sorted(traces.spoken)),
    )


def _pictures(briefing: Briefing, composition: Composition) -> tuple[set[str], list[StoredPicture]]:
    """Hashes of what the pictures of this edition show, as they stand in the briefing, and those
    pictures whose bytes are on disk."""
    found: set[str] = set()
    stored: dict[str, StoredPicture] = {}
    shown = frozenset[str]().union(*(pictures_in(f.html) for f in composition.fragments))
    for path, picture in briefing.images.items():
        if path not in shown:
            continue
        if isinstance(picture, StoredPicture):
            stored[picture.key] = picture
        else:
            found |= pixel_digests_in(picture)
    return found, [stored[key] for key in sorted(stored)]


def first_of_each(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each text with the first place that it stands in."""
    seen: set[str] = set()
    for text, origin in pairs:
        if text not in seen:
            seen.add(text)
            yield text, origin


def withheld_words(
    briefing: Briefing, document: Document, withheld: Withheld, words: BlockWords
) -> Iterator[tuple[str, str]]:
    """Everything of the briefing that this edition must not hold, block by block, each with the
    place it stands in."""
    edition = document.edition
    for section, node in withheld:
        if node is section.title:
            yield section.id, str(section.place())
        for text, line in words.of(node, edition.language):
            yield text, str(section.place(line))
    for name, acronym in briefing.acronyms.items():  # those that are used are known from the text
        place = str(briefing.place("acronyms.yaml", name))
        yield from ((acronym.full, place), (acronym.plain, place))
    settings = briefing.settings
    head = document.head
    for name, audience in settings.audiences.items():
        for key in ("title", "kind", "standfirst"):
            text = getattr(audience, key)
            if text and text != getattr(head, key):
                yield text, str(briefing.place("briefing.yaml", f"audiences.{name}.{key}"))
    for name, source in briefing.sources.items():
        if name not in document.cited:
            place = str(briefing.place("sources.yaml", name))
            yield from ((text, place) for text in source.texts())


@dataclass(slots=True)
class BlockWords:
    """The words of blocks as they would have been printed, made once for all editions of a briefing
    that must not hold them."""

    briefing: Briefing
    _known: dict[tuple[int, str], tuple[Node, Placed]] = field(default_factory=dict)
    """With the blocks, so that no other takes the place of one in memory."""

    def of(self, node: Node, language: str) -> Placed:
        """Those of each block below a node, and what stands elsewhere because of it; each with the
        line of the nearest node around it that has one."""
        key = (id(node), language)
        if key not in self._known:
            line = node.line or next((n.line for n in node.walk() if n.line), 0)
            found = (*self._inside(node, language, line), *self._beside(node, language, line))
            self._known[key] = (node, found)
        return self._known[key][1]

    def _beside(self, node: Node, language: str, line: int) -> Iterator[tuple[str, int]]:
        """Dates and cited parts: what facts and citations of a node put elsewhere."""
        for inner in node.walk():
            body, place = inner.get("body"), inner.line or line
            if inner.kind == "fact":
                fact = self.briefing.facts[body.partition(".")[0]]
                yield print_date(fact.as_of, language), place
            elif inner.kind == "cite":
                yield from ((locator, place) for _, locator in citations(body) if locator)

    def _inside(self, node: Node, language: str, line: int) -> Iterator[tuple[str, int]]:
        line = node.line or line
        yield from ((text, line) for text in self._attributes(node))
        own = ""
        for child in node.children:
            if isinstance(child, str) or child.kind in _WITHIN:
                if not isinstance(child, str):
                    for inner in child.walk():
                        yield from ((text, line) for text in self._attributes(inner))
                own += plain(child, self.briefing.facts, language)
                continue
            if own.strip():
                yield own, line
            own = ""
            yield from self._inside(child, language, line)
        if own.strip():
            yield own, line

    def _attributes(self, node: Node) -> Iterator[str]:
        """Words that stand in a node's attributes, and in the files these name."""
        yield from filter(None, map(node.get, _WORDED))
        href = node.get("href")
        if href and not href.startswith("#"):
            yield _after_scheme(href)
        if node.kind == "chart":
            yield from self.briefing.charts[node.get("key")].words
        source = node.get("src")
        if source:
            yield PurePosixPath(source).stem.replace("-", " ")
            if source in self.briefing.images:
                yield from filter(None, (picture_text_and_labels(self.briefing.images[source]),))


def _after_scheme(address: str) -> str:
    """What an address says of its own: not that it is one of the web."""
    return unquote(_SCHEME.sub("", address))
