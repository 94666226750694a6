"""How much of a text is read: more than anybody writes, less than would take the parser minutes.

The Markdown parser takes the square of a paragraph's length in time, and its stack is as deep as
the text is nested. So each is measured first, and what goes beyond is a finding with its figure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.load.markdown import placeholders

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator

Refusal = tuple[str, str]
"""What is too much, with its figure, and the way out."""
Refused = tuple[int, str, str]
"""The same, with its line."""

MOST_CHARACTERS = 2_100_000
"""Of a section: some 350,000 words, a thousand pages."""
MOST_LINES = 50_000
"""Of a section."""
LONGEST_LINE = 40_000
"""Characters; a paragraph on one line is one."""
LONGEST_PARAGRAPH = 40_000
"""Characters: some 6,000 words."""
MOST_SIGNS = 2_500
"""In a paragraph: each may open or close something, and is tried with the others."""
MOST_CELLS = 40_000
"""Of a table: 5,000 rows of eight columns."""
DEEPEST = 30
"""Blocks within blocks, and quotes or lists that open on one line."""

_OPENS = re.compile(r"(?: |>|[-*+] |\d{1,9}[.)] )*")
_LEVELS = re.compile(r"[>*+.)-]")
_SIGNS = re.compile(rf"[*_`~\[\]<&\\\"'!]|--|\.\.|{placeholders.OPEN}[^\ue010]")
_SPACES = " " * 400
_BRACKETS = 400


def too_large(text: str) -> Refusal | None:
    """Why a whole text is not read."""
    for number, most, what in (
        (len(text), MOST_CHARACTERS, "characters"),
        (text.count("\n"), MOST_LINES, "lines"),
    ):
        if number > most:
            message = f"this section has {number:,} {what}; the limit is {most:,}"
            return message, "split it into several sections"
    return None


def too_long(line: str) -> Refusal | None:
    """Why a line is not read."""
    hint = "break it into lines, or remove it"
    if len(line) > LONGEST_LINE:
        return f"a line of {len(line):,} characters; the limit is {LONGEST_LINE:,}", hint
    if (number := line.count("[")) > _BRACKETS:
        return f"a line with {number:,} brackets; the limit is {_BRACKETS:,}", hint
    if _SPACES in line:
        return f"a line with a run of {len(_SPACES):,} spaces or more", hint
    opens = _OPENS.match(line)
    levels = len(_LEVELS.findall(opens[0])) if opens else 0
    if levels > DEEPEST:
        return (
            f"a line that opens {levels:,} quotes or lists; the limit is {DEEPEST:,}",
            "write them side by side, or remove the characters",
        )
    return None


def first_line(words: str) -> int:
    """The line in its file on which a text with tokens starts; 0 for one that has none."""
    numbers = (
        part.index
        for part in placeholders.split(words)
        if isinstance(part, placeholders.Token) and part.kind == "line"
    )
    return next(numbers, 0)


def too_much(root: etree.Element) -> Iterator[Refused]:
    """Takes out of a parsed tree the words whose signs are not to be read; gives the line of each,
    and why."""
    for element in root.iter():
        for part in ("text", "tail"):
            words = getattr(element, part)
            if not words or len(words) < MOST_SIGNS:
                continue
            length = len(placeholders.strip(words).replace(" \n", "\n"))
            signs = sum(1 for _ in _SIGNS.finditer(words))
            if length > LONGEST_PARAGRAPH:
                figure = f"{length:,} characters; the limit is {LONGEST_PARAGRAPH:,}"
            elif signs > MOST_SIGNS:
                figure = f"{signs:,} characters such as * [ or quotes; the limit is {MOST_SIGNS:,}"
            else:
                continue
            setattr(element, part, "")
            yield (
                first_line(words),
                f"a paragraph with {figure}",
                "break it into paragraphs",
            )
