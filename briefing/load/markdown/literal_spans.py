"""Find what is plain text in a line whatever it looks like: code in backticks, and URLs.

A guide must be able to show our markup and that of other tools, and a URL may hold any character.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COVER = "\ufffc"
"""Stands for what was covered: the object replacement character."""

_TICKS = re.compile(r"`+")
_CONDITION = r"(?:audience|length|format|release|priority)"
_ADDRESS = re.compile(
    rf"(?P<target>\]\()(?!\s*\{{?\s*:?\s*{_CONDITION}\s*[=:])"
    r"(?:<[^<>]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)(?=\)|\s+[\"'(])"
    r"|<(?:(?:https?|ftp)://|mailto:)[^<>\s]*>"
    r"|(?<!\w)(?:[a-z][a-z0-9+.-]{1,20}://|mailto:|www\.)"
    r"[^\s<>{}|\"`]*(?:\{(?!:)[^\s<>{}|\"`=]*\}[^\s<>{}|\"`]*)*",
    re.IGNORECASE,
)
"""The target of a link or picture, a URL in angle brackets, a bare URL."""

# Characters that people and programs use for ours; NFKC only maps the full-width ones.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2044\u2215\u29f8\u2571\u27cb", "/"),
        **dict.fromkeys("\u2236\ua789\u02d0\ufe55", ":"),
        **dict.fromkeys("\ua78a\u2e40\u2550", "="),
        **dict.fromkeys("\u2774\u2983", "{"),
        **dict.fromkeys("\u2775\u2984", "}"),
    }
)
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


def code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Return where code in backticks starts and ends in a line, in time linear in its length.

    A run of backticks opens code unless a backslash stands before it; the next run of the same
    length closes it, and without one it is plain text.
    """
    runs = [match.span() for match in _TICKS.finditer(line)]
    after: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        after.setdefault(runs[index][1] - runs[index][0], []).append(index)
    index = 0
    while index < len(runs):
        start, end = runs[index]
        rest = after[end - start]
        while rest and rest[-1] <= index:
            rest.pop()
        if (start and line[start - 1] == "\\") or not rest:
            index += 1
            continue
        yield start, runs[rest[-1]][1]
        index = rest[-1] + 1


def without_code(line: str) -> str:
    """Return the line with its code covered."""
    parts: list[str] = []
    done = 0
    for start, end in code_spans(line):
        parts += [line[done:start], COVER]
        done = end
    return "".join((*parts, line[done:])) if parts else line


def without_addresses(line: str) -> str:
    """Return the line with its URLs covered; the brackets of a link stay."""
    if "](" not in line and "://" not in line and "<" not in line and "." not in line:
        return line
    return _ADDRESS.sub(lambda found: (found["target"] or "") + COVER, line)


def spelt_out(line: str) -> str:
    """Return the line with full-width characters and homoglyphs replaced, invisible ones
    removed."""
    if line.isascii():
        return line
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", line)).translate(_ALIKE)
