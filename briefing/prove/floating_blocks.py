"""Figures that float: where in the text of a file they are read, of the places where they may be.

A figure that did not fit on its page stands on the next one, below text that is written after it
(`briefing.compose.floating_figures`). Where it went nobody needs to tell: it is looked for among
the blocks that it may float past, and they are expected before it. Everything else keeps its order.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.prove.letter_stream import LetterStream


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
        places = [anchors[n] for n in past if n in anchors]
        at = next((anchors[n] for n in figure if n in anchors), None)
        if at is None and places:
            at = file.letters.find(wanted[figure[0]], places[0], file.body)
        if at is None or at < 0:
            continue
        passed = [n for n in past if anchors.get(n, at) < at]
        if passed:
            first, last = order.index(figure[0]), order.index(passed[-1])
            order[first : last + 1] = [*order[first + len(figure) : last + 1], *figure]
    return order


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
