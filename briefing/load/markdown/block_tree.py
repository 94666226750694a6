"""The blocks of a text before its words are read: containers, and leaves with their lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = frozenset({"ul", "ol", "dl"})
ITEMS = frozenset({"li", "dd"})
"""Containers whose lines are indented as far as the words behind their sign."""


@dataclass(slots=True)
class Block:
    """A block of a text: ``text``, ``heading`` or ``code``, or a container of blocks.

    Containers are called as in HTML, ``blockquote``, ``ul``, ``ol``, ``li``, ``dl``, ``dt`` and
    ``dd``; ``box`` is a ``/// block``, ``root`` the whole text.
    """

    kind: str
    line: int = 0
    """Index of its first line in the text."""
    blocks: list[Block] = field(default_factory=list)
    """What a container holds."""
    lines: list[str] = field(default_factory=list)
    """Of a leaf, without what containers put before them; the scanner fills them in."""
    indent: int = 0
    """Column of its sign, counted from the start of the line."""
    column: int = 0
    """Of an item: how far its further lines are indented, at least, in its container."""
    words: int = 0
    """Of an item: column of its words, likewise."""
    sign: str = ""
    """Of a list: its bullet, or the character behind its numbers."""
    number: str = ""
    """Of an item, as written; of a list, that of its first item."""
    task: str = ""
    """Of an item that is a task: ``open`` or ``done``."""
    loose: bool = False
    """Of a list: whether blank lines set its items apart."""
    level: int = 0
    """Of a heading."""
    index: int = 0
    """Of a box: the number of its head."""
    is_table: bool = False
    """Of a text: whether one of its lines is the delimiter row of a table."""
    is_doubtful: bool = False
    """Of a text: whether a fault of it was reported; one is enough."""

    def walk(self) -> Iterator[Block]:
        """Yield the block and all below it, in their order."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting += reversed(block.blocks)
