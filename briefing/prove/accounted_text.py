"""Which letters of the pages are accounted for, by blocks that were found, layouts or furniture.

Each source of text covers the letters it explains: located blocks first, then furniture, labels,
lines of the contents list and what layouts print, longest first. Whatever is not covered has no
known reason to be in the file, and is searched for what is withheld. In a pack as this program
makes it, nothing is left over.
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
"""Letters from which a shown text may be repeated anywhere; a shorter one must be a text object of
its own, such as a cell of a table's header row."""
_COUNTS = re.compile(r"\d+|[a-z]|[ivxlc]+")
_BREAK = "\0"


@dataclass(slots=True)
class AccountedText:
    """Which letters of a stream are accounted for: 1 for each that is."""

    exact: bytearray
    """Strictly: by blocks where they were located, by layouts and by furniture."""
    loose: bytearray
    """Also by repeated texts, such as the header row of a table on each of its pages."""

    def leftovers(self, low: int = 0, high: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield the stretches that nothing accounts for, as first and end."""
        return stretches(self.loose, low, len(self.loose) if high is None else high)


def account_for_text(text: LetterStream, located: Located, known: KnownText) -> AccountedText:
    """Account for the letters of a stream.

    Args:
        text: The text of the pages.
        located: Where blocks were found in it.
        known: What the edition may say.
    """
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
    if 0 in exact:
        # What is repeated may hold words of furniture: “Hospital of” in the head of a table.
        again = _Leftovers(text, exact[: text.body] + bytes(len(exact) - text.body), len(exact))
        for wanted in {letters(block).text for block in known.content}:
            for low, high in again.find(wanted, whole=len(wanted) < _REPEATED):
                loose[low:high] = b"\1" * (high - low)
    return AccountedText(exact, loose)


def stretches(covered: bytearray, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield first and end of each uncovered stretch between ``low`` and ``high``."""
    first = covered.find(0, low, high)
    while first >= 0:
        end = covered.find(1, first, high)
        end = high if end < 0 else end
        yield first, end
        first = covered.find(0, end, high)


def _account_for_furniture(text: LetterStream, words: frozenset[str], covered: bytearray) -> None:
    """Cover words of artifacts one by one: they recur on every page in a different order."""
    starts, stream = text.letters.starts, text.letters.text
    first = text.body
    for at in range(text.body + 1, len(stream) + 1):
        if starts[at]:
            if stream[first:at] in words:
                covered[first:at] = b"\1" * (at - first)
            first = at


def _account_for_labels(text: LetterStream, covered: bytearray) -> None:
    """Cover labels of list items that are only a number or a letter."""
    starts, stream = text.letters.starts, text.letters.text
    at = text.labels.find(1)
    while at >= 0:
        end = starts.find(1, at + 1)
        if _COUNTS.fullmatch(stream, at, end):
            covered[at:end] = b"\1" * (end - at)
        at = text.labels.find(1, end)


class _Leftovers:
    """The letters of a stream that nothing accounts for yet, joined into one text."""

    def __init__(self, stream: LetterStream, covered: bytearray, end: int) -> None:
        self.stream = stream
        self.end = end
        self.covered = covered
        self._text: str | None = None
        self._positions: list[int] = []

    @property
    def text(self) -> str:
        """All letters, gathered when they are asked for after something was covered."""
        return self._gather() if self._text is None else self._text

    def _gather(self) -> str:
        self._positions = []
        parts: list[str] = []
        for low, high in stretches(self.covered, 0, self.end):
            parts.append(self.stream.letters.text[low:high])
            self._positions += [*range(low, high), -1]
        self._text = _BREAK.join(parts)
        return self._text

    def find(self, wanted: str, *, whole: bool = False) -> Iterator[tuple[int, int]]:
        """Yield where ``wanted`` is in the stream: whole words, or text objects if ``whole``."""
        starts = self.stream.breaks if whole else self.stream.letters.starts
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            low, high = self._positions[at], self._positions[at + len(wanted) - 1] + 1
            if starts[low] and starts[high]:
                yield low, high
            at = self.text.find(wanted, at + 1)

    def account_for(self, wanted: str) -> bool:
        """Cover the first occurrence of ``wanted``; return whether there is one."""
        found = next(self.find(wanted), None)
        if found:
            self._cover(*found)
        return found is not None

    def account_for_entries(self, known: KnownText) -> None:
        """Cover lines of the contents list, each with the page number that follows.

        The heading with the same words is covered too, whichever of the two was located as the
        block.
        """
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
        """Cover a long text of which some words were located as blocks; return whether it is there.

        Such are the texts of a picture, or a line with a name in it.
        """
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
        self._text = None
