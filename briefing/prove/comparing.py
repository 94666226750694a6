"""The reopened file held against the expectation: what is missing, what is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.conserving import locate
from briefing.prove.searching import leaks
from briefing.prove.shape import shape_faults
from briefing.prove.stream import stream
from briefing.prove.words import opening, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.prove.conserving import Located
    from briefing.prove.expecting import Expectation
    from briefing.prove.facts import PageText, Reopened
    from briefing.prove.shape import Fault
    from briefing.prove.stream import Stream


def compare(file: Reopened, expectation: Expectation) -> tuple[list[Fault], int]:
    """All faults of a file, and the number of words in its text."""
    text = stream(file.pages)
    located = locate(expectation.shown, text)
    faults = [
        *shape_faults(file, expectation),
        *_conservation(expectation.shown, text, located),
    ]
    # What is wrong otherwise leaves text behind that is no fault of its own.
    faults += leaks(file, expectation, text, located, whole=not faults)
    return faults, sum(_count(page) for page in file.pages)


def _count(page: PageText) -> int:
    """Words of a page without its furniture."""
    furniture = {char for piece in page.pieces if piece.artifact for char in piece.chars}
    return sum(
        1 for _ in tokens("".join(" " if n in furniture else c for n, c in enumerate(page.text)))
    )


def _conservation(blocks: Sequence[str], text: Stream, located: Located) -> Iterator[Fault]:
    """The first block that is missing and the first out of order, each with its neighbour."""
    for code, fault, numbers in (
        ("P110", "is missing", located.missing),
        ("P111", "is out of order", located.disorder),
    ):
        if numbers:
            first = numbers[0]
            others = f" (and {len(numbers) - 1} more)" if len(numbers) > 1 else ""
            which = f"block {first + 1} of {len(blocks)}"
            message = f'{which} {fault}{others}: "{opening(blocks[first])}"'
            before = max((n for n in located.spans if n < first), default=None)
            if before is None:
                hint = "no block before it was found"
            else:
                page = text.pages[located.spans[before][-1][0]] + 1
                hint = f'last found before it, on page {page}: "{opening(blocks[before])}"'
            yield code, message, hint
