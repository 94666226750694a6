"""Slides that are built up: the pages on which only the first of their points are shown.

What comes later keeps its place, so that nothing moves from page to page, and is not drawn. Only
the last page, the whole slide, is read aloud; on those before it, all is an artifact.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.deck import Slide

LATER = "later"
"""Class of what is not shown yet."""
_LISTS = frozenset({"ul", "ol", "dl"})
_POINTS = frozenset({"p", "blockquote", "note", "pre"})
"""What is a point of its own below a list."""
_COLUMNS = "two-column"
_ALWAYS = frozenset({"box-title"})
_NAMED = re.compile(r'</?a\b[^>]*>| (?:id|data-read)="[^"]*"')


def parts_of(slide: Slide) -> Iterator[Slide]:
    """Yield ``slide`` as it is on each page before its last one, with one point more each time.

    Its points are the items of its lists, in order, and what stands below a list.
    """
    if not slide.build:
        return
    points = _Points()
    for slot in slide.slots:
        tuple(points.shown(slot.blocks, 0))
    for step in range(1, points.count):
        some = _Points()
        slots = (replace(s, blocks=tuple(some.shown(s.blocks, step))) for s in slide.slots)
        yield replace(slide, slots=tuple(slots))


def passing(html: str) -> str:
    """Return the HTML of a page that is not the last of its slide: nothing in it has a name or
    leads anywhere, and nothing is heard."""
    return _NAMED.sub("", html)


class _Points:
    """Counts the points of a slide, and hides the later ones."""

    def __init__(self) -> None:
        self.count = 0

    def shown(self, nodes: Iterable[Node | str], step: int) -> Iterator[Node]:
        """Yield blocks with all points after the ``step``-th marked as later."""
        for node in nodes:
            if not isinstance(node, Node):
                continue
            if node.kind == "group" or KINDS[node.kind].layout == _COLUMNS:
                yield node.with_children(tuple(self._inside(node, step)))
            elif node.kind in _LISTS:
                items = (self._point(c, step) if isinstance(c, Node) else c for c in node.children)
                yield node.with_children(tuple(items))
            elif self.count and node.kind in _POINTS:
                yield self._point(node, step)
            else:
                yield node

    def _inside(self, node: Node, step: int) -> Iterator[Node | str]:
        for child in node.children:
            if isinstance(child, str) or child.kind in _ALWAYS:
                yield child
            else:
                yield from self.shown((child,), step)

    def _point(self, node: Node, step: int) -> Node:
        self.count += 1
        return node if self.count <= step else _hidden(node)


def _hidden(node: Node) -> Node:
    if node.kind == "entry":  # which is written as its parts
        return node.with_children(
            tuple(c if isinstance(c, str) else _hidden(c) for c in node.children)
        )
    classes = " ".join(filter(None, (node.get("class"), LATER)))
    rest = tuple(pair for pair in node.attributes if pair[0] != "class")
    return replace(node, attributes=(*rest, ("class", classes)))
