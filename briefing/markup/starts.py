"""Where a block starts, as its author and GitHub see it: CommonMark's rules, line by line.

Python-Markdown ends a block at a free line only. Where CommonMark starts one without, in a list
right below a text, in an item below the second paragraph of the item before, a line is put between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PARTS = re.compile(r"^(?P<quote>(?: *>)*)(?P<indent> *)(?P<words>.*)$")
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d+)(?P<end>[.)]))(?P<gap> +|$)")
_LETTER = re.compile(r"(?P<letter>[a-z]|[A-Z]|[ivx]{2,4})[.)] +\S")
_DEFINITION = re.compile(r": {1,3}\S")
_HEADING = re.compile(r"#{1,6}(?= |$)")
_LONGEST = 2
"""Digits of a number in the middle of a text that is taken for an item's: “1999.” is a year."""
_ROMAN = dict(zip(("i", "ii", "iii", "iv", "v"), ("ii", "iii", "iv", "v", "vi"), strict=True))


@dataclass(frozen=True, slots=True)
class Start:
    """What a line is, seen from the lines above it."""

    begins: str = ""
    """``item`` or ``block`` when it starts one by its look; empty when it goes on."""
    above: str | None = None
    """A line to put above it, so that the parser sees that: empty but for the signs of a quote."""


_GOES_ON = Start()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text, taken apart."""

    quote: str
    depth: int
    """Quotes within quotes."""
    indent: int
    words: str

    @property
    def free(self) -> str:
        """A free line in the same quote."""
        return self.quote.rstrip()

    @property
    def is_definition(self) -> bool:
        """Whether it says what the term above it means."""
        return _DEFINITION.match(self.words) is not None


def _take_apart(line: str) -> _Line:
    parts = _PARTS.match(line)
    assert parts is not None
    depth = parts["quote"].count(">")
    indent = len(parts["indent"])
    return _Line(parts["quote"], depth, max(0, indent - 1) if depth else indent, parts["words"])


@dataclass(slots=True)
class Starts:
    """Reads the lines of a text one after the other; knows the block it is in."""

    kind: str = ""
    """Of the block: ``text``, ``list``, ``table`` or ``definition``; empty between blocks."""
    quote: str = ""
    depth: int = 0
    indent: int = 0
    """Of the first line of the block."""
    lines: int = 0
    """Of the block, so far."""
    signs: dict[int, str] = field(default_factory=dict)
    """By level of the list, the sign of its items; that of numbers is what follows them."""
    letter: str = ""
    """What the line above begins with, when that is one letter: “a.”, “ii)”."""

    @property
    def is_title(self) -> bool:
        """Whether the block is one line of text, which a rule below makes a heading."""
        return self.kind == "text" and self.lines == 1 and not self.depth and not self.indent

    def end(self) -> None:
        """Ends the block: a line follows that is none of it."""
        self._new(_Line("", 0, 0, ""), "")

    def table(self) -> None:
        """Says that the block is a table: its rule has been read."""
        self.kind = "table"

    def read(self, text: str, following: str = "") -> Start:
        """What a line starts; ``following`` is the one below it."""
        line = _take_apart(text)
        if not line.words:
            self._new(line, "")
            return _GOES_ON
        item = _ITEM.match(line.words)
        if item and "|" in line.words and (self.kind == "table" or _is_table_rule(following)):
            item = None  # a row whose first cell is a dash
        start = self._start(line, item, _take_apart(following))
        if start.begins and (start.above is not None or not self.kind or line.depth != self.depth):
            self._new(line, "list" if item else "text")
        if start.begins == "item" and item:
            self._note_sign(line, item)
        if line.is_definition:
            self.kind = "definition"
        if start.begins or line.depth == self.depth:  # a lazy line leaves its quote open
            self.quote, self.depth = line.quote, line.depth
        self.lines += 1
        letter = _LETTER.match(line.words)
        self.letter = letter["letter"] if letter else ""
        if _HEADING.match(line.words):
            self.end()
        return start

    def _start(self, line: _Line, item: re.Match[str] | None, below: _Line) -> Start:
        if not self.kind:
            return Start("item" if item else "block")
        if line.depth > self.depth:
            return Start("item" if item else "block", self.quote.rstrip())
        if _HEADING.match(line.words) and line.indent <= self.indent:
            return Start("block", line.free)
        if item:
            return self._start_item(line, item)
        if line.depth < self.depth:
            return _GOES_ON  # with the last paragraph of the quote: a lazy line
        return self._start_other(line, below)

    def _start_item(self, line: _Line, item: re.Match[str]) -> Start:
        """An item right below other lines of the block."""
        number = item["number"]
        if line.depth < self.depth or line.indent < self.indent:
            return Start("item", line.free)
        if self.kind == "list":
            same = self.signs.get(line.indent // 4, _sign(item)) == _sign(item)
            return Start("item", None if same else line.free)
        inside = line.indent > self.indent
        if not item["gap"] or (number and len(number) > _LONGEST and not inside):
            return _GOES_ON
        # Only a list that starts with 1 interrupts a text; with another number it could be either.
        return Start("item", line.free if number in {None, "1"} or inside else None)

    def _start_other(self, line: _Line, below: _Line) -> Start:
        if line.is_definition:
            return Start("block")
        if self.kind == "definition" and line.indent == self.indent and below.is_definition:
            return Start("block", line.free)  # the next term
        letter = _LETTER.match(line.words)
        if letter and self.letter and letter["letter"] in _next(self.letter):
            return Start("item")  # of a list with letters, which Markdown does not know
        return _GOES_ON

    def _new(self, line: _Line, kind: str) -> None:
        self.quote, self.depth, self.indent = line.quote, line.depth, line.indent
        self.kind, self.lines, self.letter = kind, 0, ""
        self.signs.clear()

    def _note_sign(self, line: _Line, item: re.Match[str]) -> None:
        level = line.indent // 4
        for deeper in [known for known in self.signs if known > level]:
            del self.signs[deeper]
        self.signs[level] = _sign(item)


def _sign(item: re.Match[str]) -> str:
    return item["end"] or item[0][0]


def _next(letter: str) -> tuple[str, ...]:
    """What may follow a letter or a Roman number in a list."""
    return (chr(ord(letter[0]) + 1) if len(letter) == 1 else "", _ROMAN.get(letter, ""))


def _is_table_rule(line: str) -> bool:
    return "|" in line and not line.strip("|:- ")
