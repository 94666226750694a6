"""Figures that float: where in the text of a file they are read, of the places where they may be.

A figure that did not fit on its page stands on the next one, below text that is written after it
(`briefing.compose.floating_figures`). Where it went nobody needs to tell: it is looked for among
the blocks that it may float past, and they are expected before it. Everything else keeps its order.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.prove.letter_stream import LetterStream

_BEGINS = 12
"""Letters by which the beginning of a block is known."""


def read_order(
    wanted: Mapping[int, str],
    anchors: Mapping[int, int],
    floats: Mapping[int, int],
    file: LetterStream,
) -> list[int]:
    """Return the numbers of blocks in the order in which the file may have them.

    Args:
        wanted: The letters of each block, by its number, in the order of the text.
        anchors: Where in the file blocks are that stand there once.
        floats: Past how many blocks behind its figure each block of a figure may float.
        file: The text of the file.
    """
    order = list(wanted)
    for figure, past in _figures([*wanted], floats):
        first = order.index(figure[0])
        start = _end_of_those_before(order[:first], wanted, anchors, file)
        at = next((anchors[n] for n in figure if n in anchors), -1)
        if at < 0:
            at = file.letters.find(wanted[figure[0]], start, file.body)
        count = _count_before(at, past, start, wanted, anchors, file)
        if at >= 0 and count:
            last = first + len(figure) + count
            order[first:last] = [*past[:count], *figure]
    return order


def _end_of_those_before(
    before: Sequence[int],
    wanted: Mapping[int, str],
    anchors: Mapping[int, int],
    file: LetterStream,
) -> int:
    """Return where in the file the last of some blocks ends."""
    known = next((n for n in reversed(range(len(before))) if before[n] in anchors), -1)
    end = anchors[before[known]] + len(wanted[before[known]]) if known >= 0 else 0
    for n in before[known + 1 :]:
        at = file.letters.find(wanted[n], end, file.body)
        end = at + len(wanted[n]) if at >= 0 else end
    return end


def _count_before(
    at: int,
    past: Sequence[int],
    start: int,
    wanted: Mapping[int, str],
    anchors: Mapping[int, int],
    file: LetterStream,
) -> int:
    """Return how many of the blocks behind a figure stand before it, from ``start`` on.

    One that is broken over two pages begins there.
    """
    for count, n in enumerate(past):
        if n in anchors:
            place = anchors[n] if anchors[n] < at else -1
        else:
            ways = (wanted[n], wanted[n][:_BEGINS])
            place = next((p for p in (file.letters.find(w, start, at) for w in ways) if p >= 0), -1)
        if place < 0:
            return count
        start = place + min(len(wanted[n]), at - place)
    return len(past)


def _figures(
    numbers: list[int], floats: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the blocks of each figure that may float, with those that it may float past."""
    figure: list[int] = []
    for place, n in enumerate(numbers):
        if n in floats:
            figure.append(n)
        elif figure:
            end = bisect_left(numbers, figure[-1] + floats[figure[-1]] + 1, place)
            yield figure, numbers[place:end]
            figure = []
