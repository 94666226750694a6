"""Where runs of letters are in a stream, found without searching all of it for each of them.

A file has about as many blocks as pages; a search of the whole stream for each would take a time
that grows with the square of both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.text_folding import Letters

_SORTED_BY = 64
"""Letters by which positions are sorted; longer runs are compared at each that agrees so far."""


class WordIndex:
    """All positions in a stream where a word begins, sorted by the letters that follow."""

    def __init__(self, letters: Letters, end: int) -> None:
        """Index the positions before ``end``."""
        self._letters = letters
        self._end = end
        stream = letters.text[:end]
        pairs = sorted(
            (stream[at : at + _SORTED_BY], at) for at in compress(range(end), letters.starts)
        )
        self._keys = [key for key, _ in pairs]
        self._positions = [at for _, at in pairs]

    def find(self, text: str) -> Iterator[int]:
        """Yield where ``text`` occurs as whole words; positions are in no order."""
        stream, starts = self._letters.text, self._letters.starts
        key = text[:_SORTED_BY]
        for n in range(bisect_left(self._keys, key), len(self._keys)):
            if not self._keys[n].startswith(key):
                return
            at = self._positions[n]
            end = at + len(text)
            if end <= self._end and starts[end] and stream.startswith(text, at):
                yield at


class BreakIndex:
    """All positions in a stream where a text object begins, by the letters that follow."""

    def __init__(self, letters: str, breaks: bytes) -> None:
        self._letters = letters
        self._positions = list(compress(range(len(letters)), breaks))
        self._known: dict[int, dict[str, list[int]]] = {}

    def next(self, key: str, start: int, end: int) -> int:
        """Return the first position from ``start`` on with the letters ``key``, all before
        ``end``; -1 if there is none."""
        found = self._of_length(len(key)).get(key, ())
        n = bisect_left(found, start)
        return found[n] if n < len(found) and found[n] + len(key) <= end else -1

    def _of_length(self, length: int) -> dict[str, list[int]]:
        if length not in self._known:
            at_letters: defaultdict[str, list[int]] = defaultdict(list)
            for at in self._positions:
                at_letters[self._letters[at : at + length]].append(at)
            self._known[length] = dict(at_letters)
        return self._known[length]
