"""The text of all pages as one stream of letters in reading order, each traced back to its page.

Text in the structure tree comes first, in the tree's order over all pages; then text outside the
tree, as it is drawn; then artifacts. So a block that is broken over columns or pages is one run,
whatever floats and furniture are between its parts.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.prove.text_folding import INVISIBLE, Letters, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.prove.extract.extracted import PageText, TextObject


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
    folds = [_fold_each(page.text) for page in pages]
    text: list[str] = []
    starts, breaks, labels = bytearray(), bytearray(), bytearray()
    of_page, of_char = array("L"), array("L")
    body = 0
    for number, text_object in text_objects:
        first = len(text)
        begin = 1
        fold_of = folds[number]
        chars = text_object.chars
        for char, folded in (
            _folded(pages[number].text, text_object)
            if fold_of is None
            else zip(chars, map(fold_of.__getitem__, chars), strict=True)
        ):
            if len(folded) == 1:  # as nearly all are: this runs for each letter of a file
                text.append(folded)
                starts.append(begin)
                of_char.append(char)
                begin = 0
            elif folded:
                text += folded
                starts += bytes((begin,)) + bytes(len(folded) - 1)
                of_char.extend([char] * len(folded))
                begin = 0
            else:
                begin = 1
        if count := len(text) - first:
            breaks += b"\1" + bytes(count - 1)
            of_page.extend([number] * count)
            labels += (b"\1" if text_object.label else b"\0") * count
        if not text_object.artifact:
            body = len(text)
    starts.append(1)
    breaks.append(1)
    letters = Letters("".join(text), bytes(starts))
    return LetterStream(letters, bytes(breaks), of_page, of_char, body, bytes(labels))


def _fold_each(text: str) -> list[str] | None:
    """Return the letters of each character; None if some go with those before them, or are none."""
    if any(ord(char) in INVISIBLE or unicodedata.combining(char) for char in set(text)):
        return None
    return [*map(fold, text)]


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
