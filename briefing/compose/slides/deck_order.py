"""The deck as it is shown: the authors' slides, and those that the layout puts around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.compose.expected_text import block_words
from briefing.compose.slides.timing import Talk
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.compose.slides.slide_content import Deck, Slide
    from briefing.model.composition import TitleBlock
    from briefing.model.content import Briefing, Node
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_COVER, _AGENDA, _CLOSING = "deck.title", "deck.agenda", "deck.closing"


@dataclass(frozen=True, slots=True)
class Face:
    """One slide as the layouts see it."""

    layout: str
    anchor: str
    title: str
    """In plain words."""
    place: Location
    values: Mapping[str, Any] = field(repr=False)
    """What its layout prints: HTML of title and slots, plain words of the rest."""
    words: tuple[str, ...] = field(repr=False)
    """Block by block, for the proof."""
    alternatives: tuple[str, ...] = field(repr=False)
    names: frozenset[str] = field(repr=False)
    addresses: frozenset[str] = field(repr=False)
    lines: Mapping[str, str] = field(repr=False)
    talk: Talk
    script: tuple[Node, ...] = field(repr=False, default=())
    level: int = 1
    """Of its bookmark: 2 below a section slide."""


def faces(
    briefing: Briefing,
    selection: Selection,
    deck: Deck,
    head: TitleBlock,
    labels: Mapping[str, str],
) -> tuple[Face, ...]:
    """All slides of an edition in their order."""
    return tuple(_Facer(briefing, selection, deck, head, labels).faces())


class _Facer:
    def __init__(
        self,
        briefing: Briefing,
        selection: Selection,
        deck: Deck,
        head: TitleBlock,
        labels: Mapping[str, str],
    ) -> None:
        self.briefing = briefing
        self.deck = deck
        self.head = head
        self.labels = labels
        edition = selection.edition
        self.contract = briefing.settings.lengths[edition.length].deck
        self.place = briefing.place("briefing.yaml", f"lengths.{edition.length}.deck")
        self.titles = {
            s.id: plain_title(s.title, briefing.facts, edition.language)
            for s in selection.sections
            if s.numbered and not s.opens
        }

        self.heads = {s.id: s.place(s.title.line or 1) for s in selection.sections}

    def faces(self) -> Iterator[Face]:
        whole = self.contract is None or self.contract.whole
        agenda = [n for n in dict.fromkeys(s.section for s in self.deck.slides) if n in self.titles]
        breaks = bool(self.contract and self.contract.breaks)
        if whole:
            said = (self.head.title, self.head.standfirst)
            yield self._made("cover", _COVER, self.head.title, said, dark=True)
        if self.contract and self.contract.agenda and agenda:
            entries = [
                {"title": self.titles[n], "link": f"deck.{n}" if breaks else self._first(n)}
                for n in agenda
            ]
            listed = (self.labels["agenda"], *(entry["title"] for entry in entries))
            yield self._made("agenda", _AGENDA, self.labels["agenda"], listed, entries=entries)
        for slide, before in zip(self.deck.slides, (None, *self.deck.slides), strict=False):
            opens = before is None or before.section != slide.section
            if breaks and opens and slide.section in self.titles:
                title = self.titles[slide.section]
                number = str(agenda.index(slide.section) + 1)
                anchor, words = f"deck.{slide.section}", (number, title)
                face = self._made("break", anchor, title, words, dark=True, mark=number)
                place = self.heads[slide.section]
                yield replace(face, place=place, values={**face.values, "place": str(place)})
            yield self._own(slide, 2 if breaks and slide.section in self.titles else 1)
        if whole:
            yield self._made("closing", _CLOSING, self.labels["closing"], (), dark=True)

    def _first(self, section: str) -> str:
        return next(s.anchor for s in self.deck.slides if s.section == section)

    def _made(
        self, layout: str, anchor: str, title: str, words: tuple[str, ...], **values: Any
    ) -> Face:
        values = {"dark": False, "title": title, "id": anchor, "place": str(self.place), **values}
        return Face(
            layout,
            anchor,
            title,
            self.place,
            {"layout": layout, **values},
            words,
            (),
            frozenset((anchor,)),
            frozenset(),
            {},
            Talk(title, self.place, None, 0, made_by_layout=True),
        )

    def _own(self, slide: Slide, level: int) -> Face:
        values = {
            "layout": slide.layout,
            "id": slide.anchor,
            "dark": slide.dark,
            "kicker": slide.kicker,
            "title": Markup(slide.title_html),
            "slots": [{"name": slot.name, "html": Markup(slot.html)} for slot in slide.slots],
            "source": Markup(slide.source),
            "place": str(slide.place),
        }
        spoken = " ".join(block_words(slide.script, self.labels))
        return Face(
            slide.layout,
            slide.anchor,
            slide.plain_title,
            slide.place,
            values,
            slide.words,
            slide.alternatives,
            slide.names,
            slide.addresses,
            slide.lines,
            Talk(slide.plain_title, slide.place, slide.minutes, len(spoken.split())),
            slide.script,
            level,
        )
