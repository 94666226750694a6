"""Check footnotes among the lines of a text: that what covers their words covers the reference
too."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.load.markdown.line_starts import (
    ATTRIBUTES,
    FENCE,
    FOOT,
    FOOTNOTE_BODY,
    HEAD,
    HEADING,
    REFERENCE,
    UNDERLINE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.load.markdown.marker_table import BlockHead

_FURTHER = re.compile(r" {4,}\S")
_INTERRUPTS = re.compile(r"(?:[-*+]|1[.)]) +\S|>|`{3}|~{3}|#{1,6} ")
"""What ends a paragraph right above it."""
_OTHER = re.compile(rf"{_INTERRUPTS.pattern}|\d{{1,9}}[.)] +\S|\|")
"""What begins something else than a paragraph."""


def last_of_footnote(lines: Sequence[str], first: int) -> int:
    """Return the index of the last line of the footnote that begins on line ``first``: further
    lines and paragraphs of it are indented by four spaces."""
    last = first
    for index in range(first + 1, len(lines)):
        if _FURTHER.match(lines[index]):
            last = index
        elif lines[index].strip():
            break
    return last


def no_paragraphs(lines: Sequence[str], first: int, last: int) -> Iterator[int]:
    """Yield the index of each line of a footnote that begins something else than a paragraph."""
    for index in range(first, last + 1):
        line = lines[index].partition("]:")[2] if index == first else lines[index]
        opens = index == first or not lines[index - 1].strip()
        coded = index > first and opens and line.startswith(" " * 8)
        if coded or (_OTHER if opens else _INTERRUPTS).match(line.strip()):
            yield index


def stray_below(lines: Sequence[str], last: int) -> int | None:
    """Return the index of a line that looks like part of the footnote ending on ``last`` but is
    not."""
    below = next((i for i in range(last + 1, len(lines)) if lines[i].strip()), len(lines))
    if below == len(lines) or ATTRIBUTES.fullmatch(lines[below].strip()):
        return None
    line, apart = lines[below], below > last + 1
    starts = any(p.match(line) for p in (FENCE, HEAD, FOOT, FOOTNOTE_BODY, REFERENCE))
    stray = line.startswith("    ") if apart else not (starts or line.startswith("#"))
    return below if stray else None


@dataclass(slots=True)
class Scopes:
    """The blocks, and headings with attributes, around footnotes and the references to them."""

    headings: list[tuple[int, int]] = field(default_factory=list)
    """Level and line of the headings with attributes above."""
    written: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    """Line of each footnote, and what it is inside of."""
    referred: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    """What each reference to a footnote is inside of."""

    def enter(self, lines: Sequence[str], index: int, previous: str) -> None:
        """Note the headings with attributes that the line is under, as these cover it."""
        heading = HEADING.match(lines[index])
        if not heading and previous.strip():
            heading = UNDERLINE.match(lines[index])
        if not heading:
            return
        level = len(heading[1]) if heading[1][0] == "#" else 2
        around = lines[max(0, index - 1) : index + 2]
        marked = any("{:" in line for line in around)
        self.headings = [h for h in self.headings if h[0] < level]
        self.headings += [(level, index)] if marked else []

    def write(self, name: str, index: int, boxes: Sequence[BlockHead]) -> None:
        """Note that a footnote's words stand on a line, inside these blocks."""
        self.written[name] = (index, self._scope(boxes))

    def refer(self, name: str, boxes: Sequence[BlockHead]) -> None:
        """Note a reference to a footnote, inside these blocks."""
        self.referred.setdefault(name, []).append(self._scope(boxes))

    def _scope(self, boxes: Sequence[BlockHead]) -> frozenset[str]:
        inside = {f"box {container.line}" for container in boxes}
        return frozenset(inside | {f"heading {index}" for _, index in self.headings})

    def faults(self) -> Iterator[tuple[int, str, str]]:
        """Report footnotes that are covered by something their reference is not.

        A footnote is shown where it is referred to, so its own conditions must hold there.
        """
        for name, (index, scope) in self.written.items():
            if any(not scope <= referred for referred in self.referred.get(name, ())):
                message = f'the footnote "{name}" is in a block that does not contain its reference'
                yield index, message, "write it outside of blocks, with attributes of its own"
