"""Plain text of content that is not resolved yet, for titles and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.text.fact_format import print_fact
from briefing.text.locale_format import print_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.content import Node
    from briefing.model.settings import Fact


_RAISED = str.maketrans("123", "¹²³")
"""Every typeface has these; others print only as letters that are set higher."""


def plain_title(title: Node, facts: Mapping[str, Fact], language: str) -> str:
    """Return the plain text of ``title``, with the values of its facts; x², where it is raised."""
    return "".join(_in_title(child, facts, language) for child in title.children)


def _in_title(node: Node | str, facts: Mapping[str, Fact], language: str) -> str:
    """Return the plain text of a part of a title: bookmarks and contents raise no letters."""
    if isinstance(node, str) or not node.children or node.kind in {"fact", "cite", "ref"}:
        return plain(node, facts, language)
    text = "".join(_in_title(child, facts, language) for child in node.children)
    return _raised(text) if node.kind == "sup" else text


def _raised(text: str) -> str:
    """Return digits that are raised as the characters that Latin-1 has for them: ¹, ², ³."""
    return text.translate(_RAISED) if set(text) <= set("123") else text


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
