"""Read the blocks of a text line by line: quotes, lists, code, headings, paragraphs.

The rules are those of CommonMark, with the definition lists and boxes of ours. A line first goes
through the containers that are open: a quote takes its “>”, an item as many spaces as its words are
indented by. Whatever the first container that does not find its own is, it and those inside it end
there, unless the line only goes on with a paragraph in them (a lazy line). What is left of the line
may open further containers, and ends in a leaf. Where an author is likely to see something else
than these rules do, the line is an error (`briefing.load.markdown.block_doubts`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.load.markdown import block_doubts as doubts
from briefing.load.markdown.block_tree import ITEMS, LISTS, Block
from briefing.load.markdown.line_starts import (
    DEFINITION,
    FENCE,
    HEADING,
    ITEM,
    RULE,
    TABLE_RULE,
    TASK,
    UNDERLINE,
)
from briefing.load.markdown.open_blocks import OpenBlocks

if TYPE_CHECKING:
    import re

    from briefing.load.markdown.block_doubts import Doubt

_CODE = 4
"""Spaces that make a line code where no paragraph goes on."""


@dataclass(slots=True)
class LineRead:
    """What a line is, given the lines above it."""

    kind: str = "text"
    """``blank``, ``text``, ``heading``, ``underline``, ``fence`` or ``code``; ``rule`` is no
    text."""
    at: int = 0
    """Where its words begin, behind what opens containers or goes on with them."""
    words: str = ""
    leaf: Block | None = None
    """The leaf that takes its words."""
    begins: str = ""
    """``item`` or ``block`` when it starts one."""
    doubts: list[Doubt] = field(default_factory=list)
    """What is likely to be read differently than it looks."""


class BlockReader(OpenBlocks):
    """Reads the lines of a text one after the other; builds the tree of its blocks."""

    def read(self, line: str, index: int, following: str = "") -> LineRead:
        """Return what ``line``, the one of this index, is; ``following`` is the line below it."""
        at, depth = self.match(line)
        if not line[at:].strip():
            self.stop(line, at, depth)
            return LineRead("blank")
        closed = next((b for b in self.stack[depth:] if b.kind in ITEMS), None)
        one = _OneLine(self, line, index, following, at, depth)
        read = one.read()
        apart = one.opened and not one.is_beside and closed is not None
        if apart and closed and one.first > closed.indent and not read.doubts:
            read.doubts += doubts.askew(read.begins, one.first, closed)
        self.blank_in = -1
        self.above = read.words
        return read


class _OneLine:
    """Reads what is left of one line behind the containers that were open."""

    def __init__(
        self, reader: BlockReader, line: str, index: int, following: str, at: int, depth: int
    ) -> None:
        self.reader = reader
        self.line = line
        self.index = index
        self.following = following
        self.at = at
        self.depth = depth
        self.first = at + _indent(line, at)
        """Column of the first thing on the line that is not a space."""
        self.opened = False
        """Whether the line has opened a block."""
        self.is_beside = False
        """Whether it goes on with a list."""
        self.out = LineRead()

    def read(self) -> LineRead:
        """Return what the line is, once its containers are open."""
        while self._open_container():
            self.opened = True
        self._read_leaf()
        return self.out

    @property
    def _paragraph(self) -> Block | None:
        """The paragraph above that this line would go on with, perhaps as a lazy line."""
        leaf = self.reader.leaf
        if self.opened or leaf is None or (leaf.is_table and not self._is_inside):
            return None
        return leaf

    @property
    def _is_inside(self) -> bool:
        """Whether the line is in all containers that were open."""
        return self.depth == len(self.reader.stack)

    @property
    def _is_below_quote(self) -> bool:
        over = self.reader.stack[self.depth :]
        return not self.opened and bool(over) and over[0].kind == "blockquote"

    def _begin(self, block: Block, begins: str = "block") -> Block:
        if not self.opened:
            self.reader.leave(self.depth)
        self.reader.add(block)
        self.out.begins = "item" if "item" in {begins, self.out.begins} else begins
        return block

    def _open_container(self) -> bool:
        """Open a quote, an item or a definition, if the rest of the line starts one."""
        indent = _indent(self.line, self.at)
        rest = self.line[self.at + indent :]
        if indent >= _CODE or not rest:
            return False
        if rest[0] == ">":
            self._begin(Block("blockquote", self.index, indent=self.at + indent))
            self.at += indent + 1 + rest.startswith("> ")
            return True
        if RULE.match(rest):
            return False
        if item := ITEM.match(rest):
            return self._open_item(item, indent)
        if definition := DEFINITION.match(rest):
            return self._open_definition(len(definition["sign"]), indent)
        return False

    def _open_item(self, item: re.Match[str], indent: int) -> bool:
        above, rest = self._paragraph, self.line[self.at + indent :]
        if "|" in rest and ((above and above.is_table) or _is_table_rule(self.following)):
            return False  # a row whose first cell is a dash
        interrupts = above is not None and self._is_inside
        if interrupts and (not item["gap"] or item["number"] not in {None, "1"}):
            return False
        spaces = len(item["gap"])
        words = rest[item.end() :]
        if not words or spaces > _CODE:
            self.out.doubts.append(doubts.EMPTY_ITEM if not words else doubts.WIDE_ITEM)
        kind, sign = ("ol", item["end"]) if item["number"] else ("ul", item[0][0])
        column = self.at + indent
        top = self.reader.stack[self.depth - 1] if not self.opened else self.reader.stack[-1]
        if top.kind != kind or top.sign != sign:
            number = item["number"] or ""
            self._begin(Block(kind, self.index, sign=sign, number=number, indent=column), "item")
            self.opened = True
        else:
            self.is_beside = not self.opened
            doubt = doubts.beside(top.blocks[-1], column, column + item.end())
            self.out.doubts += [doubt] if doubt else []
        width = len(item[0]) if words and spaces <= _CODE else len(item[0]) - spaces + 1
        task = TASK.match(words)
        one = Block("li", self.index, number=item["number"] or "", indent=column)
        one.column, one.words = indent + width, column + width
        self._begin(one, "item")
        self.opened = True
        self.at = min(self.at + indent + width, len(self.line))
        if task:
            one.task = "open" if task["sign"] == " " else "done"
            self.at += task.end()
        return True

    def _open_definition(self, width: int, indent: int) -> bool:
        """Open a definition of the term above it; the lines of the paragraph above are terms."""
        stack = self.reader.stack
        if self._paragraph is not None and not self._is_inside:
            over = stack[self.depth]
            if over.kind != "dd":
                return False  # a lazy line
        if self._is_inside and self._paragraph is not None and self._paragraph.is_table:
            return False
        if not self.opened:
            self.reader.leave(self.depth)
        parent = stack[-1]
        if parent.kind != "dl":
            while stack[-1].kind in LISTS:
                stack.pop()
            parent = stack[-1]
            last = parent.blocks[-1] if parent.blocks else None
            terms = None
            if last is not None and last.kind == "text" and not last.is_table:
                terms = parent.blocks.pop()
                last = parent.blocks[-1] if parent.blocks else None
            if terms is not None and last is not None and last.kind == "dl":
                stack.append(last)
            else:
                line = terms.line if terms else self.index
                self.reader.add(Block("dl", line, indent=self.at + indent))
            lines = terms.lines if terms else []
            stack[-1].blocks += [Block("dt", self.index, lines=[line]) for line in lines]
        self.opened = True
        one = Block("dd", self.index, indent=self.at + indent, column=indent + width)
        one.words = self.at + indent + width
        one.loose = self.reader.is_apart
        self._begin(one, "item")
        self.at += indent + width
        return True

    def _read_leaf(self) -> None:
        indent = _indent(self.line, self.at)
        rest = self.line[self.at + indent :]
        self.out.at, self.out.words = self.at + indent, rest
        if not rest:
            self.out.kind = "blank"
            return
        above = self._paragraph
        if indent < _CODE and self._read_sign(rest, above, indent):
            return
        if above is not None and not self._ends_definition(above):
            self._go_on(above, rest, indent)
            return
        if indent >= _CODE:
            self.out.kind = "code"
            self.out.at = self.at
            if rest[0] == ">" and self._is_below_quote:
                self.out.doubts.append(doubts.NO_BLOCK)
            self.out.leaf = self._begin(Block("code", self.index))
            self.opened = True
            return
        self.out.leaf = self._begin(Block("text", self.index, indent=indent))
        self.opened = True
        found = doubts.at_start(rest)
        self.out.doubts += [found] if found else []

    def _read_sign(self, rest: str, above: Block | None, indent: int) -> bool:
        """Read a heading, a fence, a rule or the underline of a heading."""
        if above is not None and not above.is_table and UNDERLINE.match(rest):
            if self._is_inside:
                self._underline(above, rest)
                return True
            self.out.doubts += [doubts.NO_UNDERLINE] if rest[0] == "=" else []
        if RULE.match(rest):
            self.out.kind = "rule"
            self.out.doubts.append(doubts.RULE)
            self.reader.leave(self.depth)
            self.opened = True
            return True
        if heading := HEADING.match(rest):
            self.out.kind = "heading"
            self.out.at += heading.end()
            self.out.words = rest[heading.end() :]
            if not self.out.words.strip(" #"):
                self.out.doubts.append(doubts.EMPTY_HEADING)
            block = Block("heading", self.index, level=len(heading["signs"]))
            self.out.leaf = self._begin(block)
            self.opened = True
            return True
        if FENCE.match(rest):
            self.out.kind = "fence"
            self.out.at = self.at
            self.out.leaf = self._begin(Block("code", self.index, indent=indent))
            self.opened = True
            return True
        return False

    def _underline(self, above: Block, rest: str) -> None:
        """Read a line of dashes or equals signs below a paragraph."""
        if len(above.lines) > 1:
            self.out.doubts.append(doubts.NO_UNDERLINE)
        else:
            above.kind, above.level = "heading", 1 if rest[0] == "=" else 2
        self.out.kind, self.out.leaf = "underline", above
        self.reader.end_leaf()

    def _ends_definition(self, above: Block) -> bool:
        """Return whether the line is a further term, as the line below it defines it."""
        below = self.following.lstrip(" >")
        over = self.reader.stack[self.depth :]
        return bool(over) and over[0].kind == "dd" and DEFINITION.match(below) is not None

    def _go_on(self, above: Block, rest: str, indent: int) -> None:
        """Go on with the paragraph above."""
        self.out.leaf = above
        if TABLE_RULE.match(rest):
            above.is_table = True
        if above.is_table:
            return
        if not above.is_doubtful:
            found = doubts.within(rest, self.reader.above, indent)
            above.is_doubtful = found is not None
            self.out.doubts += [found] if found else []


def _indent(line: str, at: int) -> int:
    return len(line) - at - len(line[at:].lstrip(" "))


def _is_table_rule(line: str) -> bool:
    return "|" in line and not line.strip("|:- >")
