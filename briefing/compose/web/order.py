"""The order in which a page of paper shows side boxes, where all stands below one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.content import Node


def as_seen(blocks: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return blocks in the order in which they are numbered.

    On paper a side box right before a figure of the text column stands beside it, at its right.
    """
    out: list[Node] = []
    waiting: Node | None = None
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        node = _inside(block)
        if node.kind == "side" and following is not None and _is_in_column(following):
            waiting = node
            continue
        out.append(node)
        if waiting is not None:
            out.append(waiting)
            waiting = None
    return tuple(out)


def _inside(node: Node) -> Node:
    """Return a node with the blocks below it in the same order."""
    if node.kind not in {"subsection", "group"} or len(node.nodes) != len(node.children):
        return node
    return node.with_children(as_seen(node.nodes))


def _is_in_column(node: Node) -> bool:
    return node.kind == "figure" and "wide" not in {node.get("class"), node.get("place")}
