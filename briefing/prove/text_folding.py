"""Text as the proof compares it: streams of letters and digits, and words for the vocabulary.

Setting type changes spaces, hyphens, ligatures and case, never the letters and their order; so
blocks are compared as *letters* (Unicode NFKC, case folded, all else dropped: UAX #15, UTS #18)
and only single words are looked up as words, with a hyphenated one read both ways.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters that print nothing and stand inside words: soft hyphen, zero-width space and joiners.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
# U+0002 and U+FFFE are what PDFium gives for a hyphen it takes to be one of line division.
_HYPHEN = "[-\u2010\u2011\u0002\ufffe]"
_PIECE = r"[^\W_]+"
_NUMBER = r"(?<![^\W_])(?:\d+(?:[.,'’]\d+)+|\d{1,3}(?: \d{3})+)(?![^\W_])"
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})|{_PIECE}(?:{_HYPHEN}\s*{_PIECE})*")
_PART = re.compile(_PIECE)
# Letter-spaced words are read back as single letters between spaces.
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:\s[^\W_]){3,}(?![^\W_])")
CACHED_TEXTS = 16_384
"""Texts whose words are kept: what one edition withholds, most others withhold or show, and each
is asked for its words, its runs of words and its letters."""


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """The letters and digits a character stands for; empty for all others."""
    return "".join(c for c in plain(character) if c.isalnum())


def plain(text: str) -> str:
    """Text in one spelling: NFKC, case folded, without what prints nothing."""
    composed = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return unicodedata.normalize("NFKC", composed.casefold())


@dataclass(frozen=True, slots=True)
class Letters:
    """A stream of letters and digits that knows where its words begin."""

    text: str
    starts: bytes
    """One byte for each letter, and one for the end: 1 where a word begins or the stream ends."""

    def words(self) -> Iterator[str]:
        """The words, as the stream divides them."""
        first = 0
        for at in range(1, len(self.text) + 1):
            if self.starts[at]:
                yield self.text[first:at]
                first = at

    def find(self, other: str, low: int = 0, high: int | None = None) -> int:
        """Where ``other`` stands as whole words in ``text[low:high]``, or -1."""
        end = len(self.text) if high is None else high
        at = self.text.find(other, low, end)
        while at >= 0 and not (self.starts[at] and self.starts[at + len(other)]):
            at = self.text.find(other, at + 1, end)
        return at


@lru_cache(maxsize=CACHED_TEXTS)
def letters(text: str) -> Letters:
    """The stream of a plain string."""
    stream: list[str] = []
    starts = bytearray()
    begin = 1
    for character in plain(text):
        if character.isalnum():
            stream.append(character)
            starts.append(begin)
            begin = 0
        elif not unicodedata.combining(character):
            begin = 1
    starts.append(1)
    return Letters("".join(stream), bytes(starts))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number, and its parts where a hyphen or a separator divides it."""

    joined: str
    parts: tuple[str, ...]
    number: bool


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, folded, in order; a word divided at a line end is one token."""
    for match in _TOKEN.finditer(plain(text)):
        parts = tuple(_PART.findall(match[0]))
        yield Token("".join(parts), parts, number=match["number"] is not None)


def letter_spaced_words(text: str) -> Iterator[Token]:
    """Words of a text that were set letter by letter, each line of them as one token."""
    for match in _SPACED.finditer(plain(text)):
        word = "".join(match[0].split())
        yield Token(word, (word,), number=False)


def is_telling(word: str) -> bool:
    """Whether one word by itself gives anything away: three letters, or any digit."""
    return len(word) >= 3 or any(c.isdigit() for c in word)


def first_words(text: str, count: int = 8) -> str:
    """The first words of a block, as a finding quotes it."""
    words = text.split()
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
