"""Where a block starts, as its author and GitHub see it: CommonMark's rules, line by line.

Python-Markdown ends a block at a free line only. Where CommonMark starts one without, in a list
right below a text, in an item below the second paragraph of the item before, a line is put between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PARTS = re.compile(r"^(?P<quote>(?: *>)*)(?P<indent> *)(?P<words>.*)$")
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d+)(?P<end>[.)]))(?P<gap> +|$)")
_DEFINITION = re.compile(r": {1,3}\S")
_HEADING = re.compile(r"#{1,6}(?= |$)")
_LONGEST = 2
"""Digits of a number in the middle of a text that is taken for an item's: “1999.” is a year."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a line is, seen from the lines above it."""

    line: str
    """As the parser is to read it."""
    above: str | None = None
    """A line to put above it: empty but for the signs of its quote."""
    begins: str = ""
    """``item`` or ``block`` when it starts one; empty when it goes on."""


@dataclass(slots=True)
class Starts:
    """Reads the lines of a text one after the other; knows the block it is in."""

    quote: str = ""
    depth: int = 0
    """Quotes within quotes of the line above."""
    kind: str = ""
    """Of the block: ``text``, ``list``, ``table`` or ``definition``; empty between blocks."""
    indent: int = 0
    """Of the first line of the block."""
    ordered: dict[int, bool] = field(default_factory=dict)
    """By level of the list, whether its items are numbered."""

    def end(self) -> None:
        """Ends the block: a line follows that is none of it."""
        self.kind, self.quote, self.depth = "", "", 0
        self.ordered.clear()

    def table(self) -> None:
        """Says that the block is a table: its rule has been read."""
        self.kind = "table"

    def read(self, line: str, following: str = "") -> Start:
        """What a line starts; ``following`` is the one below it."""
        parts = _PARTS.match(line)
        assert parts is not None
        quote, words, indent = parts["quote"], parts["words"], len(parts["indent"])
        depth = quote.count(">")
        if depth:
            indent = max(0, indent - 1)
            if not words:
                self._new(quote, depth, "", 0)
                return Start(quote.rstrip())
        item = _ITEM.match(words)
        if item and "|" in words and (self.kind == "table" or _is_table_rule(following)):
            item = None
        begins, above = self._break(quote, depth, indent, words, item, following)
        if begins:
            kind = "list" if item and begins == "item" else "text"
            if _DEFINITION.match(words):
                kind = "definition"
            if above is not None or not self.kind or depth != self.depth:
                self._new(quote, depth, kind, indent)
            if item and begins == "item":
                self._note_item(indent, item)
                line = _numbered(line, parts.start("words"), item)
        if _DEFINITION.match(words):
            self.kind = "definition"
        if begins or depth == self.depth:
            self.quote, self.depth = quote, depth
        if _HEADING.match(words):
            self.end()
            return Start(line, above, "block")
        return Start(line, above, begins)

    def _break(
        self,
        quote: str,
        depth: int,
        indent: int,
        words: str,
        item: re.Match[str] | None,
        following: str,
    ) -> tuple[str, str | None]:
        """What the line begins, and the line to put above it."""
        if not self.kind:
            return ("item" if item else "block"), None
        if depth > self.depth:
            return ("item" if item else "block"), self.quote.rstrip()
        free = quote.rstrip()
        if item:
            return self._before_item(depth, indent, item, free)
        if depth < self.depth:
            return "", None  # a lazy line, which goes on with the quote's last paragraph
        starts_term = self.kind == "definition" and not _DEFINITION.match(words)
        if starts_term and indent == self.indent and _DEFINITION.match(following.lstrip(" ")):
            return "block", free
        return "", None

    def _before_item(
        self, depth: int, indent: int, item: re.Match[str], free: str
    ) -> tuple[str, str | None]:
        """An item below other lines of the block."""
        number = item["number"]
        if depth < self.depth or indent < self.indent:
            return "item", free
        if self.kind == "list":
            level = indent // 4
            same = self.ordered.get(level, bool(number)) == bool(number)
            return "item", None if same else free
        if not item["gap"] or (number and len(number) > _LONGEST and indent == self.indent):
            return "", None
        # Only a list that starts with 1 interrupts a text; other numbers could be either.
        return "item", free if number in {None, "1"} or indent > self.indent else None

    def _new(self, quote: str, depth: int, kind: str, indent: int) -> None:
        self.quote, self.depth, self.kind, self.indent = quote, depth, kind, indent
        self.ordered.clear()

    def _note_item(self, indent: int, item: re.Match[str]) -> None:
        level = indent // 4
        for deeper in [known for known in self.ordered if known > level]:
            del self.ordered[deeper]
        self.ordered[level] = bool(item["number"])


def _is_table_rule(line: str) -> bool:
    return "|" in line and not line.strip("|:- ")


def _numbered(line: str, at: int, item: re.Match[str]) -> str:
    """The line with its number as the parser knows them: “1)” is “1.”."""
    if item["end"] != ")":
        return line
    place = at + item.start("end")
    return f"{line[:place]}.{line[place + 1 :]}"
