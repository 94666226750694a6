"""Plain text of content that is not resolved yet, for titles and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.text.fact_format import print_fact
from briefing.text.locale_format import print_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.content import Node
    from briefing.model.settings import Fact


def plain_title(title: Node, facts: Mapping[str, Fact], language: str) -> str:
    """Return the plain text of ``title``, with the values of its facts."""
    return "".join(plain(child, facts, language) for child in title.children)


def plain(node: Node | str, facts: Mapping[str, Fact], language: str) -> str:
    """Return the plain text of ``node``, with the values of facts and without references."""
    if isinstance(node, str):
        return node
    if node.kind == "fact":
        name, _, what = node.get("body").partition(".")
        fact = facts[name]
        return print_date(fact.as_of, language) if what else print_fact(fact, language)
    if node.kind in {"cite", "ref"}:
        return ""
    return "".join(plain(child, facts, language) for child in node.children)
