"""The containers of a text that are open at one of its lines, and the leaf it may go on with."""

from __future__ import annotations

import re

from briefing.load.markdown.block_tree import ITEMS, LISTS, Block

_QUOTE_MARK = re.compile(r" {0,3}> ?")


class OpenBlocks:
    """The tree of the blocks of a text, and those of them that its next line may go on with."""

    def __init__(self) -> None:
        self.root = Block("root")
        self.stack = [self.root]
        """The containers that are open, the outermost first."""
        self.leaf: Block | None = None
        """The text that the next line may go on with."""
        self.blank_in = -1
        """How many quotes the blank line above is inside of; -1 if there is none above."""
        self.above = ""
        """The words of the line above."""

    def inside(self, line: str) -> str | None:
        """Return what stands on ``line`` in the containers that are open; None if it leaves
        them."""
        at, depth = self.match(line)
        if depth < len(self.stack):
            return "" if not line.strip() and not self._quotes(self.stack[depth:]) else None
        return line[at:]

    def open_box(self, index: int, number: int) -> None:
        """Open the ``/// block`` with this number of its head, in the one that is open."""
        self._leave_to_box()
        box = Block("box", index, index=number)
        self.stack[-1].blocks.append(box)
        self.stack.append(box)

    def close_box(self) -> None:
        """Close the ``/// block`` that is open."""
        self._leave_to_box()
        if len(self.stack) > 1:
            self.stack.pop()

    def end_leaf(self) -> None:
        """End the paragraph above: the next line is not part of it."""
        self.leaf = None

    def holds_item(self, indent: int) -> bool:
        """Return whether a line indented like this looks as if it stood in an item above it."""
        return any(b.kind in ITEMS and indent > b.indent for b in self.stack)

    def _leave_to_box(self) -> None:
        while self.stack[-1].kind not in {"box", "root"}:
            self.stack.pop()
        self.leaf, self.blank_in = None, -1

    def match(self, line: str) -> tuple[int, int]:
        """Return how far the open containers go in a line, and how many of them it is in."""
        at = 0
        for depth, block in enumerate(self.stack):
            if block.kind == "blockquote":
                mark = _QUOTE_MARK.match(line, at)
                if not mark:
                    return at, depth
                at = mark.end()
            elif block.kind in ITEMS:
                if not line[at:].strip():
                    if not block.blocks:
                        return at, depth
                    at = len(line)
                elif len(line) - at - len(line[at:].lstrip(" ")) >= block.column:
                    at += block.column
                else:
                    return at, depth
        return at, len(self.stack)

    def stop(self, line: str, at: int, depth: int) -> None:
        """Take a blank line: it ends paragraphs, and the quotes it is not in."""
        del self.stack[depth:]
        self.leaf = None
        self.blank_in = self._quotes(self.stack)

    @staticmethod
    def _quotes(blocks: list[Block]) -> int:
        return sum(block.kind == "blockquote" for block in blocks)

    def leave(self, depth: int) -> None:
        """Close the containers below ``depth``."""
        del self.stack[depth:]
        self.leaf = None

    def add(self, block: Block) -> None:
        """Add a block to the innermost container that may hold it."""
        if block.kind not in ITEMS:
            while self.stack[-1].kind in LISTS:
                self.stack.pop()
        parent = self.stack[-1]
        if parent.blocks and self.blank_in == self._quotes(self.stack):
            if parent.kind in LISTS:
                parent.loose = True
            elif parent.kind in ITEMS:
                self.stack[-2].loose = True
        parent.blocks.append(block)
        if block.kind in {"text", "heading", "code"}:
            self.leaf = block if block.kind == "text" else None
        else:
            self.stack.append(block)
            self.leaf = None

    @property
    def is_apart(self) -> bool:
        """Whether a blank line stands above."""
        return self.blank_in >= 0
