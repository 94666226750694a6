"""What of a briefing's question cards is on no card of any reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.blocks import CARD_PARTS
from briefing.model.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Briefing, Node, Section
    from briefing.model.edition import Selection


def never_answered(briefing: Briefing, selections: Iterable[Selection]) -> Iterator[Finding]:
    """Yield a warning for each question that no reader gets, and each part of an answer.

    Args:
        briefing: The content.
        selections: Those of all its editions that are made of cards. They are asked for until all
            is found.
    """
    waiting = {
        (section.id, node.line): (section, node)
        for section in briefing.sections
        for node in _cards(section)
    }
    for selection in selections:
        for section in selection.sections:
            for node in _cards(section):
                waiting.pop((section.id, node.line), None)
        if not waiting:
            return
    questions = [node for _, node in waiting.values() if node.kind == "qa"]
    for section, node in waiting.values():
        if any(node is inner for qa in questions for inner in qa.walk() if inner is not qa):
            continue
        what = "question" if node.kind == "qa" else f"“/// {node.kind}”"
        hint = "check its conditions, those of its section and “cards” in briefing.yaml"
        message = f"no reader of any edition has this {what} on a card"
        yield Finding(section.place(node.line), "B611", message, hint, Severity.WARNING)


def _cards(section: Section) -> Iterator[Node]:
    kinds = {"qa", *CARD_PARTS}
    return (node for block in section.blocks for node in block.walk() if node.kind in kinds)
