"""Take the lines of a block of code: between fences, or indented by four spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.load.markdown.line_starts import FENCE, FOOT, HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.load.markdown.open_blocks import OpenBlocks

_INDENT = 4


@dataclass(frozen=True, slots=True)
class CodeLines:
    """A block of code."""

    text: str
    info: str
    """The words behind its fence."""
    last: int
    """Index of its last line, that of the closing fence."""
    fence: str = ""
    """The fence that it still needs to be closed; empty if it is."""


def fenced(reader: OpenBlocks, lines: Sequence[str], index: int, at: int) -> CodeLines:
    """Return the code whose fence opens on the line of this index, behind ``at`` characters."""
    fence = FENCE.match(lines[index][at:])
    assert fence is not None
    close = re.compile(rf"^ {{0,3}}{fence['fence'][0]}{{{len(fence['fence'])},}} *$")
    indent = len(fence["indent"])
    body: list[str] = []
    unclosed = fence["fence"]
    for line in lines[index + 1 :]:
        inner = reader.inside(line)
        if inner is None:
            break
        if close.match(inner):
            unclosed = ""
            break
        body.append(inner[min(indent, len(inner) - len(inner.lstrip(" "))) :])
    last = index + len(body) + (not unclosed)
    return CodeLines("\n".join(body), fence["info"].strip(), last, unclosed)


def indented(reader: OpenBlocks, lines: Sequence[str], index: int, at: int) -> CodeLines:
    """Return the code that begins on the line of this index, behind ``at`` characters."""
    body, last = [lines[index][at + _INDENT :]], index
    for number, line in enumerate(lines[index + 1 :], index + 1):
        inner = reader.inside(line)
        if inner is None or (inner.strip() and not inner.startswith(" " * _INDENT)):
            break
        if HEAD.match(line) or FOOT.match(line):
            break
        body.append(inner[_INDENT:])
        last = number if inner.strip() else last
    return CodeLines("\n".join(body[: last - index + 1]), "", last)
