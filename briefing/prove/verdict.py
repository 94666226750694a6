"""Compares the reopened file with the expectation: what is missing, and what is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.accessibility import document_faults
from briefing.prove.causes import cause_of
from briefing.prove.foreign_content import foreign_content_faults
from briefing.prove.handling import handling_faults
from briefing.prove.leak_search import find_leaks
from briefing.prove.text_folding import count_tokens, first_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.proof import Expectation
    from briefing.prove.accessibility import Fault
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Extract, PageText
    from briefing.prove.letter_stream import LetterStream


def compare(
    file: Extract, expectation: Expectation, text: LetterStream, located: Located
) -> tuple[list[Fault], int]:
    """Return all faults of ``file``, and the number of words in its text.

    Args:
        file: The reopened file.
        expectation: What it must and must not hold.
        text: Its letters.
        located: Where the blocks of the edition are among them.
    """
    faults = list(completeness_faults(file, expectation, text, located))
    faults += handling_faults(file, expectation, text, located)
    shape = list(document_faults(file, expectation))
    faults = [*shape, *foreign_content_faults(file.inventory, expectation, shape), *faults]
    # Other faults leave unaccounted text behind, which is then no fault of its own.
    faults += find_leaks(file, expectation, text, located, whole=not faults)
    aloud = sum(count_tokens(expectation.shown[n]) for n in expectation.aloud)
    return faults, max(0, sum(_count(page) for page in file.pages) - aloud)


def _count(page: PageText) -> int:
    """Return the number of words on a page, without its furniture."""
    shown = [*page.text]
    for text_object in page.text_objects:
        if text_object.artifact:
            for char in text_object.chars:
                shown[char] = " "
    return count_tokens("".join(shown))


def completeness_faults(
    file: Extract, expectation: Expectation, text: LetterStream, located: Located
) -> Iterator[Fault]:
    """Yield a fault for the first missing block and for the first one out of order.

    Each says why, or else which block was found before it. If one cause explains both, there is
    only one fault.
    """
    blocks = expectation.shown
    known: set[str] = set()
    for code, fault, found in (
        ("P110", "is missing", located.missing),
        ("P111", "is out of order", located.out_of_order),
    ):
        if numbers := [number for number in found if number not in expectation.aloud]:
            first = numbers[0]
            why = cause_of(blocks[first], expectation, file.pages)
            if why is not None and why.why in known:
                continue
            others = f" (and {len(numbers) - 1} more)" if len(numbers) > 1 else ""
            place = expectation.lines.get(blocks[first], "")
            which = f"block {first + 1} of {len(blocks)}{f' ({place})' if place else ''}"
            message = f'{which} {fault}{others}: "{first_words(blocks[first])}"'
            if why is None:
                yield code, message, _previous_block(blocks, first, file, text, located)
            else:
                known.add(why.why)
                yield code, f"{message}: {why.why}", why.hint


def _previous_block(
    blocks: Sequence[str], number: int, file: Extract, text: LetterStream, located: Located
) -> str:
    """Return a hint: where the last block before number ``number`` was found."""
    before = max((n for n in located.spans if n < number), default=None)
    if before is None:
        return "no block before it was found"
    page = text.pages[located.spans[before][-1][0]] + 1
    on = f", on page {page}" if file.paged else ""
    return f'last found before it{on}: "{first_words(blocks[before])}"'
