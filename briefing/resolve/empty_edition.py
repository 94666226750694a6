"""The finding of an edition that would hold nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding
from briefing.model.formats import FORMATS

if TYPE_CHECKING:
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition


def nothing_selected(briefing: Briefing, edition: Edition) -> Finding:
    """Return the finding that nothing is selected for this reader (B307), and what to write."""
    place = briefing.place("briefing.yaml", f"audiences.{edition.audience}")
    message, hint = FORMATS[edition.format].nothing_selected
    return Finding(place, "B307", f"{edition}: {message}", hint)
