"""Which composer makes an edition: texts flow, slides and cards have their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.compose.cards.card_sheets import compose_cards
from briefing.compose.empty_edition import nothing_selected
from briefing.compose.pack.pack import compose_pack
from briefing.compose.slides.deck_formats import compose_slides
from briefing.model.errors import ContentError

if TYPE_CHECKING:
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection


def compose(briefing: Briefing, selection: Selection, theme: Theme) -> Composition:
    """The edition's fragments, outline and words.

    Raises ContentError when nothing is selected, or the text refers to something the edition does
    not hold.
    """
    edition = selection.edition
    if not selection.sections:
        raise ContentError([nothing_selected(briefing, edition)])
    if edition.format == "pack":
        return compose_pack(briefing, selection, theme)
    if edition.format == "cards":
        return compose_cards(briefing, selection, theme)
    return compose_slides(briefing, selection, theme)
