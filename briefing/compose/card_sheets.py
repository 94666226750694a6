"""Question cards on sheets that are cut: each sheet is a page, its backs are the page after it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from briefing.compose.hidden_text import traces_of
from briefing.compose.html import Writer
from briefing.compose.reading_order import ReadingOrder
from briefing.compose.templates import render
from briefing.model.cards import CardBody
from briefing.model.composition import Composition, Fragment, OutlineEntry
from briefing.model.imposition import card_sheet, cut_marks
from briefing.model.node_text import TextBlock, inline_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.files.themes import Theme
    from briefing.model.cards import Card
    from briefing.model.document import Document, Inline
    from briefing.model.findings import Location
    from briefing.model.imposition import Box

_SIDES = {"whole": "", "front": "question", "back": "answer"}
"""Of cards, with what is in the name of a sheet of them."""


def compose_cards(document: Document, theme: Theme) -> Composition:
    """Return the question cards of an edition; raises ContentError when a layout drops text."""
    return _CardComposer(document, theme).compose()


class _CardComposer:
    """Sets the cards of one edition on their sheets."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self.document = document
        self.cards = document.body_as(CardBody).cards
        self.theme = theme
        self.print_options = document.edition.print_options
        self.labels = theme.labels_for(document.edition.language)
        self.order = ReadingOrder()
        # Where no card has more than its line to take, there is room to set it larger on all.
        paper = theme.papers[document.edition.paper]
        self.sheet = card_sheet(paper, self.print_options.card, self.print_options.duplex)

    def compose(self) -> Composition:
        count = len(self.sheet.fronts)
        sides = ("front", "back") if self.print_options.duplex else ("whole",)
        fragments = tuple(
            self._fragment(number, self.cards[first : first + count], side)
            for number, first in enumerate(range(0, len(self.cards), count), start=1)
            for side in sides
        )
        self.order.check(self.document)
        return Composition(
            document=self.document,
            info=self.document.info,
            fragments=fragments,
            outline=tuple(OutlineEntry(1, card.plain_question, card.anchor) for card in self.cards),
            blocks=self.order.shown,
            traces=traces_of(self.document, self.order, ()),
            repeated=tuple(self.order.repeated),
            paper=self.sheet.paper,
            pages=(len(fragments), len(fragments)),
            folios=False,
            furniture="card-furniture",
            places={name: (at, at) for name, at in self.order.starts.items()},
        )

    def _fragment(self, number: int, held: Sequence[Card], side: str) -> Fragment:
        name = " ".join(filter(None, (f"sheet {number}", _SIDES[side])))
        boxes = self.sheet.backs if side == "back" else self.sheet.fronts
        turned = side == "back" and self.sheet.backs_turned
        given = (self.theme, "cards", self.document, self.sheet.paper, self.order)
        values: dict[str, Any] = {
            "fragment": name,
            "side": side,
            "size": self.print_options.card,
            "turned": turned,
            "text_pt": self.theme.cards.text_pt[self.print_options.card],
            "smallest_pt": self.theme.cards.smallest_pt,
            "cards": [self._values(*pair, side) for pair in zip(held, boxes, strict=False)],
        }
        html = render(*given, **values)
        params = {
            # Cells without a card are marked like the others: they are cut and lie about as well.
            "cards": [
                {
                    **asdict(box),
                    "held": n < len(held),
                    "side": side,
                    "id": held[n].anchor if n < len(held) else "",
                }
                for n, box in enumerate(boxes)
            ],
            "read": side != "back",
            "size": self.print_options.card,
            "turned": turned,
            # One cuts by the front: printers do not put the back quite behind it.
            "cuts": [asdict(box) for box in cut_marks(self.sheet)] if side != "back" else [],
        }
        paths = dict.fromkeys(card.location.path for card in held)
        return Fragment(name, html, tuple(paths), pages=1, furniture_params=(params,))

    def _values(self, card: Card, box: Box, side: str) -> dict[str, Any]:
        """Return what the layout prints of a card, and where."""
        writer = Writer(card.location.path, level=2, boxed=True)
        return {
            "box": asdict(box),
            "id": card.anchor,
            # A back goes on where its front ends.
            "opens": self.order.place(card.anchor) if side != "back" else "",
            "place": str(card.location),
            "count": card.count,
            "topic": self._line(writer, card.topic),
            "question": self._line(writer, card.question, card.location),
            "parts": [
                {
                    "kind": part.kind,
                    "label": self.labels[part.kind],
                    "html": self.order.blocks(writer.all(part.blocks), card.blocks_of(part)),
                }
                for part in card.parts
            ],
            "source": self._line(writer, card.source) if card.source else "",
            "notes": [self._line(writer, note) for note in card.notes],
            "acronyms": self.order.text(card.acronyms),
            "owner": self._line(writer, card.owner),
        }

    def _line(self, writer: Writer, line: Inline, location: Location | None = None) -> str:
        return self.order.line(writer.all(line), TextBlock(inline_text(line), location))
