"""A selection without some of its blocks, as if its length did not have them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.gap_closing import closed, plain_item
from briefing.select.selection import is_emptied

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from briefing.model.edition import Selection


def without(selection: Selection, left_out: Collection[Node]) -> Selection:
    """Return ``selection`` without the given nodes of it; what is emptied by that goes as well."""
    gone = {id(node) for node in left_out}
    sections = (
        replace(section, blocks=tuple(b for b in blocks if isinstance(b, Node)))
        for section in selection.sections
        if (blocks := closed(_kept(section.blocks, gone)))
    )
    return replace(selection, sections=tuple(sections))


def _kept(nodes: Iterable[Node | str], gone: set[int]) -> Iterator[Node | str | None]:
    """Yield each node that stays, or None for one that goes."""
    for node in nodes:
        yield node if isinstance(node, str) else _node(node, gone)


def _node(node: Node, gone: set[int]) -> Node | None:
    if id(node) in gone:
        return None
    if not any(id(inner) in gone for inner in node.walk()):
        return node
    children = closed(_kept(node.children, gone))
    if is_emptied(node, children):
        return None
    return plain_item(replace(node, children=children))
