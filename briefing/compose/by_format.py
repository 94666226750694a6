"""Which composer lays out a document: texts flow, slides and cards have their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.compose.card_sheets import compose_cards
from briefing.compose.deck_formats import compose_deck
from briefing.compose.pack import compose_pack
from briefing.model.cards import CardBody
from briefing.model.document import TextBody

if TYPE_CHECKING:
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.document import Document


def lay_out(document: Document, theme: Theme) -> Composition:
    """Return the fragments of ``document`` as the layouts of ``theme`` make them.

    Raises:
        ContentError: A layout leaves out text of the document, or prints it twice.
        EnvironmentFault: A layout cannot be rendered.
    """
    body = document.body
    if isinstance(body, TextBody):
        return compose_pack(document, body, theme)
    if isinstance(body, CardBody):
        return compose_cards(document, body, theme)
    return compose_deck(document, body, theme)
