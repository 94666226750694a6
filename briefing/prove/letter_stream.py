"""The text of all pages as one stream of letters in reading order, with the way back to the page.

First what the structure tree holds, in its order over all pages; then text outside the tree as it
is drawn; then artifacts. A block broken over columns or pages is one run that way, whatever floats
and furniture the pages have between its parts.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.prove.text_folding import Letters, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.prove.extract.extracted import PageText, TextObject


@dataclass(frozen=True, slots=True)
class LetterStream:
    """Letters of a whole file; the arrays run along with them."""

    letters: Letters
    breaks: bytes
    """1 where a text object begins, and at the end."""
    pages: array[int]
    """Page of each letter, from 0."""
    chars: array[int]
    """Place of each letter in its page's text."""
    body: int
    """Where the artifacts begin."""
    labels: bytes
    """1 for each letter of the number or bullet of a list item."""


def stream(pages: Sequence[PageText]) -> LetterStream:
    """The stream of a file's pages."""
    text_objects = [
        (number, text_object)
        for number, page in enumerate(pages)
        for text_object in page.text_objects
    ]
    # Sorting is stable: outside the tree the order of drawing stays.
    text_objects.sort(key=lambda item: (item[1].artifact, not item[1].path, item[1].path))
    text: list[str] = []
    starts, breaks = bytearray(), bytearray()
    of_page, of_char = array("L"), array("L")
    labels = bytearray()
    body = 0
    for number, text_object in text_objects:
        first = len(text)
        begin = 1
        for char, folded in _folded(pages[number].text, text_object):
            for letter in folded:
                text.append(letter)
                starts.append(begin)
                breaks.append(len(text) == first + 1)
                of_page.append(number)
                of_char.append(char)
                begin = 0
            if not folded:
                begin = 1
        labels += (b"\1" if text_object.label else b"\0") * (len(text) - first)
        if not text_object.artifact:
            body = len(text)
    starts.append(1)
    breaks.append(1)
    letters = Letters("".join(text), bytes(starts))
    return LetterStream(letters, bytes(breaks), of_page, of_char, body, bytes(labels))


def _folded(text: str, text_object: TextObject) -> Iterator[tuple[int, str]]:
    """Characters of a text object with their letters; marks that combine go with their letter."""
    at, chars = 0, text_object.chars
    while at < len(chars):
        cluster, place = text[chars[at]], chars[at]
        at += 1
        while at < len(chars) and unicodedata.combining(text[chars[at]]):
            cluster += text[chars[at]]
            at += 1
        yield place, fold(cluster)
