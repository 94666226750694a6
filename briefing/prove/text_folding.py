"""Text as the proof compares it: streams of letters and digits, and single words.

Typesetting changes spaces, hyphens, ligatures and case, but never the letters and their order. So
blocks are compared as *letters* (Unicode NFKC, case folded, all else dropped: UAX #15, UTS #18).
Only single words are looked up as words, and a hyphenated one both joined and in parts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Invisible characters inside words: soft hyphen, zero-width space and joiners."""
# PDFium returns U+0002 or U+FFFE for a hyphen that it takes for hyphenation at a line end.
_HYPHEN = "[-\u2010\u2011\u0002\ufffe]"
_PIECE = r"[^\W_]+"
_NUMBER = r"(?<![^\W_])(?:\d+(?:[.,'’]\d+)+|\d{1,3}(?: \d{3})+)(?![^\W_])"
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})|{_PIECE}(?:{_HYPHEN}\s*{_PIECE})*")
_PART = re.compile(_PIECE)
# Letter-spaced words are extracted as single letters between spaces.
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:\s[^\W_]){3,}(?![^\W_])")
_BOXES = "\N{BALLOT BOX}\N{BALLOT BOX WITH CHECK}"
"""They say whether a task is done: they count like letters."""
CACHED_TEXTS = 16_384
"""Texts whose words, runs and letters are cached: what one edition withholds, most others withhold
or show as well."""


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """Return the letters and digits that a character stands for; empty if none."""
    return "".join(c for c in plain(character) if c.isalnum() or c in _BOXES)


def plain(text: str) -> str:
    """Return ``text`` normalised: NFKC, case folded, without invisible characters."""
    composed = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return unicodedata.normalize("NFKC", composed.casefold())


@dataclass(frozen=True, slots=True)
class Letters:
    """A stream of letters and digits that knows where its words begin."""

    text: str
    starts: bytes
    """One byte for each letter, and one for the end: 1 where a word begins or the stream ends."""

    def words(self) -> Iterator[str]:
        """Yield the words of the stream."""
        first = 0
        for at in range(1, len(self.text) + 1):
            if self.starts[at]:
                yield self.text[first:at]
                first = at

    def find(self, other: str, low: int = 0, high: int | None = None) -> int:
        """Return where ``other`` occurs as whole words in ``text[low:high]``, or -1."""
        end = len(self.text) if high is None else high
        at = self.text.find(other, low, end)
        while at >= 0 and not (self.starts[at] and self.starts[at + len(other)]):
            at = self.text.find(other, at + 1, end)
        return at


@lru_cache(maxsize=CACHED_TEXTS)
def letters(text: str) -> Letters:
    """Return the stream of a plain string."""
    stream: list[str] = []
    starts = bytearray()
    begin = 1
    for character in plain(text):
        if character.isalnum() or character in _BOXES:
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
    """Yield the words of ``text``, folded; a word divided at a line end is one token."""
    for match in _TOKEN.finditer(plain(text)):
        parts = tuple(_PART.findall(match[0]))
        yield Token("".join(parts), parts, number=match["number"] is not None)


def count_tokens(text: str) -> int:
    """Return how many words `tokens` yields."""
    return sum(1 for _ in _TOKEN.finditer(plain(text)))


def letter_spaced_words(text: str) -> Iterator[Token]:
    """Yield letter-spaced words of ``text``; a line of several is one token."""
    for match in _SPACED.finditer(plain(text)):
        word = "".join(match[0].split())
        yield Token(word, (word,), number=False)


def is_telling(word: str) -> bool:
    """Return whether one word alone can give anything away: three letters, or any digit."""
    return len(word) >= 3 or any(c.isdigit() for c in word)


def first_words(text: str, count: int = 8) -> str:
    """Return the first ``count`` words of a block, as a finding quotes it."""
    words = text.split()
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
