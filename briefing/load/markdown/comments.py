"""Take out remarks to co-authors, ``<!-- like this -->``, before anything else is read.

The rest is the text as it would have been written without them: lines close up around a remark, and
lines that held nothing else go. Each remaining line knows its number in the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefing.load.markdown.line_starts import FENCE
from briefing.load.markdown.literal_spans import code_spans
from briefing.load.markdown.size_limits import LONGEST_LINE

OPEN, CLOSE = "<!--", "-->"
_NOTHING = " \t>"
"""What may be left of a line that held only a remark: indentation and quote markers."""


@dataclass(slots=True)
class Uncommented:
    """A text without its remarks."""

    text: str = ""
    numbers: list[int] = field(default_factory=list)
    """For each of its lines, which line of the text it was, from 0."""
    remarks: list[tuple[str, int]] = field(default_factory=list)
    """Their words, and the line each starts on, from 0."""
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, what is wrong, a hint."""


def take_out(text: str) -> Uncommented:
    """Return ``text`` without its remarks; in code and fenced blocks ``<!--`` is plain text."""
    if OPEN not in text:
        return Uncommented(text, list(range(text.count("\n") + 1)))
    reader = _Reader(text.split("\n"))
    reader.read()
    reader.out.text = "\n".join(reader.kept)
    return reader.out


class _Reader:
    """Goes through the lines of a text once."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.kept: list[str] = []
        self.out = Uncommented()
        self.endless = False
        """Whether a remark without an end was reported: no remark below it can have one."""

    def read(self) -> None:
        """Read all lines, and keep what is left of each."""
        index, fence = 0, ""
        while index < len(self.lines):
            line = self.lines[index]
            opens = FENCE.match(line.replace("\t", "    "))
            if fence:
                signs = line.strip(" \t")
                if len(signs) >= len(fence) and not signs.strip(fence[0]):
                    fence = ""
            elif opens:
                fence = opens["fence"]
            elif OPEN in line and len(line) <= LONGEST_LINE:  # a longer one is refused as a whole
                index = self._line(index)
                continue
            self._keep(line, index)
            index += 1

    def _keep(self, line: str, index: int) -> None:
        self.kept.append(line)
        self.out.numbers.append(index)

    def _line(self, index: int) -> int:
        """Read a line that may hold remarks, with the lines that a remark runs on to.

        Returns the index of the next line.
        """
        first, last, rest, before, taken = index, index, self.lines[index], "", False
        while (at := _opening(rest)) is not None:
            before += rest[:at]
            close = self._close(last, rest, at)
            if (
                close is None
            ):  # what follows is read as text, so that its faults are reported as well
                rest = rest[at + len(OPEN) :]
                continue
            taken = True
            if last != close[0] and not before.strip(_NOTHING):
                first = close[0]
            last, rest = close
            if not rest.strip(" "):
                before = before.rstrip(" ") if before.strip(_NOTHING) else before
            elif not before.strip() or before.endswith(" "):
                rest = rest.lstrip(" ")
        line = before + rest
        if not taken or line.strip(_NOTHING):
            self._keep(line, first)
        return last + 1

    def _close(self, index: int, rest: str, at: int) -> tuple[int, str] | None:
        """Return the line a remark ends on and the text after it; None if it has no end."""
        start = at + len(OPEN)
        if rest.startswith((">", "->"), start):
            hint = "write <!-- remark -->, or remove it"
            self.out.faults.append((index, "an empty remark: “<!-->”", hint))
            return index, rest[rest.index(">", start) + 1 :]
        if self.endless:
            return None
        words: list[str] = []
        last, line = index, rest[start:]
        while (end := line.find(CLOSE)) < 0:
            words.append(line)
            last += 1
            if last == len(self.lines):
                self.endless = True
                hint = "close it with -->; to print this, put it in `code`"
                message = "this remark to co-authors is never closed"
                self.out.faults.append((index, message, hint))
                return None
            line = self.lines[last]
        remark = "\n".join((*words, line[:end]))
        if (inner := remark.find(OPEN)) >= 0:
            message = "a remark inside a remark: what follows the first --> would be printed"
            hint = "close the first before opening the second"
            self.out.faults.append((index + remark.count("\n", 0, inner), message, hint))
        if re.search(r"\w", remark):
            self.out.remarks.append((" ".join(remark.split()), index))
        return last, line[end + len(CLOSE) :]


def _opening(line: str) -> int | None:
    """Return where the first remark of a line that is not in code opens."""
    at = line.find(OPEN)
    for start, end in code_spans(line):
        if at < 0 or at < start:
            break
        if at < end:
            at = line.find(OPEN, end)
    return at if at >= 0 else None
