"""Nothing withheld is in what is left over: no word that only withheld blocks have, no run of them.

One word is looked up as a word; a run of four is looked for as letters, so neither hyphens nor
line ends nor letter-spacing hide it. Where nothing accounts for a text, long words are looked for
as letters as well: inside others, broken, set letter by letter, joined by signs, or backwards.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from briefing.prove.known_text import vocabulary
from briefing.prove.text_folding import REMEMBERED, Letters, letters, spaced_out, telling, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.prove.known_text import Known

RUN = 4
"""Words in a row that give a block away."""
_KEY = 6
"""Letters by which runs are indexed; a run shorter than this says nothing."""
_SURE = 12
"""Letters from which a run is one even inside a word, so that missing spaces do not hide it."""
_SHORT = 4
"""Letters of words that are found when they are broken or spaced out, but whole."""
_INSIDE = 6
"""Letters of words that are found inside others, or backwards."""
_ACROSS = 8
"""Letters of words that are found from within one word to within another."""
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-Z][^\W\d_A-Z])")

Index = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What gives withheld blocks away, set apart from what this edition may say."""

    known: Known
    words: frozenset[str]
    broken: Index
    """Words by their first letters, to be found whatever divides them."""
    backwards: Index
    """The same, from the last letter to the first."""
    runs: Index
    """The words of each run by its first letters."""
    longest: int
    """Letters of the longest run."""

    def words_in(self, text: str, *, named: bool = False) -> Iterator[str]:
        """Withheld words of a text; of names programs wrote, not the bare numbers."""
        for token in (*tokens(text), *spaced_out(text)):
            if token.joined not in self.known.words:
                for word in dict.fromkeys((token.joined, *token.parts)):
                    if word in self.words and not (named and word.isdigit()):
                        yield word

    def hidden_in(self, text: Letters) -> Iterator[str]:
        """Withheld words that are broken, spaced out, joined to others or set backwards."""
        yield from self._broken_in(text)
        if len(text.text) >= _INSIDE:
            for _, key, word in _hits(self.backwards, text, _INSIDE, _INSIDE):
                if key not in self.known.said:
                    yield word[::-1]

    def _broken_in(self, text: Letters) -> Iterator[str]:
        for at, key, word in _hits(self.broken, text, _SHORT, 0):
            end = at + len(key)
            if 1 not in text.starts[at + 1 : end]:  # inside one word
                first = text.starts.rfind(1, 0, at + 1)
                whole = text.text[first : text.starts.find(1, end)]
                if len(key) >= _INSIDE and whole not in self.known.words:
                    yield word
            elif key not in self.known.said and (
                len(key) >= _ACROSS or (text.starts[at] and text.starts[end])
            ):
                yield word

    def runs_in(self, text: Letters, low: int = 0, high: int | None = None) -> Iterator[Run]:
        """Withheld runs of a stream: where they begin and end, and their words."""
        for at, key, run in _hits(self.runs, text, _KEY, _SURE, low, high):
            if key not in self.known.said:
                yield at, at + len(key), run

    def anything_in(self, text: str, *, named: bool) -> tuple[list[str], list[str]]:
        """Withheld words and runs of a text that stands for itself, such as a bookmark."""
        words: dict[str, None] = {}
        runs: dict[str, None] = {}
        for way in dict.fromkeys((text, _CAMEL.sub(" ", text))):
            stream = letters(way)
            words |= dict.fromkeys(self.words_in(way, named=named))
            words |= dict.fromkeys(self.hidden_in(stream))
            runs |= {run: None for _, _, run in self.runs_in(stream)}
        return list(words), list(runs)


Run = tuple[int, int, str]


def withheld(texts: Sequence[str], known: Known) -> Withheld:
    """What in ``texts`` an edition may not say."""
    words = set[str]().union(*map(vocabulary, texts)) - known.words
    words = {word for word in words if telling(word)}
    runs = set(chain.from_iterable(map(runs_of, texts)))
    runs.difference_update(*map(runs_of, known.content))
    long_words = [word for word in words if not word.isdigit()]
    return Withheld(
        known=known,
        words=frozenset(words),
        broken=_index(long_words, _SHORT),
        backwards=_index((word[::-1] for word in long_words), _INSIDE),
        runs=_index(runs, _KEY),
        longest=max(map(len, runs), default=0),
    )


def sources(found: str, texts: Sequence[str], origins: Mapping[str, str]) -> list[str]:
    """Where the withheld texts stand that have a word or run, first things first."""
    held = (text for text in texts if found in vocabulary(text) or found in runs_of(text))
    return list(dict.fromkeys(filter(None, (origins.get(text, "") for text in held))))


@lru_cache(maxsize=REMEMBERED)
def runs_of(text: str) -> tuple[str, ...]:
    """Words one after the other, divided by spaces; all of a short block."""
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
    """Entries of an index of keys of a size that stand in a text; those shorter than ``sure`` as
    whole words."""
    stream, starts = text.text, text.starts
    for at in range(low, min(len(stream) if high is None else high, len(stream) - size + 1)):
        for words in index.get(stream[at : at + size], ()):
            key = words.replace(" ", "")
            if stream.startswith(key, at) and (
                len(key) >= sure or (starts[at] and starts[at + len(key)])
            ):
                yield at, key, words
