"""Limit how much text is read: more than anybody writes, less than takes the parser minutes.

The Markdown parser takes time quadratic in the length of a paragraph, and its stack is as deep as
the text is nested. So each is measured first, and what exceeds a limit is a finding with its
    figure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.load.markdown import placeholders

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator

Refusal = tuple[str, str]
"""What exceeds a limit, with its figure, and a hint."""
Refused = tuple[int, str, str]
"""The same, with its line."""

MOST_CHARACTERS = 2_100_000
"""In a section: some 350,000 words, a thousand pages."""
MOST_LINES = 50_000
"""In a section."""
LONGEST_LINE = 40_000
"""In characters; a paragraph may be written on one line."""
LONGEST_PARAGRAPH = 40_000
"""In characters: some 6,000 words."""
MOST_SIGNS = 2_500
"""Special characters in a paragraph: each may open or close something, tried with all others."""
MOST_CELLS = 200_000
"""In a table: 20,000 rows of ten columns. Long tables are typeset in pieces."""
DEEPEST = 30
"""Levels of nested blocks, and of quotes or lists that open on one line."""
MOST_LISTS = 10
"""Levels of lists and quotes in one another: deeper in, a column has no room for words."""

_OPENS = re.compile(r"(?: |>|[-*+] |\d{1,9}[.)] )*")
_LEVELS = re.compile(r"[>*+.)-]")
_SIGNS = re.compile(rf"[*_`~\[\]<&\\\"'!]|--|\.\.|{placeholders.OPEN}[^\ue010]")
_SPACES = " " * 400
_BRACKETS = 400


def too_large(text: str) -> Refusal | None:
    """Return why a whole text is not read; None if it is."""
    for number, most, what in (
        (len(text), MOST_CHARACTERS, "characters"),
        (text.count("\n"), MOST_LINES, "lines"),
    ):
        if number > most:
            message = f"this section has {number:,} {what}; the limit is {most:,}"
            return message, "split it into several sections"
    return None


def too_long(line: str) -> Refusal | None:
    """Return why a line is not read; None if it is."""
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
    """Return the line on which a text with placeholders starts in its file; 0 if it has none."""
    numbers = (
        part.index
        for part in placeholders.split(words)
        if isinstance(part, placeholders.Token) and part.kind == "line"
    )
    return next(numbers, 0)


def too_much(root: etree.Element) -> Iterator[Refused]:
    """Take words with too many special characters out of a parsed tree.

    Yields the line of each, what is too much, and a hint.
    """
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
