"""Which figures of running text may float: stand below the text that is written after them.

A figure that does not fit on a page goes to the next one. So that the page before it is not left
half empty, the paragraphs and lists behind it may go on there. Each figure says past how many: none
of another section or under another heading, and none that has a figure of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.model.content import Node

_PASSED = frozenset({"p", "ul", "ol"})
_MOST = 8
"""Blocks that a figure may stand below: it is not looked for further away."""


def with_floats(blocks: Sequence[Node]) -> tuple[Node, ...]:
    """Return the blocks of a section; each figure among them that may float says past how many of
    those behind it."""
    return tuple(
        _floating(block, _passed(blocks[n + 1 : n + 1 + _MOST])) if _may_float(block) else block
        for n, block in enumerate(blocks)
    )


def _may_float(node: Node) -> bool:
    """Return whether a node is a figure in the text that has a number, by which it is found."""
    return node.kind == "figure" and node.get("place") != "side" and bool(node.get("number"))


def _passed(following: Sequence[Node]) -> int:
    """Return how many blocks a figure may float past, of those that follow it."""
    ends = (n for n, node in enumerate(following) if node.kind not in _PASSED)
    return next(ends, len(following))


def _floating(figure: Node, past: int) -> Node:
    own = (("floats", str(past)),) if past else ()
    return replace(figure, attributes=(*figure.attributes, *own))
