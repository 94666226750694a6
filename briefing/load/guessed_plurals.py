"""Acronyms used of more than one, whose full form has a plural that can only be guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity
from briefing.text.acronym_forms import is_sure, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Briefing, Node

_NO_PROSE = frozenset({"code", "pre", "chart", "fact", "cite", "ref"})


def guessed_plurals(briefing: Briefing) -> Iterator[Finding]:
    """Yield a warning for each acronym used in a plural that is a guess, naming what is printed."""
    unsure = {name: entry for name, entry in briefing.acronyms.items() if not is_sure(entry)}
    if not unsure:
        return
    words = "|".join(re.escape(name) for name in sorted(unsure, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])({words})s(?![\w]|-\w)")
    texts = (
        text
        for section in briefing.sections
        for block in section.blocks
        for node in block.walk()
        if node.kind not in _NO_PROSE
        for text in _texts(node)
    )
    used = set(pattern.findall("\n".join(texts)))
    for name, entry in unsure.items():
        if name in used:
            yield Finding(
                briefing.place("acronyms.yaml", name),
                "B309",
                f"“{name}s” is spelled out as “{plural(entry)}”",
                f"say what more than one are called: “plural: {plural(entry)}”, or what is right",
                Severity.WARNING,
            )


def _texts(node: Node) -> Iterator[str]:
    yield from (child for child in node.children if isinstance(child, str))
