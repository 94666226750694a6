"""Every selected block is in the file, complete and in the right order.

Blocks are searched for as runs of letters in one stream of the whole file. A long block that occurs
only once is an anchor: it can be found without knowing its neighbours. The largest set of anchors
that are in the expected order stays fixed, and the other anchors are out of order. Short or
repeated blocks, such as the cells of a table, are then searched for between the fixed anchors. A
block that other text interrupts, at a page break for instance, is searched for in parts.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from briefing.prove.floating_blocks import read_order
from briefing.prove.letter_index import BreakIndex, WordIndex
from briefing.prove.text_folding import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.prove.letter_stream import LetterStream

_LONG = 16
"""Letters from which a block is long enough to be an anchor."""
_KEY = 3
"""Letters by which the next part of a block is looked for."""
_PARTS = 8
"""Parts, in columns and on pages, that a block may be broken into."""
_STEPS = 4000
"""Positions tried for the parts of one block before it counts as missing."""

Span = tuple[int, int]


@dataclass(slots=True)
class Located:
    """Where blocks were found in the stream, by their number."""

    covered: bytearray
    """For each letter of the stream: 1 when it belongs to a block that was found."""
    spans: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    """Spans of the blocks found, in order or not; an interrupted block has several."""
    missing: list[int] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)

    def record(self, number: int, *spans: Span) -> None:
        """Record where block ``number`` was found."""
        self.spans[number] = spans
        for low, high in spans:
            self.covered[low:high] = b"\1" * (high - low)


def locate(
    blocks: Sequence[str], file: LetterStream, floats: Mapping[int, int] | None = None
) -> Located:
    """Search for all ``blocks`` in the text of a file, except its artifacts.

    Args:
        blocks: The blocks, in their order.
        file: The text of the file.
        floats: Past how many blocks behind its figure each block of a figure may float.
    """
    wanted = {n: found.text for n, block in enumerate(blocks) if (found := letters(block)).text}
    anchors = _anchors(wanted, file)
    if floats:
        order = read_order(wanted, anchors, floats, file)
        wanted = {n: wanted[n] for n in order}
        anchors = {n: anchors[n] for n in order if n in anchors}
    kept = _longest_in_order(anchors)
    located = Located(bytearray(len(file.letters.text)))
    for n, at in anchors.items():
        located.record(n, (at, at + len(wanted[n])))
    located.out_of_order = [n for n in anchors if n not in kept]
    _locate_between(wanted, file, kept, located)
    located.out_of_order.sort()
    return located


def _anchors(wanted: dict[int, str], file: LetterStream) -> dict[int, int]:
    """Return the positions of long blocks that occur exactly once, by block number."""
    index = WordIndex(file.letters, file.body)
    found = {n: [*islice(index.find(t), 2)] for n, t in wanted.items() if len(t) >= _LONG}
    return {n: places[0] for n, places in found.items() if len(places) == 1}


def _longest_in_order(anchors: dict[int, int]) -> dict[int, int]:
    """Return the anchors of the longest increasing subsequence of positions (patience sorting).

    Blocks are in their order along the way, so these are the most anchors that agree on one.
    """
    # The n-th pile ends the best sequence of n + 1 anchors so far: the one with the lowest last
    # position, because that leaves most room to go on. `before` links each anchor to the one
    # before it in its sequence; following the links from the last pile gives the longest sequence.
    ends: list[int] = []
    numbers: list[int] = []
    before: dict[int, int | None] = {}
    for n, at in anchors.items():
        pile = bisect_left(ends, at)
        before[n] = numbers[pile - 1] if pile else None
        ends[pile : pile + 1] = [at]
        numbers[pile : pile + 1] = [n]
    kept: dict[int, int] = {}
    link = numbers[-1] if numbers else None
    while link is not None:
        kept[link] = anchors[link]
        link = before[link]
    return kept


def _locate_between(
    wanted: dict[int, str], file: LetterStream, kept: dict[int, int], located: Located
) -> None:
    """Search for the other blocks, each between the anchors before and after it.

    Try the whole block, then the block in parts, then a long block anywhere: one found out of its
    gap is out of order, and one not found at all is missing.
    """
    limits = _limits(wanted, kept, file.body)
    index = BreakIndex(file.letters.text, file.breaks)
    cursor = 0
    for n, text in wanted.items():
        if n in kept:
            cursor = kept[n] + len(text)
        elif n in located.spans:
            continue
        elif (at := file.letters.find(text, cursor, limits[n])) >= 0:
            cursor = at + len(text)
            located.record(n, (at, cursor))
        elif spans := _in_parts(text, file, index, (cursor, limits[n]), located.covered):
            located.record(n, *spans)
            # Blocks after an interrupted one may follow its first part: search from there.
            cursor = spans[0][1]
        elif len(text) >= _LONG and (at := file.letters.find(text, 0, file.body)) >= 0:
            located.record(n, (at, at + len(text)))
            located.out_of_order.append(n)
        else:
            located.missing.append(n)


def _limits(wanted: dict[int, str], kept: dict[int, int], end: int) -> dict[int, int]:
    """Return where the next fixed anchor begins, for every block."""
    limits = {}
    for n in reversed(wanted):
        limits[n] = end
        end = kept.get(n, end)
    return limits


def _in_parts(
    text: str, file: LetterStream, index: BreakIndex, gap: Span, covered: bytearray
) -> tuple[Span, ...]:
    """Return the parts of an interrupted block, or nothing if they are not all there.

    A part consists of whole text objects, and the first begins in ``gap``. Search depth-first over
    the positions where the next part may begin, the nearest first. Skip letters that belong to
    blocks found already. Give up after a number of steps, so that the time is bounded.
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
        at = index.next(rest[:_KEY], start, end)
        while at >= 0 and steps:
            steps -= 1
            length = 0 if covered[at] else _common(rest, stream, at, file.body)
            if spans and length == len(rest) and file.letters.starts[at + length]:
                return (*spans, (at, at + length))
            cut = file.breaks.rfind(1, at + 1, at + length + 1)
            if cut > at and len(spans) + 1 < _PARTS:
                branches.append((done + cut - at, cut, (*spans, (at, cut))))
            at = index.next(rest[:_KEY], at + 1, end)
        waiting += reversed(branches)
    return ()


def _common(wanted: str, stream: str, at: int, end: int) -> int:
    """Return how many letters of ``wanted`` are at position ``at`` of ``stream``."""
    length = min(len(wanted), end - at)
    return next((n for n in range(length) if wanted[n] != stream[at + n]), length)
