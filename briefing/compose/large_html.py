"""Large print as HTML: numbers of sources and notes in brackets on the line, boxes in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.compose.html import HELD, HELD_APART, Writer

if TYPE_CHECKING:
    from briefing.model.content import Node


class LargeWriter(Writer):
    """Writes nodes for one column of large print, in which nothing is raised."""

    side = "side in-column"

    def _citation(self, node: Node) -> str:
        return _bracketed(super()._citation(node))

    def _note_mark(self, node: Node) -> str:
        return _bracketed(super()._note_mark(node))


def _bracketed(mark: str) -> str:
    """Return an element with the numbers in it in brackets, kept on the line of the word before."""
    head, _, rest = mark.partition(">")
    inner = rest.removesuffix("</sup>").replace(HELD_APART, "").replace(HELD, "")
    return f"{head}>{HELD_APART}[{inner}]</sup>"
