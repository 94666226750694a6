"""The finding of an edition that would hold nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.blocks import BY_KIND
from briefing.model.findings import Finding
from briefing.model.formats import FORMATS
from briefing.resolve.slide_sources import key_points

if TYPE_CHECKING:
    from briefing.model.content import Briefing, Node
    from briefing.model.edition import Edition


def nothing_selected(briefing: Briefing, edition: Edition) -> Finding:
    """Return the finding that nothing is selected for this reader (B307), and what to write; the
    same for all editions if there is nothing for anybody."""
    made_of = FORMATS[edition.format].made_of
    if not made_of and not has_text(briefing):
        message = f"{edition.format} is made of the text of sections, and none has any"
        hint = f"write some outside of slides and cards, or take {edition.format} out of formats"
        return Finding(briefing.place("briefing.yaml", "formats"), "B307", message, hint)
    if made_of and not _can_be_made(briefing, made_of, FORMATS[edition.format].summarises):
        names = [name for name in briefing.settings.formats if FORMATS[name].made_of == made_of]
        are = "is" if len(names) == 1 else "are"
        message = f"{', '.join(names)} {are} made of “/// {made_of}”, and no section has one"
        hint = f"write “/// {made_of} | …”, or take {', '.join(names)} out of formats"
        return Finding(briefing.place("briefing.yaml", "formats"), "B307", message, hint)
    place = briefing.place("briefing.yaml", f"audiences.{edition.audience}")
    message, hint = FORMATS[edition.format].nothing_selected
    return Finding(place, "B307", f"{edition}: {message}", hint)


def has_text(briefing: Briefing) -> bool:
    """Return whether any section has text for anybody, besides slides, notes and cards."""
    return any(_is_text(block) for section in briefing.sections for block in section.blocks)


def has_notes(briefing: Briefing) -> bool:
    """Return whether any section has notes, to a slide or by themselves."""
    nodes = (node for s in briefing.sections for block in s.blocks for node in block.walk())
    return any(node.kind == "notes" for node in nodes)


def _is_text(node: Node) -> bool:
    if node.kind == "group":
        return any(map(_is_text, node.nodes))
    return node.kind not in BY_KIND or not BY_KIND[node.kind].formats


def _can_be_made(briefing: Briefing, kind: str, summarises: bool) -> bool:
    """Return whether there is a block of ``kind`` for any reader, or text to make one of."""
    return any(
        (summarises and section.slide and key_points(section.blocks) is not None)
        or any(node.kind == kind for block in section.blocks for node in block.walk())
        for section in briefing.sections
    )
