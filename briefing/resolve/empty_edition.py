"""The finding of an edition that would hold nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding
from briefing.model.formats import FORMATS
from briefing.resolve.slide_sources import key_points

if TYPE_CHECKING:
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition


def nothing_selected(briefing: Briefing, edition: Edition) -> Finding:
    """Return the finding that nothing is selected for this reader (B307), and what to write; the
    same for all editions if there is nothing for anybody."""
    made_of = FORMATS[edition.format].made_of
    if made_of and not _can_be_made(briefing, made_of, FORMATS[edition.format].summarises):
        names = [name for name in briefing.settings.formats if FORMATS[name].made_of == made_of]
        are = "is" if len(names) == 1 else "are"
        message = f"{', '.join(names)} {are} made of “/// {made_of}”, and no section has one"
        hint = f"write “/// {made_of} | …”, or take {', '.join(names)} out of formats"
        return Finding(briefing.place("briefing.yaml", "formats"), "B307", message, hint)
    place = briefing.place("briefing.yaml", f"audiences.{edition.audience}")
    message, hint = FORMATS[edition.format].nothing_selected
    return Finding(place, "B307", f"{edition}: {message}", hint)


def _can_be_made(briefing: Briefing, kind: str, summarises: bool) -> bool:
    """Return whether there is a block of ``kind`` for any reader, or text to make one of."""
    return any(
        (summarises and section.slide and key_points(section.blocks) is not None)
        or any(node.kind == kind for block in section.blocks for node in block.walk())
        for section in briefing.sections
    )
