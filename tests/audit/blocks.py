"""Made-up texts, their blocks compared with those that markdown-it-py finds in them."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from support.audit import Outcome
from support.blocktrees import difference, nested_text, odd_text

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = 200
"""Steps of a whole run."""
TEXTS = 200
"""In a step."""


def examine(seed: int, index: int) -> Outcome:
    """Compares two hundred texts; each fault begins with its text."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(index * TEXTS, (index + 1) * TEXTS):
        faults += examine_text(text_of(seed, number), counts)
    return Outcome(counts, tuple(faults))


def text_of(seed: int, number: int) -> str:
    """A text: half of them are as people write, with slips; the others fit nothing."""
    random = Random(f"{seed} {number}")
    return nested_text(random) if number % 2 else odd_text(random)


def examine_text(text: str, counts: Counter[str]) -> Iterator[str]:
    """What differs in how a text is read."""
    counts["texts"] += 1
    found = difference(text)
    counts["refused" if found is None else "read"] += 1
    if found:
        yield found
