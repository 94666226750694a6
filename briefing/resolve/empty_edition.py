"""The finding of an edition that would hold nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding

if TYPE_CHECKING:
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition


def nothing_selected(briefing: Briefing, edition: Edition) -> Finding:
    """That there is nothing for this reader (B307), and what to write."""
    place = briefing.place("briefing.yaml", f"audiences.{edition.audience}")
    message = f"{edition}: nothing is selected for this reader at this length"
    hint = "write a section for them, or look at the conditions of those there are"
    if edition.format == "cards":
        message = f"{edition}: there is no question for this reader at this length"
        hint = "write “/// qa | …” blocks for them, or look at the conditions of those there are"
    return Finding(place, "B307", message, hint)
