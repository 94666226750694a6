"""What gives withheld blocks away: words that only they contain, and runs of four of their words.

A single word is looked up in the vocabulary of withheld words. A run is searched for as letters, so
that neither hyphens nor line ends nor letter-spacing hide it. In text that nothing accounts for,
long words are searched for as letters as well: inside other words, broken, spaced out, joined by
signs, or backwards. A word or run that the edition shows anyway never counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from briefing.prove.known_text import vocabulary
from briefing.prove.text_folding import (
    CACHED_TEXTS,
    Letters,
    is_telling,
    letter_spaced_words,
    letters,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.prove.known_text import KnownText

RUN = 4
"""Number of consecutive words that give a block away."""
_KEY = 6
"""Letters by which runs are indexed; a shorter run gives nothing away."""
_SURE = 12
"""Letters from which a run counts even inside a word, so that missing spaces do not hide it."""
_SHORT = 4
"""Least letters of a word to be found when it is broken or spaced out, but complete."""
_INSIDE = 6
"""Least letters of a word to be found inside another, or backwards."""
_ACROSS = 8
"""Least letters of a word to be found across two words, from inside one to inside the next."""
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-Z][^\W\d_A-Z])")

Index = dict[str, list[str]]


@dataclass(frozen=True)
class Withheld:
    """Words and runs that give withheld blocks away, without what this edition may say."""

    known: KnownText
    words: frozenset[str]
    runs: Index
    """Runs by their first letters."""
    longest: int
    """Length of the longest run."""

    @cached_property
    def broken(self) -> Index:
        """Words by their first letters, to be found whatever separates their letters."""
        return _index(self._long_words(), _SHORT)

    @cached_property
    def backwards(self) -> Index:
        """The same words spelled backwards."""
        return _index((word[::-1] for word in self._long_words()), _INSIDE)

    def _long_words(self) -> Iterator[str]:
        return (word for word in self.words if not word.isdigit())

    def words_in(self, text: str, *, machine_written: bool = False) -> Iterator[str]:
        """Yield withheld words found in ``text``; in machine-written names, ignore numbers."""
        for token in (*tokens(text), *letter_spaced_words(text)):
            if token.joined not in self.known.words:
                for word in dict.fromkeys((token.joined, *token.parts)):
                    if word in self.words and not (machine_written and word.isdigit()):
                        yield word

    def hidden_in(self, text: Letters) -> Iterator[str]:
        """Yield withheld words that are broken, spaced out, joined to others or backwards."""
        yield from self._broken_in(text)
        if len(text.text) >= _INSIDE:
            for _, key, word in _hits(self.backwards, text, _INSIDE, _INSIDE):
                if key not in self.known.shown_letters:
                    yield word[::-1]

    def _broken_in(self, text: Letters) -> Iterator[str]:
        for at, key, word in _hits(self.broken, text, _SHORT, 0):
            end = at + len(key)
            if 1 not in text.starts[at + 1 : end]:  # inside one word
                first = text.starts.rfind(1, 0, at + 1)
                whole = text.text[first : text.starts.find(1, end)]
                if len(key) >= _INSIDE and whole not in self.known.words:
                    yield word
            elif key not in self.known.shown_letters and (
                len(key) >= _ACROSS or (text.starts[at] and text.starts[end])
            ):
                yield word

    def runs_in(self, text: Letters, low: int = 0, high: int | None = None) -> Iterator[Run]:
        """Yield first, end and words of each withheld run that begins in ``low`` to ``high``."""
        for at, key, run in _hits(self.runs, text, _KEY, _SURE, low, high):
            if key not in self.known.shown_letters:
                yield at, at + len(key), run

    def anything_in(self, text: str, *, machine_written: bool) -> tuple[list[str], list[str]]:
        """Return withheld words and runs of a text that stands alone, such as a bookmark."""
        words: dict[str, None] = {}
        runs: dict[str, None] = {}
        for way in dict.fromkeys((text, _CAMEL.sub(" ", text))):
            stream = letters(way)
            words |= dict.fromkeys(self.words_in(way, machine_written=machine_written))
            words |= dict.fromkeys(self.hidden_in(stream))
            runs |= {run: None for _, _, run in self.runs_in(stream)}
        return list(words), list(runs)


Run = tuple[int, int, str]


def withheld(texts: Sequence[str], known: KnownText) -> Withheld:
    """Return what gives ``texts`` away, without what ``known`` says an edition may say.

    Args:
        texts: The texts of all withheld blocks.
        known: What the edition may say.
    """
    words = set[str]().union(*map(vocabulary, texts)) - known.words
    words = {word for word in words if is_telling(word)}
    runs = set(chain.from_iterable(map(runs_of, texts)))
    runs.difference_update(*map(runs_of, known.content))
    return Withheld(
        known=known,
        words=frozenset(words),
        runs=_index(runs, _KEY),
        longest=max(map(len, runs), default=0),
    )


def sources(found: str, texts: Sequence[str], origins: Mapping[str, str]) -> list[str]:
    """Return the locations of withheld texts that contain ``found``, in reading order.

    Args:
        found: A withheld word or run.
        texts: The texts of all withheld blocks.
        origins: File and line of each text.
    """
    held = (text for text in texts if found in vocabulary(text) or found in runs_of(text))
    return list(dict.fromkeys(filter(None, (origins.get(text, "") for text in held))))


@lru_cache(maxsize=CACHED_TEXTS)
def runs_of(text: str) -> tuple[str, ...]:
    """Return all runs of `RUN` words in ``text``, or one of all its words if it is shorter."""
    words = [part for token in tokens(text) for part in token.parts]
    if len(words) >= RUN:
        return tuple(" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))
    return (" ".join(words),) if len(words) > 1 else ()


def _index(entries: Iterable[str], size: int) -> Index:
    index: Index = defaultdict(list)
    for words in entries:
        key = words.replace(" ", "")
        if len(key) >= size:
            index[key[:size]].append(words)
    return {key: sorted(found) for key, found in index.items()}


def _hits(
    index: Index, text: Letters, size: int, sure: int, low: int = 0, high: int | None = None
) -> Iterator[tuple[int, str, str]]:
    """Yield position, letters and words of each entry of ``index`` that occurs in ``text``.

    Args:
        index: Words or runs by their first letters.
        text: Where to search.
        size: Length of the keys of ``index``.
        sure: Entries with fewer letters count only as whole words.
        low: First position in ``text``.
        high: End of the positions; None for the end of the text.
    """
    stream, starts = text.text, text.starts
    for at in range(low, min(len(stream) if high is None else high, len(stream) - size + 1)):
        for words in index.get(stream[at : at + size], ()):
            key = words.replace(" ", "")
            if stream.startswith(key, at) and (
                len(key) >= sure or (starts[at] and starts[at + len(key)])
            ):
                yield at, key, words
