"""Which composer lays out the editions of a format."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.compose.card_sheets import compose_cards
from briefing.compose.deck_formats import compose_handout, compose_slides, compose_speaker_notes
from briefing.compose.pack import compose_pack
from briefing.model.formats.cards import CARDS
from briefing.model.formats.handout import HANDOUT
from briefing.model.formats.notes import NOTES
from briefing.model.formats.pack import PACK
from briefing.model.formats.slides import SLIDES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.document import Document

    Composer = Callable[[Document, Theme], Composition]

COMPOSERS: Mapping[str, Composer] = MappingProxyType(
    {
        PACK.name: compose_pack,
        SLIDES.name: compose_slides,
        HANDOUT.name: compose_handout,
        NOTES.name: compose_speaker_notes,
        CARDS.name: compose_cards,
    }
)
"""A row for each format."""


def lay_out(document: Document, theme: Theme) -> Composition:
    """Return the fragments of ``document`` as the layouts of ``theme`` make them.

    Raises:
        ContentError: A layout leaves out text of the document, or prints it twice.
        EnvironmentFault: A layout cannot be rendered.
    """
    return COMPOSERS[document.edition.format](document, theme)
