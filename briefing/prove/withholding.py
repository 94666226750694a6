"""Nothing withheld is in the file: no word that only withheld blocks have, no run of theirs.

One word is looked up as a word; a run of four is looked for as letters, so neither hyphens nor
line ends nor letter-spacing hide it. What a block that was found accounts for is no leak, however
its words were divided; every other letter of the file must account for itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.prove.words import (
    REMEMBERED,
    Letters,
    letters,
    spaced_out,
    telling,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.prove.facts import PageText, Place
    from briefing.prove.stream import Stream

RUN = 4
"""Words in a row that give a block away."""
_KEY = 6
"""Letters by which runs are indexed; a run shorter than this says nothing."""
_SURE = 12
"""Letters from which a run is one even inside a word, so that missing spaces do not hide it."""
_WHOLE = 10
"""Letters a block of two or three words needs to count as a run."""

Index = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What gives withheld blocks away, set apart from what this edition may say."""

    known: frozenset[str]
    words: frozenset[str]
    long_words: Index
    runs: Index
    """The words of each run by its first letters."""
    said: str
    """Letters of all that this edition may say, in its order."""

    def words_in(self, text: str, *, named: bool = False, glued: bool = False) -> Iterator[str]:
        """Withheld words of a text; of names programs wrote, not the bare numbers.

        ``glued`` also finds long ones inside words nobody knows: text set over other text.
        """
        found = [*tokens(text), *spaced_out(text)] if glued else tokens(text)
        for token in found:
            if token.joined in self.known:
                continue
            for word in dict.fromkeys((token.joined, *token.parts)):
                if word in self.words:
                    if not (named and word.isdigit()):
                        yield word
                elif glued and word not in self.known:
                    for _, inside, _ in _hits(self.long_words, Letters(word, b""), 0):
                        yield inside

    def runs_in(self, text: Letters) -> Iterator[tuple[int, int, str]]:
        """Withheld runs of a stream: where they begin and end, and their words."""
        for at, key, run in _hits(self.runs, text, _SURE):
            if key not in self.said:
                yield at, at + len(key), run


def withheld(texts: Sequence[str], allowed: Sequence[str]) -> Withheld:
    """What in ``texts`` is in none of the ``allowed`` ones."""
    mine, others = list(map(_gist, allowed)), list(map(_gist, texts))
    known = frozenset[str]().union(*(gist.words for gist in mine))
    words = {word for gist in others for word in gist.words if telling(word)} - known
    runs = set(chain.from_iterable(gist.runs for gist in others))
    runs.difference_update(*(gist.runs for gist in mine))
    return Withheld(
        known=known,
        words=frozenset(words),
        long_words=_index(words),
        runs=_index(runs),
        said="".join(letters(text).text for text in allowed),
    )


@dataclass(frozen=True, slots=True)
class _Gist:
    """What a text says, as it is looked for."""

    words: frozenset[str]
    """Hyphenated ones both joined and in parts; numbers whole."""
    runs: tuple[str, ...]
    """Words one after the other, divided by spaces."""


@lru_cache(maxsize=REMEMBERED)
def _gist(text: str) -> _Gist:
    words: set[str] = set()
    parts: list[str] = []
    for token in tokens(text):
        words.add(token.joined)
        parts += token.parts
        if not token.number:
            words.update(token.parts)
    return _Gist(frozenset(words), tuple(_runs(parts)))


def _runs(words: list[str]) -> Iterator[str]:
    if len(words) >= RUN:
        for first in range(len(words) - RUN + 1):
            yield " ".join(words[first : first + RUN])
    elif len(words) > 1 and sum(map(len, words)) >= _WHOLE:
        yield " ".join(words)


def _index(entries: Iterable[str]) -> Index:
    index: Index = defaultdict(list)
    for words in entries:
        key = words.replace(" ", "")
        if len(key) >= _KEY:
            index[key[:_KEY]].append(words)
    return dict(index)


def _hits(index: Index, text: Letters, sure: int) -> Iterator[tuple[int, str, str]]:
    """Entries of an index that stand in a text; those shorter than ``sure`` as whole words."""
    stream = text.text
    for at in range(len(stream) - _KEY + 1):
        for words in sorted(index.get(stream[at : at + _KEY], ())):
            key = words.replace(" ", "")
            if stream.startswith(key, at) and (
                len(key) >= sure or (text.starts[at] and text.starts[at + len(key)])
            ):
                yield at, key, words


@dataclass(slots=True)
class Leaks:
    """Withheld words and runs by the place they were found in, each named once per place."""

    words: dict[str, dict[str, None]] = field(default_factory=dict)
    runs: dict[str, dict[str, None]] = field(default_factory=dict)

    def add_text(self, secret: Withheld, place: Place) -> None:
        """Search words that stand for themselves, such as a bookmark."""
        for text in dict.fromkeys((place.text, unquote(place.text))):
            for word in secret.words_in(text, named=place.named):
                self.words.setdefault(place.name, {})[word] = None
            for _, _, run in secret.runs_in(letters(text)):
                self.runs.setdefault(place.name, {})[run] = None

    def add_stream(self, secret: Withheld, file: Stream, covered: bytearray) -> None:
        """Search the text of all pages in reading order for runs no found block accounts for."""
        for low, high, run in secret.runs_in(file.letters):
            if 0 in covered[low:high]:
                name = _page_name(file.pages[low] + 1, artifact=low >= file.body)
                self.runs.setdefault(name, {})[run] = None

    def add_page(self, secret: Withheld, page: PageText, number: int, explained: set[int]) -> None:
        """Search what of a page's text is not explained, as it is drawn."""
        for artifact, label in ((False, False), (False, True), (True, False)):
            shown = {
                char
                for piece in page.pieces
                if (piece.artifact, piece.label) == (artifact, label)
                for char in piece.chars
                if char not in explained
            }
            text = "".join(c if n in shown or c in "\r\n" else " " for n, c in enumerate(page.text))
            name = _page_name(number, artifact=artifact)
            for word in secret.words_in(text, named=label, glued=True):
                self.words.setdefault(name, {})[word] = None
            for _, _, run in secret.runs_in(letters(text)):
                self.runs.setdefault(name, {})[run] = None

    def found(self) -> set[str]:
        """All withheld words found so far."""
        return {word for words in self.words.values() for word in words}


def _page_name(number: int, *, artifact: bool) -> str:
    return f"the furniture of page {number}" if artifact else f"the text of page {number}"
