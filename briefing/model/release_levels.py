"""Release levels of what is printed: an edition is marked with the highest, and no higher."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node

_PRINTED = frozenset({"fact", "cite", "ref", "figure", "chart", "code", "pre", "img"})
"""Kinds that are printed without words of their own."""


def levels_of(nodes: Iterable[Node], without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the levels at which something of ``nodes`` is printed.

    Args:
        nodes: Selected nodes, which know their levels.
        without: Kinds of which nothing is printed.
    """
    for node in nodes:
        if node.kind in without:
            continue
        says = any(isinstance(child, str) and child.strip() for child in node.children)
        if node.level and (says or node.kind in _PRINTED):
            yield node.level
        yield from levels_of(node.nodes, without)


def highest(levels: Iterable[str], order: tuple[str, ...]) -> str:
    """Return the highest of ``levels``; if there are none, the lowest of ``order``."""
    return max(levels, key=order.index, default=order[0])
