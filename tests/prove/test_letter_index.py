"""The indexes find what a search through all letters finds."""

from __future__ import annotations

import random

from briefing.prove.letter_index import BreakIndex, WordIndex
from briefing.prove.text_folding import Letters, letters


def _stream(chance: random.Random) -> Letters:
    """Words of few letters, so that many of them are alike, and some longer than the keys."""
    sizes = [1, 1, 2, 3, 40, 70]
    words = ["".join(chance.choices("ab", k=chance.choice(sizes))) for _ in range(40)]
    return letters(" ".join(words))


def _searched(stream: Letters, text: str, end: int) -> list[int]:
    found = []
    at = stream.find(text, 0, end)
    while at >= 0:
        found.append(at)
        at = stream.find(text, at + 1, end)
    return found


def test_words_are_found_where_a_search_finds_them() -> None:
    """Each at all its places, those that cross the end not."""
    chance = random.Random(1)
    found = 0
    for _ in range(60):
        stream = _stream(chance)
        words = list(stream.words())
        end = chance.randrange(len(stream.text) + 1)
        index = WordIndex(stream, end)
        for _ in range(30):
            first, last = sorted(chance.choices(range(41), k=2))
            text = "".join(words[first:last])[: chance.choice([None, 30])] or "a"
            expected = _searched(stream, text, end)
            assert sorted(index.find(text)) == expected
            found += len(expected)
    assert found > 100


def test_parts_are_found_where_a_search_finds_them() -> None:
    """Each at the first place behind the start."""
    chance = random.Random(2)
    found = 0
    for _ in range(60):
        text = _stream(chance).text
        breaks = bytes([*chance.choices([0, 1], k=len(text)), 1])
        index = BreakIndex(text, breaks)
        for _ in range(40):
            start, end = sorted(chance.choices(range(len(text) + 1), k=2))
            key = "".join(chance.choices("ab", k=chance.randrange(1, 4)))
            places = [
                at
                for at in range(start, end)
                if breaks[at] and at + len(key) <= end and text.startswith(key, at)
            ]
            assert index.next(key, start, end) == (places[0] if places else -1)
            found += bool(places)
    assert found > 100
