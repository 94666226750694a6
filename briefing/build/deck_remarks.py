"""What no reader of any deck of a briefing gets, told once for all its editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats import FORMATS
from briefing.resolve import never_shown
from briefing.select.selection import editions, select

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.model.findings import Finding


def deck_remarks(briefing: Briefing, chosen: Iterable[Edition]) -> tuple[Finding, ...]:
    """Return warnings about slides, notes and sections that are in no deck of the briefing.

    Args:
        briefing: The content.
        chosen: What is built; nothing is said if no slides are.
    """
    if not any(_is_deck(edition) for edition in chosen):
        return ()
    # The longest and the most cleared come last in most briefings, and show nearly all.
    decks = (edition for edition in reversed(editions(briefing)) if _is_deck(edition))
    first = briefing.settings.languages[0]
    of_one = (select(briefing, edition) for edition in decks if edition.language == first)
    return tuple(never_shown(briefing, of_one))


def _is_deck(edition: Edition) -> bool:
    return FORMATS[edition.format].made_of == "slide"
