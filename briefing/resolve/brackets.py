"""Numbers of sources and notes in brackets, for print in which nothing is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = frozenset({"citation", "note-mark"})
_IN_BRACKETS = ("brackets", "yes")


def in_brackets(nodes: Iterable[Node | str]) -> tuple[Node | str, ...]:
    """Return resolved nodes whose marks of sources and notes are read with brackets: ``[5]``."""
    return tuple(node if isinstance(node, str) else _marked(node) for node in nodes)


def _marked(node: Node) -> Node:
    if node.kind in _MARKS:
        attributes = (*node.attributes, _IN_BRACKETS)
        return Node(node.kind, attributes, node.children, node.conditions, node.line, node.level)
    return node.with_children(in_brackets(node.children)) if node.children else node
