"""Every selected block stands in the file, whole and in its place among the others.

Blocks are looked for as runs of letters. Long ones that occur once are fixed points; the greatest
number of them that agree with the order wanted keeps its place, and the others are out of order.
Short or repeated blocks, such as the cells of a table, are looked for between the fixed points.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.text_folding import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.prove.letter_stream import LetterStream

_LONG = 16
"""Letters from which a block is expected to occur once."""
_PARTS = 8
"""Columns and pages a block may be broken over."""
_STEPS = 4000
"""Places tried for the parts of one block before it counts as missing."""

Span = tuple[int, int]


@dataclass(slots=True)
class Located:
    """Where blocks stand in the stream, by their number."""

    covered: bytearray
    """For each letter of the stream: 1 when it belongs to a block that was found."""
    spans: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    """Found, in order or not; a block broken by other text has several."""
    missing: list[int] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)

    def record(self, number: int, *spans: Span) -> None:
        """Note where a block stands."""
        self.spans[number] = spans
        for low, high in spans:
            self.covered[low:high] = b"\1" * (high - low)


def locate(blocks: Sequence[str], file: LetterStream) -> Located:
    """Look for all blocks in the text of a file, artifacts left aside."""
    wanted = {n: found.text for n, block in enumerate(blocks) if (found := letters(block)).text}
    anchors = _anchors(wanted, file)
    kept = _longest_in_order(anchors)
    located = Located(bytearray(len(file.letters.text)))
    for n, at in anchors.items():
        located.record(n, (at, at + len(wanted[n])))
    located.out_of_order = [n for n in anchors if n not in kept]
    _locate_between(wanted, file, kept, located)
    located.out_of_order.sort()
    return located


def _anchors(wanted: dict[int, str], file: LetterStream) -> dict[int, int]:
    """Long blocks that occur exactly once, and where."""
    anchors = {}
    for n, text in wanted.items():
        if len(text) >= _LONG:
            at = file.letters.find(text, 0, file.body)
            if at >= 0 and file.letters.find(text, at + 1, file.body) < 0:
                anchors[n] = at
    return anchors


def _longest_in_order(anchors: dict[int, int]) -> dict[int, int]:
    """The longest rising subsequence of places (patience sorting)."""
    ends: list[int] = []
    numbers: list[int] = []
    before: dict[int, int | None] = {}
    for n, at in anchors.items():
        pile = bisect_left(ends, at)
        before[n] = numbers[pile - 1] if pile else None
        ends[pile : pile + 1] = [at]
        numbers[pile : pile + 1] = [n]
    kept: dict[int, int] = {}
    n_ = numbers[-1] if numbers else None
    while n_ is not None:
        kept[n_] = anchors[n_]
        n_ = before[n_]
    return kept


def _locate_between(
    wanted: dict[int, str], file: LetterStream, kept: dict[int, int], located: Located
) -> None:
    """Look for the other blocks between the fixed points."""
    limits = _limits(wanted, kept, file.body)
    cursor = 0
    for n, text in wanted.items():
        if n in kept:
            cursor = kept[n] + len(text)
        elif n in located.spans:
            continue
        elif (at := file.letters.find(text, cursor, limits[n])) >= 0:
            cursor = at + len(text)
            located.record(n, (at, cursor))
        elif spans := _in_parts(text, file, (cursor, limits[n]), located.covered):
            located.record(n, *spans)
            # The blocks after one whose parts stand about follow its first part or its last.
            cursor = spans[0][1]
        elif len(text) >= _LONG and (at := file.letters.find(text, 0, file.body)) >= 0:
            located.record(n, (at, at + len(text)))
            located.out_of_order.append(n)
        else:
            located.missing.append(n)


def _limits(wanted: dict[int, str], kept: dict[int, int], end: int) -> dict[int, int]:
    """Where the next fixed point begins, for every block."""
    limits = {}
    for n in reversed(wanted):
        limits[n] = end
        end = kept.get(n, end)
    return limits


def _in_parts(text: str, file: LetterStream, gap: Span, covered: bytearray) -> tuple[Span, ...]:
    """The parts of a block that other text interrupts, each whole text objects; none if not there.

    The first part begins in the gap. Depth first over the places where the next part may begin,
    nearest first; letters of blocks found already are passed over.
    """
    if len(text) < _LONG:
        return ()
    stream, steps = file.letters.text, _STEPS
    waiting: list[tuple[int, int, tuple[Span, ...]]] = [(0, gap[0], ())]
    while waiting and steps:
        done, start, spans = waiting.pop()
        rest = text[done:]
        end = file.body if spans else gap[1]
        branches = []
        at = _next_part(file, rest, start, end)
        while at >= 0 and steps:
            steps -= 1
            length = 0 if covered[at] else _common(rest, stream, at, file.body)
            if spans and length == len(rest) and file.letters.starts[at + length]:
                return (*spans, (at, at + length))
            cut = file.breaks.rfind(1, at + 1, at + length + 1)
            if cut > at and len(spans) + 1 < _PARTS:
                branches.append((done + cut - at, cut, (*spans, (at, cut))))
            at = _next_part(file, rest, at + 1, end)
        waiting += reversed(branches)
    return ()


def _next_part(file: LetterStream, rest: str, start: int, end: int) -> int:
    """The next place from ``start`` where a text object begins with the first letters wanted."""
    key = rest[:3]
    at = file.letters.text.find(key, start, end)
    while at >= 0 and not file.breaks[at]:
        at = file.letters.text.find(key, at + 1, end)
    return at


def _common(wanted: str, stream: str, at: int, end: int) -> int:
    """How many letters of ``wanted`` stand at a place."""
    length = min(len(wanted), end - at)
    return next((n for n in range(length) if wanted[n] != stream[at + n]), length)
