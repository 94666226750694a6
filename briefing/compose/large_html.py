"""Large print as HTML: numbers of sources and notes in brackets on the line, boxes in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.compose.html import HELD_APART, Writer

if TYPE_CHECKING:
    from briefing.model.content import Node


class LargeWriter(Writer):
    """Writes nodes for one column of large print, in which nothing is raised."""

    side = "side in-column"

    def _mark(self, node: Node, html: str, printed: str, *classes: str) -> str:
        """Return the numbers of a mark in brackets, kept on the line of the word before."""
        inner = html.replace(HELD_APART, "")
        return super()._mark(node, f"{HELD_APART}[{inner}]", printed, *classes)
