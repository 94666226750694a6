"""Find where blocks start as authors and GitHub see it: by CommonMark's rules, line by line.

Python-Markdown ends a block at a blank line only. Where CommonMark starts one without a blank line
(a list right below a text, an item below the second paragraph of the item before) a line is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefing.load.markdown.line_starts import RULE, TABLE_RULE

_PARTS = re.compile(r"^(?P<quote>(?: *>)*)(?P<indent> *)(?P<words>.*)$")
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d+)(?P<end>[.)]))(?P<gap> +|$)")
_LETTER = re.compile(r"(?P<letter>[a-z]|[A-Z]|[ivx]{2,4})[.)] +\S")
_DEFINITION = re.compile(r": {1,3}\S")
_HEADING = re.compile(r"#{1,6}(?= |$)")
_LONGEST = 2
"""Most digits of a number that starts an item in the middle of a text: “1999.” is a year."""
_ROMAN = dict(zip(("i", "ii", "iii", "iv", "v"), ("ii", "iii", "iv", "v", "vi"), strict=True))


@dataclass(frozen=True, slots=True)
class Start:
    """What a line starts, given the lines above it."""

    begins: str = ""
    """``item`` or ``block`` when it starts one by its look; empty when it goes on."""
    above: str | None = None
    """A line to put above it, so that the parser sees the start: empty save for quote markers."""
    fault: tuple[str, str, str] | None = None
    """Code, message and hint, if it looks like something that it is not."""


_GOES_ON = Start()
_NO_ITEM = Start(
    fault=(
        "B213",
        "this line looks like a list item but is read as text",
        "leave a blank line above it; lists have dashes or numbers, not letters",
    )
)
_RULE = Start(fault=("B209", "horizontal rules are not supported", "use a heading"))
_NO_UNDERLINE = Start(
    fault=(
        "B210",
        "this line does not underline a heading: there is more than one line above it",
        "write the heading as “## Heading”",
    )
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text, taken apart."""

    quote: str
    depth: int
    """Number of nested quotes."""
    indent: int
    words: str

    @property
    def free(self) -> str:
        """Return a blank line in the same quote."""
        return self.quote.rstrip()

    @property
    def is_definition(self) -> bool:
        """Return whether the line defines the term above it."""
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
    """By level of the list, the bullet of its items; for numbers, the character behind them."""
    letter: str = ""
    """The letter or Roman numeral that the line above begins with: “a.”, “ii)”."""

    is_doubtful: bool = False
    """Whether a line of the block looked like an item but was not: one finding is enough."""

    def end(self) -> None:
        """End the current block: the next line is not part of it."""
        self._new(_Line("", 0, 0, ""), "")

    def read(self, text: str, following: str = "") -> Start:
        """Return what ``line`` starts; ``following`` is the line below it."""
        if RULE.match(text):
            return self._rule(text.strip())
        if TABLE_RULE.match(text.lstrip(" >")):
            self.kind = "table"
            return _GOES_ON
        line = _take_apart(text)
        if not line.words:
            self._new(line, "")
            return _GOES_ON
        item = _ITEM.match(line.words)
        if item and "|" in line.words and (self.kind == "table" or _is_table_rule(following)):
            item = None  # a row whose first cell is a dash
        start = self._start(line, item, following)
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

    def _rule(self, signs: str) -> Start:
        """Read a line of dashes or equals signs: an underline of a heading, a rule, or text."""
        kind, lines = self.kind, self.lines
        aside = self.depth or self.indent
        self.end()
        if kind == "text" and lines == 1 and not aside and " " not in signs and signs[0] in "=-":
            return _GOES_ON
        if signs[0] != "=" and len(signs.replace(" ", "")) > 2:
            return _RULE
        return _NO_UNDERLINE if kind else _GOES_ON

    def _no_item(self) -> Start:
        first, self.is_doubtful = not self.is_doubtful, True
        return _NO_ITEM if first else _GOES_ON

    def _start(self, line: _Line, item: re.Match[str] | None, following: str) -> Start:
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
        return self._start_other(line, following)

    def _start_item(self, line: _Line, item: re.Match[str]) -> Start:
        """Start a list item right below other lines of the block."""
        number = item["number"]
        if line.depth < self.depth or line.indent < self.indent:
            return Start("item", line.free)
        if self.kind == "list":
            same = self.signs.get(line.indent // 4, _sign(item)) == _sign(item)
            return Start("item", None if same else line.free)
        inside = line.indent > self.indent
        if not item["gap"] or (number and len(number) > _LONGEST and not inside):
            return _GOES_ON
        # Only a list that starts with 1 interrupts a text; any other number is ambiguous.
        return Start("item", line.free) if number in {None, "1"} or inside else self._no_item()

    def _start_other(self, line: _Line, following: str) -> Start:
        if line.is_definition:
            return Start("block")
        if self.kind == "definition" and line.indent == self.indent:
            term = _take_apart(following).is_definition
            return Start("block", line.free) if term else _GOES_ON
        letter = _LETTER.match(line.words)
        if letter and self.letter and letter["letter"] in _next(self.letter):
            return self._no_item()  # of a list with letters, which Markdown does not know
        return _GOES_ON

    def _new(self, line: _Line, kind: str) -> None:
        self.quote, self.depth, self.indent = line.quote, line.depth, line.indent
        self.kind, self.lines, self.letter, self.is_doubtful = kind, 0, "", False
        self.signs.clear()

    def _note_sign(self, line: _Line, item: re.Match[str]) -> None:
        level = line.indent // 4
        for deeper in [known for known in self.signs if known > level]:
            del self.signs[deeper]
        self.signs[level] = _sign(item)


def _sign(item: re.Match[str]) -> str:
    return item["end"] or item[0][0]


def _next(letter: str) -> tuple[str, ...]:
    """Return what may follow a letter or Roman numeral in a list."""
    return (chr(ord(letter[0]) + 1) if len(letter) == 1 else "", _ROMAN.get(letter, ""))


def _is_table_rule(line: str) -> bool:
    return "|" in line and not line.strip("|:- ")
