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

    from briefing.prove.extract.extracted import PageText, Piece


@dataclass(frozen=True, slots=True)
class Stream:
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


def stream(pages: Sequence[PageText]) -> Stream:
    """The stream of a file's pages."""
    pieces = [(number, piece) for number, page in enumerate(pages) for piece in page.pieces]
    # Sorting is stable: outside the tree the order of drawing stays.
    pieces.sort(key=lambda item: (item[1].artifact, not item[1].path, item[1].path))
    text: list[str] = []
    starts, breaks = bytearray(), bytearray()
    of_page, of_char = array("L"), array("L")
    labels = bytearray()
    body = 0
    for number, piece in pieces:
        first = len(text)
        begin = 1
        for char, folded in _folded(pages[number].text, piece):
            for letter in folded:
                text.append(letter)
                starts.append(begin)
                breaks.append(len(text) == first + 1)
                of_page.append(number)
                of_char.append(char)
                begin = 0
            if not folded:
                begin = 1
        labels += (b"\1" if piece.label else b"\0") * (len(text) - first)
        if not piece.artifact:
            body = len(text)
    starts.append(1)
    breaks.append(1)
    letters = Letters("".join(text), bytes(starts))
    return Stream(letters, bytes(breaks), of_page, of_char, body, bytes(labels))


def _folded(text: str, piece: Piece) -> Iterator[tuple[int, str]]:
    """Characters of a text object with their letters; marks that combine go with their letter."""
    at, chars = 0, piece.chars
    while at < len(chars):
        cluster, place = text[chars[at]], chars[at]
        at += 1
        while at < len(chars) and unicodedata.combining(text[chars[at]]):
            cluster += text[chars[at]]
            at += 1
        yield place, fold(cluster)
