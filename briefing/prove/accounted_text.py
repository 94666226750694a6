"""Which letters of the pages are accounted for: by blocks that were found, by layouts, furniture.

What is left over is in the file for no reason that is known, and is searched for what is withheld.
In a pack as we make it nothing is left over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.prove.text_folding import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.prove.completeness import Located
    from briefing.prove.known_text import KnownText
    from briefing.prove.letter_stream import LetterStream

_REPEATED = 6
"""Letters from which a shown text explains itself wherever it stands again; a shorter one has to
be set by itself, as the cell of a table's head."""
_COUNTS = re.compile(r"\d+|[a-z]|[ivxlc]+")
_BREAK = "\0"


@dataclass(slots=True)
class AccountedText:
    """What accounts for the letters of a stream, each 1 where something does."""

    exact: bytearray
    """By what stands where it was found: blocks in their place, layouts' own words, furniture."""
    loose: bytearray
    """Also by shown texts that stand again, such as the head of a table on each of its pages."""

    def leftovers(self, low: int = 0, high: int | None = None) -> Iterator[tuple[int, int]]:
        """Stretches for which nothing at all accounts."""
        return stretches(self.loose, low, len(self.loose) if high is None else high)


def account_for_text(text: LetterStream, located: Located, known: KnownText) -> AccountedText:
    """Account for all letters of a stream."""
    exact = bytearray(located.covered)
    _account_for_furniture(text, known.furniture_words, exact)
    _account_for_labels(text, exact)
    leftovers = _Leftovers(text, exact, text.body)
    leftovers.account_for_entries(known)
    own = [(letters(words).text, count) for words, count in known.expectation.printed]
    for wanted, count in sorted(own, key=lambda item: -len(item[0])):
        for _ in range(count):
            if not (leftovers.account_for(wanted) or leftovers.account_for_overlapping(wanted)):
                break
    for words in known.expectation.alternatives:
        leftovers.account_for_overlapping(letters(words).text)
    loose = bytearray(exact)
    again = _Leftovers(text, exact, len(exact))  # furniture may say it again as well
    if again.text:
        for wanted in {letters(block).text for block in known.content}:
            for low, high in again.find(wanted, whole=len(wanted) < _REPEATED):
                loose[low:high] = b"\1" * (high - low)
    return AccountedText(exact, loose)


def stretches(covered: bytearray, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Where nothing covers the letters from ``low`` to ``high``."""
    first = covered.find(0, low, high)
    while first >= 0:
        end = covered.find(1, first, high)
        end = high if end < 0 else end
        yield first, end
        first = covered.find(0, end, high)


def _account_for_furniture(text: LetterStream, words: frozenset[str], covered: bytearray) -> None:
    """Artifacts are made of a few words, which stand on each page in ever other orders."""
    starts, stream = text.letters.starts, text.letters.text
    first = text.body
    for at in range(text.body + 1, len(stream) + 1):
        if starts[at]:
            if stream[first:at] in words:
                covered[first:at] = b"\1" * (at - first)
            first = at


def _account_for_labels(text: LetterStream, covered: bytearray) -> None:
    """The number or letter of a list item says nothing."""
    starts, stream = text.letters.starts, text.letters.text
    at = text.labels.find(1)
    while at >= 0:
        end = starts.find(1, at + 1)
        if _COUNTS.fullmatch(stream, at, end):
            covered[at:end] = b"\1" * (end - at)
        at = text.labels.find(1, end)


class _Leftovers:
    """The letters of the text that nothing accounts for yet."""

    def __init__(self, stream: LetterStream, covered: bytearray, end: int) -> None:
        self.stream = stream
        self.end = end
        self.covered = covered
        self._gather()

    def _gather(self) -> None:
        self.positions: list[int] = []
        """Place in the stream of each letter."""
        parts: list[str] = []
        for low, high in stretches(self.covered, 0, self.end):
            parts.append(self.stream.letters.text[low:high])
            self.positions += [*range(low, high), -1]
        self.text = _BREAK.join(parts)

    def find(self, wanted: str, *, whole: bool = False) -> Iterator[tuple[int, int]]:
        """Where in the stream whole words stand, or whole text objects."""
        starts = self.stream.breaks if whole else self.stream.letters.starts
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            low, high = self.positions[at], self.positions[at + len(wanted) - 1] + 1
            if starts[low] and starts[high]:
                yield low, high
            at = self.text.find(wanted, at + 1)

    def account_for(self, wanted: str) -> bool:
        """Account for whole words, if they stand there."""
        found = next(self.find(wanted), None)
        if found:
            self._cover(*found)
        return found is not None

    def account_for_entries(self, known: KnownText) -> None:
        """Account for lines of the contents list, with the number that follows each, and for the
        heading of the same words, whichever of the two was taken for the block."""
        stream, starts, body = self.stream.letters, self.stream.letters.starts, self.stream.body
        for entry in known.expectation.entries:
            wanted, low = letters(entry).text, 0
            for _ in range(2):
                low = stream.find(wanted, low, body)
                if low < 0:
                    break
                high = low + len(wanted)
                end = starts.find(1, high + 1) if high < body else high
                listed = stream.text[high:end] in known.folios
                self._cover(low, end if listed else high)
                low = high

    def account_for_overlapping(self, wanted: str) -> bool:
        """Account for long texts that stand there though words of theirs have been taken for
        blocks: those of a picture, or of a line with a name in it."""
        if len(wanted) < _REPEATED or not self.text:
            return False
        at = self.stream.letters.find(wanted, 0, self.stream.body)
        while at >= 0:
            if 0 in self.covered[at : at + len(wanted)]:
                self._cover(at, at + len(wanted))
                return True
            at = self.stream.letters.find(wanted, at + 1, self.stream.body)
        return False

    def _cover(self, low: int, high: int) -> None:
        self.covered[low:high] = b"\1" * (high - low)
        self._gather()
