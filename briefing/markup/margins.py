"""Lines that Markdown reads otherwise than they look: each is a finding, for a mark goes with them.

Whoever sees a line stand inside an item, below a heading or in a footnote takes it for a part of
that. Where the parser does not, the mark of that block would not cover the line, and the line would
be shown to all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Fault = tuple[int, str, str]
"""Index of the line, what is wrong, the way out."""

_HEADING = re.compile(r"^ {1,3}#{1,6} +\S")
_ITEM = re.compile(r"^(?P<indent> *)(?:[-*+]|\d+[.)]) +\S")
_INDENTED = re.compile(r"^ {1,3}\S")
_COMMENT = re.compile(r"^ {0,3}\[[^\]]*\]: *(?:#|<>)")
_OTHER_TOOL = re.compile(r"^ *(?:!!!|\?\?\?\+?|:::+) *\w")
_SIGN = r"(?:[-*+]|\d+[.)]) +"
_HELD_FENCE = re.compile(rf"^ *(?:>[ >]*(?:{_SIGN})?|{_SIGN})(?:`{{3,}}[^`]*$|~~~)")
_MOST_BRACKETS, _MOST_SPACES = 400, 400
"""In a line. The parser takes the square of their number in time."""


def is_unreadable(line: str) -> bool:
    """Whether nobody wrote a line by hand, and it would take minutes to parse."""
    return line.count("[") > _MOST_BRACKETS or " " * _MOST_SPACES in line


def misread(lines: Sequence[str], plain: Sequence[bool]) -> Iterator[Fault]:
    """Faults of a text's lines; ``plain`` tells which of them are neither code nor options."""
    in_item = in_fence = False
    for index, line in enumerate(lines):
        if not plain[index]:
            in_item = False
            continue
        in_fence = in_fence and line.lstrip(" ").startswith(">")
        blank_above = index == 0 or not lines[index - 1].strip()
        item = _ITEM.match(line)
        if _HEADING.match(line):
            yield index, "a heading that is indented is none", "write its # at the line's start"
        elif item and len(item["indent"]) % 4 and (in_item or blank_above):
            hint = "indent a list inside an item by four spaces"
            yield index, f"an item indented by {len(item['indent'])} spaces", hint
        elif blank_above and _INDENTED.match(line):
            hint = "indent what belongs to an item by four spaces, other text not at all"
            yield index, "a paragraph indented by less than four spaces", hint
        elif _HELD_FENCE.match(line):
            in_fence = not in_fence
            if not in_fence:
                continue
            hint = "set it below: in an item indented by four spaces; a quote holds none"
            yield index, "a fence inside a quote, or on the first line of an item", hint
        elif _COMMENT.match(line):
            yield index, "Markdown has no comments: this would be printed", "remove the line"
        elif _OTHER_TOOL.match(line):
            yield index, "a block of another tool", "write “/// name”, or remove the sign"
        if line.strip() and not line.startswith(" "):
            in_item = bool(item)
