"""The text of all pages as one stream of letters in reading order, each traced back to its page.

Text in the structure tree comes first, in the tree's order over all pages; then text outside the
tree, as it is drawn; then artifacts. So a block that is broken over columns or pages is one run,
whatever floats and furniture are between its parts.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from itertools import compress
from operator import gt
from typing import TYPE_CHECKING, NamedTuple

from briefing.prove.text_folding import INVISIBLE, Letters, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.prove.extract.extracted import PageText, TextObject

_NONE = " "
"""Stands for no letter."""
_SEVERAL = "\n"
"""Stands for a character that is several letters, or that goes with the one before it."""
_SHORT = 8
"""Characters from which a text object is taken as one, which makes most of the time."""


@dataclass(frozen=True, slots=True)
class LetterStream:
    """The letters of a whole file; each array has one entry for each letter."""

    letters: Letters
    breaks: bytes
    """1 where a text object begins, and one more at the end."""
    pages: array[int]
    """Page of each letter, from 0."""
    chars: array[int]
    """Position of each letter in its page's text."""
    body: int
    """Position of the first letter of the artifacts."""
    labels: bytes
    """1 for each letter of the number or bullet of a list item."""


def stream(pages: Sequence[PageText]) -> LetterStream:
    """Return the stream of a file's pages."""
    text_objects = [
        (number, text_object)
        for number, page in enumerate(pages)
        for text_object in page.text_objects
    ]
    # Sorting is stable: outside the tree, the order of drawing remains.
    text_objects.sort(key=lambda item: (item[1].artifact, not item[1].path, item[1].path))
    folded = [_fold_page(page.text) for page in pages]
    text: list[str] = []
    starts, breaks, labels = bytearray(), bytearray(), bytearray()
    of_page, of_char = array("L"), array("L")
    body = 0
    for number, text_object in text_objects:
        first = len(starts)
        page, chars = folded[number], text_object.chars
        low, high = (chars[0], chars[-1] + 1) if chars else (0, 0)
        is_run = len(chars) >= _SHORT and chars == tuple(range(low, high))
        own = page.letters[low:high] if is_run else [page.letters[char] for char in chars]
        begin = 1
        if _SEVERAL in own or (len(chars) >= _SHORT and not is_run):
            for char, letters in _folded(pages[number].text, text_object):
                text.append(letters)
                starts += bytes((begin,) * (letters != "")) + bytes(max(0, len(letters) - 1))
                of_char.extend([char] * len(letters))
                begin = 0 if letters else 1
        elif is_run:
            held = page.held[low:high]
            text.append(page.letters[low:high].replace(_NONE, ""))
            starts += bytes(compress(page.starts[low:high], held))
            of_char.extend(compress(chars, held))
        else:
            for char, letter in zip(chars, own, strict=True):
                if letter == _NONE:
                    begin = 1
                else:
                    text.append(letter)
                    starts.append(begin)
                    of_char.append(char)
                    begin = 0
        if count := len(starts) - first:
            starts[first] = 1
            breaks += b"\1" + bytes(count - 1)
            of_page += array("L", (number,)) * count
            labels += (b"\1" if text_object.label else b"\0") * count
        if not text_object.artifact:
            body = len(starts)
    starts.append(1)
    breaks.append(1)
    whole = Letters("".join(text), bytes(starts))
    return LetterStream(whole, bytes(breaks), of_page, of_char, body, bytes(labels))


class _FoldedPage(NamedTuple):
    """The text of a page, character by character."""

    letters: str
    """The letter that each character stands for, `_NONE` or `_SEVERAL`."""
    held: bytes
    """1 for each character that stands for a letter."""
    starts: bytes
    """1 for each letter with none before it."""


def _fold_page(text: str) -> _FoldedPage:
    """Return the letters of a page. Text objects with characters that stand for several, or go with
    those before them, are folded one by one, which takes four times as long."""
    folds = {char: fold(char) or _NONE for char in {*text}}
    folds |= {
        char: _SEVERAL
        for char, letters in folds.items()
        if len(letters) > 1 or ord(char) in INVISIBLE or unicodedata.combining(char)
    }
    letters = text.translate({ord(char): letter for char, letter in folds.items()})
    held = bytes(map(_NONE.__ne__, letters))
    return _FoldedPage(letters, held, bytes(map(gt, held, b"\0" + held)))


def _folded(text: str, text_object: TextObject) -> Iterator[tuple[int, str]]:
    """Yield position and letters of each character of a text object.

    Combining marks go with the character they combine with.
    """
    at, chars = 0, text_object.chars
    while at < len(chars):
        cluster, place = text[chars[at]], chars[at]
        at += 1
        if ord(cluster) in INVISIBLE:
            continue
        while at < len(chars) and unicodedata.combining(text[chars[at]]):
            cluster += text[chars[at]]
            at += 1
        yield place, fold(cluster)
