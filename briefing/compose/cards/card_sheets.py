"""Question cards on sheets that are cut: each sheet is a page, its backs are the page after it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.compose.cards.card_content import long_answers, resolve_cards
from briefing.compose.html import Writer
from briefing.compose.templates import own_words, render
from briefing.compose.title_block import head_of, info_of
from briefing.model.composition import Composition, Fragment, OutlineEntry, Traces
from briefing.model.imposition import card_sheet, cut_marks
from briefing.model.release_levels import highest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.compose.cards.card_content import Card
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.imposition import Box

_SIDES = {"whole": "", "front": "question", "back": "answer"}
"""Of cards, with what is in the name of a sheet of them."""


def compose_cards(briefing: Briefing, selection: Selection, theme: Theme) -> Composition:
    """The question cards of an edition.

    Raises ContentError when a card refers to something the edition does not hold.
    """
    return _Sheets(briefing, selection, theme).compose()


class _Sheets:
    """Sets the cards of one edition on their sheets."""

    def __init__(self, briefing: Briefing, selection: Selection, theme: Theme) -> None:
        self.briefing = briefing
        self.resolved = resolve_cards(briefing, selection, theme)
        level = highest(self.resolved.levels, briefing.settings.levels)
        self.selection = replace(selection, level=level)
        self.theme = theme
        self.edition = selection.edition
        self.print_options = self.edition.print_options
        self.labels = theme.labels_for(self.edition.language)
        self.head = head_of(briefing, self.selection, self.labels)
        # Where no card has more than its line to take, there is room to set it larger on all.
        self.brief = all(len(card.parts) == 1 for card in self.resolved.cards)
        paper = theme.papers[self.edition.paper]
        self.sheet = card_sheet(paper, self.print_options.card, self.print_options.duplex)

    def compose(self) -> Composition:
        cards = self.resolved.cards
        fragments: list[Fragment] = []
        self.printed: list[str] = []
        words: list[str] = []
        count = len(self.sheet.fronts)
        for number, first in enumerate(range(0, len(cards), count), start=1):
            held = cards[first : first + count]
            for side in ("front", "back") if self.print_options.duplex else ("whole",):
                fragments.append(self._fragment(number, held, side))
                words += (text for card in held for text in self._words(card, side))
        return Composition(
            edition=self.edition,
            head=self.head,
            info=info_of(self.briefing, self.edition, self.head),
            fragments=tuple(fragments),
            outline=tuple(OutlineEntry(1, card.plain_question, card.anchor) for card in cards),
            contents=(),
            glossary=(),
            blocks=tuple(words),
            cited=self.resolved.cited,
            other_words=tuple(words for card in cards for words in card.alternatives),
            traces=self._traces(),
            paper=self.sheet.paper,
            pages=(len(fragments), len(fragments)),
            folios=False,
            furniture="card-furniture",
            findings=tuple(long_answers(cards, self.labels)),
        )

    def _words(self, card: Card, side: str) -> Iterator[str]:
        """The text of a side of a card, block by block as printed."""
        yield card.head_words
        if side != "back":
            yield card.plain_question
        if side != "front":
            yield from card.answer_words(self.labels)
            yield from card.foot_words(self.labels)
            yield self.labels["facts_as_of"].format(date=self.head.as_of)

    def _traces(self) -> Traces:
        cards = self.resolved.cards
        return Traces(
            printed=tuple(self.printed),
            names=frozenset(name for card in cards for name in card.names),
            addresses=frozenset(a for card in cards for a in card.addresses),
            lines={
                words: str(card.place)
                for card in reversed(cards)
                for words in (card.plain_question, *card.answer_words(self.labels))
            },
        )

    def _fragment(self, number: int, held: Sequence[Card], side: str) -> Fragment:
        name = " ".join(filter(None, (f"sheet {number}", _SIDES[side])))
        boxes = self.sheet.backs if side == "back" else self.sheet.fronts
        turned = side == "back" and self.sheet.backs_turned
        given = (self.theme, "cards", self.edition, self.head, self.sheet.paper)
        values: dict[str, Any] = {
            "fragment": name,
            "side": side,
            "size": self.print_options.card,
            "turned": turned,
            "brief": self.brief,
            "text_pt": self.theme.cards.text_pt[self.print_options.card],
            "smallest_pt": self.theme.cards.smallest_pt,
            "cards": [self._values(*pair) for pair in zip(held, boxes, strict=False)],
        }
        html = render(*given, **values)
        self.printed += own_words(*given, **values)
        face = {
            # Cells without a card are marked like the others: they are cut and lie about as well.
            "cards": [
                {**asdict(box), "held": n < len(held), "side": side} for n, box in enumerate(boxes)
            ],
            "size": self.print_options.card,
            "turned": turned,
            # One cuts by the front: printers do not put the back quite behind it.
            "cuts": [asdict(box) for box in cut_marks(self.sheet)] if side != "back" else [],
        }
        paths = dict.fromkeys(card.place.path for card in held)
        return Fragment(name, html, tuple(paths), pages=1, faces=(face,))

    def _values(self, card: Card, box: Box) -> dict[str, Any]:
        """What the layout prints of a card, and where."""
        writer = Writer(card.place.path, self.labels, beside=True)
        return {
            "box": asdict(box),
            "id": card.anchor,
            "place": str(card.place),
            "count": card.count,
            "topic": Markup(writer.all(card.topic)),
            "question": Markup(writer.all(card.question)),
            "parts": [
                {
                    "kind": part.kind,
                    "label": self.labels[part.kind],
                    "html": Markup(writer.all(part.blocks)),
                }
                for part in card.parts
            ],
            "source": Markup(writer.all(card.source)),
            "notes": [Markup(writer.all(note)) for note in card.notes],
            "short_forms": card.short_forms,
            "owner": Markup(writer.all(card.owner)),
        }
