"""Which body an edition has: text that flows, slides or cards."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.model.errors import ContentError
from briefing.model.formats import FORMATS
from briefing.model.formats.cards import CARDS
from briefing.model.formats.pack import PACK
from briefing.model.formats.slides import SLIDES
from briefing.model.text_form import AS_USUAL
from briefing.resolve.cards import resolve_cards
from briefing.resolve.deck import resolve_deck
from briefing.resolve.empty_edition import nothing_selected
from briefing.resolve.text import resolve_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.model.content import Briefing
    from briefing.model.document import Document
    from briefing.model.edition import Selection
    from briefing.model.text_form import TextForm

    Resolver = Callable[[Briefing, Selection, Mapping[str, str]], Document]

RESOLVERS: Mapping[str, Resolver] = MappingProxyType(
    {
        PACK.made_of: resolve_text,
        SLIDES.made_of: resolve_deck,
        CARDS.made_of: resolve_cards,
    }
)
"""By the kind of block that a format is made of; all formats of one kind share a row."""


def resolve(
    briefing: Briefing,
    selection: Selection,
    labels: Mapping[str, str],
    form: TextForm = AS_USUAL,
) -> Document:
    """Return what one edition says, resolved: equal arguments give equal documents.

    Args:
        briefing: The briefing, whose images include the charts drawn for this edition.
        selection: What the edition may hold, its charts placed.
        labels: The fixed words of the edition's language, from the theme.
        form: What the theme says of text that flows.

    Raises:
        ContentError: Nothing is selected, or the text refers to something the edition does not
            hold.
    """
    edition = selection.edition
    if not selection.sections:
        raise ContentError([nothing_selected(briefing, edition)])
    made_of = FORMATS[edition.format].made_of
    if made_of == PACK.made_of:
        return resolve_text(briefing, selection, labels, form)
    return RESOLVERS[made_of](briefing, selection, labels)
