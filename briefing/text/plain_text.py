"""The words of content before it is resolved, as titles and checks need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.text.locale_format import print_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.content import Node
    from briefing.model.settings import Fact


def plain_title(title: Node, facts: Mapping[str, Fact], language: str) -> str:
    """A title as plain text, with its facts filled in."""
    return "".join(plain(child, facts, language) for child in title.children)


def plain(node: Node | str, facts: Mapping[str, Fact], language: str) -> str:
    """The words of a node before it is resolved: facts by value, references left out."""
    if isinstance(node, str):
        return node
    if node.kind == "fact":
        name, _, what = node.get("body").partition(".")
        fact = facts[name]
        return print_value(fact.as_of if what else fact.value, language)
    if node.kind in {"cite", "ref"}:
        return ""
    return "".join(plain(child, facts, language) for child in node.children)
