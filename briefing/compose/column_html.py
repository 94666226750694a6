"""Text in columns as HTML: what runs through them, and what stands across all of them.

The engine fills columns from the start of a container to its end. So the text is a row of
containers: each ends before what is as wide as the page, and another begins behind it. That is
sooner said by whoever writes the blocks than found in their HTML. Sections have no element of their
own, for the text of one follows that of another in the same column.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from briefing.compose.html import Writer, number_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.content import Node
    from briefing.model.document import TextSection

RUNNING = '<div class="section running">\n'
"""Begins a container whose text runs through the columns."""
ACROSS = '<div class="section across">\n'
"""Begins one of a single block as wide as all of them."""
_END = "</div>\n"
_EMPTY = re.compile(re.escape(RUNNING) + r"\s*" + re.escape(_END))
_HEADINGS = re.compile(r"(?:<h([2-6])\b[^>]*>(?:(?!</h\1>).)*</h\1>\s*)+\Z", re.DOTALL)
"""Headings at the end of some HTML."""
_FLOWING = frozenset({"subsection", "group"})
"""Kinds of nodes whose blocks stand in the text as if they were not in it."""
_MAY_BE_WIDE = frozenset({"figure", "table-block", "table", "pre"})
_WIDE = frozenset({"wide", "turned"})
"""Classes of blocks that are as wide as the page."""


class ColumnWriter(Writer):
    """Writes nodes for columns; what is across them ends one container and begins another."""

    side = "boxed"
    """Boxes stand in the column: nothing floats."""
    _depth = 0
    """Elements around what is written, within its container."""

    def node(self, node: Node) -> str:
        """Return ``node`` with all below it."""
        around = self._depth
        self._depth += not self._flows(node)
        html = super().node(node)
        self._depth = around
        return f"{_END}{ACROSS}{html}{_END}{RUNNING}" if self._is_across(node) else html

    def _flows(self, node: Node) -> bool:
        return node.kind in _FLOWING and not (node.kind == "group" and self._attributes(node))

    def _is_across(self, node: Node) -> bool:
        if self._depth:
            return False
        if node.kind not in _MAY_BE_WIDE:
            return node.kind == "key-messages"
        # One that is folded has columns of its own.
        return not _WIDE.isdisjoint(node.get("class").split()) or any(
            inner.get("fold") for inner in node.walk()
        )


def columns_html(sections: Iterable[TextSection]) -> str:
    """Return sections one after the other, in containers.

    A heading right before what is across goes there with it: none is to end a column.
    """
    html = f"{RUNNING}{''.join(map(_section_html, sections))}{_END}"
    parts = html.split(f"{_END}{ACROSS}")
    for n in range(1, len(parts)):
        if found := _HEADINGS.search(parts[n - 1]):
            parts[n - 1] = parts[n - 1][: found.start()]
            parts[n] = found[0] + parts[n]
    return _EMPTY.sub("", f"{_END}{ACROSS}".join(parts))


def _section_html(section: TextSection) -> str:
    """Return a section for a container that is open, and left open."""
    writer = ColumnWriter(section.path, level=1 if section.opens else 2, of_pages=True)
    heading = ""
    if not section.opens:
        title = f"{number_html(section.number)}{writer.all(section.title)}"
        heading = f'<h2 id="{escape(section.id)}">{title}</h2>\n'
    return heading + writer.all(section.blocks)
