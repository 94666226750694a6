"""What no reader of any deck or card of a briefing gets, told once for all its editions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.model.formats import FORMATS
from briefing.resolve import never_answered, never_shown
from briefing.select.selection import editions, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition, Selection
    from briefing.model.findings import Finding

_REMARKS: Mapping[str, Callable[[Briefing, Iterable[Selection]], Iterator[Finding]]] = (
    MappingProxyType({"slide": never_shown, "qa": never_answered})
)
"""By the kind of block that formats are made of."""


def deck_remarks(briefing: Briefing, chosen: Iterable[Edition]) -> tuple[Finding, ...]:
    """Return warnings about slides, notes, cards and sections that no reader gets in such formats.

    Args:
        briefing: The content.
        chosen: What is built; of formats that are not, nothing is said.
    """
    made_of = {FORMATS[edition.format].made_of for edition in chosen}
    found: list[Finding] = []
    for kind, remarks in _REMARKS.items():
        if kind in made_of:
            found += remarks(briefing, _selections(briefing, kind))
    return tuple(found)


def _selections(briefing: Briefing, kind: str) -> Iterator[Selection]:
    """Yield what editions of such formats hold, in one language."""
    first = briefing.settings.languages[0]
    # The longest and the most cleared come last in most briefings, and show nearly all.
    for edition in reversed(editions(briefing)):
        if FORMATS[edition.format].made_of == kind and edition.language == first:
            yield select(briefing, edition)
