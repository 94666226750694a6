"""Report lines that Markdown reads differently than they look.

An author who sees a line stand inside an item, below a heading or in a footnote takes it for part
of that. If the parser does not, the attributes of that block do not cover the line, and it would
be shown to all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.load.markdown.line_starts import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Fault = tuple[int, str, str]
"""Index of the line, what is wrong, a hint."""

_HEADING = re.compile(r"^ {1,3}#{1,6} +\S")
_ITEM = re.compile(r"^(?P<indent> *)(?:[-*+]|\d+[.)]) +\S")
_INDENTED = re.compile(r"^ {1,3}\S")
_BULLET = re.compile(r" *(?:[-*+]|\d+[.)]|:) +")
_SIGN = r"(?:[-*+]|\d+[.)]) +"
_HELD_FENCE = re.compile(rf"^ *(?:>[ >]*(?:{_SIGN})?|{_SIGN})(?:`{{3,}}[^`]*$|~~~)")


def _stands_askew(line: str, above: str) -> bool:
    """Return whether an attribute list on its own line is indented unlike the block above it."""
    words = line.lstrip(" ")
    indent = len(line) - len(words)
    if not indent or not ATTRIBUTES.fullmatch(words.rstrip()):
        return False
    item = _BULLET.match(above)
    start = len(above) - len(above.lstrip(" "))
    return indent not in ((item.end(), start + 4) if item else (start,))


def misread(lines: Sequence[str], plain: Sequence[bool]) -> Iterator[Fault]:
    """Yield faults of ``lines``; ``plain`` tells which of them are neither code nor options."""
    in_item = in_fence = False
    for index, line in enumerate(lines):
        if not plain[index]:
            in_item = False
            continue
        in_fence = in_fence and line.lstrip(" ").startswith(">")
        blank_above = index == 0 or not lines[index - 1].strip()
        item = _ITEM.match(line)
        if _HEADING.match(line):
            yield index, "an indented heading is not read as one", "start the line with its #"
        elif item and len(item["indent"]) % 4 and (in_item or blank_above):
            hint = "indent a list inside an item by four spaces"
            yield index, f"a list item indented by {len(item['indent'])} spaces", hint
        elif blank_above and _INDENTED.match(line):
            hint = "indent what belongs to an item by four spaces, other text not at all"
            yield index, "a paragraph indented by fewer than four spaces", hint
        elif _stands_askew(line, lines[index - 1] if index else ""):
            hint = "do not indent it, or align it with the text of its item"
            yield index, "an attribute list indented differently from the line above it", hint
        elif _HELD_FENCE.match(line):
            in_fence = not in_fence
            if not in_fence:
                continue
            hint = "move it below: indented by four spaces in an item; quotes cannot hold one"
            yield index, "a fenced block inside a quote, or on the first line of a list item", hint
        if line.strip() and not line.startswith(" "):
            in_item = bool(item)
