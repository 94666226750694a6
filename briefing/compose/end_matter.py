"""Whether the sources of a full pack stand below its last chapter, or on a page of their own.

Sources that take most of a page look best on one of their own. A few of them would leave it empty,
and so would a last chapter of a few lines the page before: these go together. What is asked here is
only what the text holds, so that the answer does not depend on where a page happens to end.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.model.document import Chapter, SourceEntry
    from briefing.model.node_text import TextBlock

_PAGE_LINES = 50
"""Lines of text on a page, about."""
_FEW_LINES = 15
"""What a short list takes at most, its heading included."""
_HEAD_LINES = 4
"""What the heading of the list and the colophon take, in lines of text."""
_LETTERS = 70
_ENTRY_LETTERS = 64
"""Letters in a line of text, and in one of a list in two columns."""
_ENTRY_LINE = 0.75 / 2
"""What a line of the list takes, in lines of text."""
_APART = 1
"""Lines that a paragraph takes besides its own."""
_DISPLAYED = frozenset({"figure", "table-block", "table"})
"""Kinds of blocks of which nobody knows the height from their words."""


def sources_run_on(chapter: Chapter, sources: Sequence[SourceEntry]) -> bool:
    """Return whether ``sources`` stand below ``chapter``, the last one of an edition."""
    listed = _HEAD_LINES + _ENTRY_LINE * _lines((s.text_block() for s in sources), _ENTRY_LETTERS)
    if listed <= _FEW_LINES:
        return True
    nodes = (node for section in chapter.sections for b in section.blocks for node in b.walk())
    if any(node.kind in _DISPLAYED for node in nodes):
        return False
    blocks = [block for section in chapter.sections for block in section.text_blocks()]
    text = _lines(blocks, _LETTERS) + _APART * len(blocks)
    return text + listed <= _PAGE_LINES


def _lines(blocks: Iterable[TextBlock], letters: int) -> int:
    """Return how many lines some texts take, each in its own."""
    return sum(ceil(len(block.text) / letters) for block in blocks)
