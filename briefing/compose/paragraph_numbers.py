"""Numbers of paragraphs in HTML: the first words of what they number, as on paper."""

from __future__ import annotations

from briefing.model.content import Node

NUMBERED = "numbered"
"""Class of a paragraph with a number; the number itself has that of all numbers."""


def with_number(node: Node) -> Node:
    """Return a paragraph with its number before its words, if it has one.

    A tab stands between them, which the style sheet makes as wide as it needs: number and words
    stand in one line, so that no number is left alone at the foot of a page.
    """
    number = node.get("number")
    if not number:
        return node
    mark = Node("span", (("class", "no"),), (f"{number}\t",))
    attributes = (*node.attributes, ("class", NUMBERED))
    return Node(node.kind, attributes, (mark, *node.children), (), node.line)
