"""Bring the text of a section up to date that was written for an earlier way of reading blocks.

Until indented text was read as code, it was a paragraph; a heading needed no space behind its
``#``. Where the words show what was meant, the line is changed to print as it did; else it is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.load.markdown import block_doubts as doubts
from briefing.load.markdown.block_reader import BlockReader, LineRead
from briefing.load.markdown.code_lines import fenced, indented
from briefing.load.markdown.comments import take_out
from briefing.load.markdown.line_starts import FOOT, FOOTNOTE_BODY, HEAD, ITEM, OPTION

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIGHT = re.compile(r"^(?P<before>\W*?#{2,6})(?=[^\s#])")


@dataclass(frozen=True, slots=True)
class Migrated:
    """A text, brought up to date."""

    text: str
    notes: tuple[tuple[int, str], ...] = ()
    """Lines that print otherwise than they did and were left as they are, and why."""


def migrate(text: str) -> Migrated:
    """Return the text of a section with its front matter, brought up to date."""
    lines = text.split("\n")
    start = _below_front_matter(lines)
    plain = take_out("\n".join(lines[start:]))
    notes: list[tuple[int, str]] = []
    for index, new, note in _changes(plain.text.split("\n")):
        at = start + plain.numbers[index]
        if note:
            notes.append((at + 1, note))
        elif lines[at].expandtabs(4) == plain.text.split("\n")[index].expandtabs(4):
            lines[at] = new
    return Migrated("\n".join(lines), tuple(notes))


def _below_front_matter(lines: list[str]) -> int:
    if lines[0].strip() != "---":
        return 0
    return next((i + 1 for i in range(1, len(lines)) if lines[i].strip() == "---"), 0)


def _changes(source: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the index of each line that is to change, and what it becomes; or a note about it."""
    lines = [line.expandtabs(4) for line in source]
    reader = BlockReader()
    index = 0
    while index < len(lines):
        line, first = lines[index], index
        index += 1
        if HEAD.match(line):
            reader.open_box(first, 0)
            while index < len(lines) and OPTION.match(lines[index]):
                index += 1
        elif FOOT.match(line):
            reader.close_box()
        elif FOOTNOTE_BODY.match(line):
            while index < len(lines) and lines[index].startswith("    "):
                index += 1
        else:
            read = reader.read(line, first, lines[index] if index < len(lines) else "")
            if read.kind == "fence":
                index = fenced(reader, lines, first, read.at).last + 1
            elif read.kind == "code":
                code = indented(reader, lines, first, read.at)
                index = code.last + 1
                yield from _unindented(lines, first, read, code.text)
            else:
                yield from _changed(line, first, read)


def _unindented(
    lines: list[str], first: int, read: LineRead, text: str
) -> Iterator[tuple[int, str, str]]:
    for start, end, is_prose in doubts.paragraphs(text):
        if not is_prose:
            yield first + start, "", "printed as code; it was a paragraph"
            continue
        for index in range(first + start, first + end + 1):
            line = lines[index]
            less = 4 if ITEM.match(lines[first + start][read.at :].lstrip(" ")) else len(line)
            words = line[read.at :]
            taken = min(less, len(words) - len(words.lstrip(" ")))
            yield index, line[: read.at] + words[taken:], ""


def _changed(line: str, index: int, read: LineRead) -> Iterator[tuple[int, str, str]]:
    if read.leaf is not None and read.kind == "text":
        read.leaf.lines.append(read.words)
    if doubts.TIGHT_HEADING in read.doubts and _TIGHT.match(line):
        yield index, _TIGHT.sub(r"\g<before> ", line), ""
