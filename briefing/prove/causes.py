"""Why a block is not in the file as it was written, as far as the file shows.

The engine can lose text in known ways: labels of a chart overlap, a table row is taller than a
page, or two characters share one glyph. Each way leaves traces in the extracted text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.prove.text_folding import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.proof import Expectation
    from briefing.prove.extract.extracted import PageText

_ANCHOR = 6
"""Characters that must agree before two texts are compared."""
_SAME_AGAIN = 2
"""Characters that must agree after a difference."""
_NAMED = 4
COMBINED_LETTER_HINT = "use a letter that is a single character, or leave out the diacritics"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why text was lost, and what can be done."""

    why: str
    hint: str


def cause_of(block: str, expectation: Expectation, pages: Sequence[PageText]) -> Cause | None:
    """Return why a block is missing or out of order, or None if that cannot be told."""
    return (
        _tall_row(block, expectation)
        or _overlapping(block, expectation, pages)
        or _shared_glyph(block, pages)
    )


def combined_letters(text: str) -> list[str]:
    """Return letters with more diacritics than one character holds: several glyphs draw them."""
    found: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if unicodedata.combining(character) and found:
            found[-1] += character
        else:
            found.append(character)
    return list(dict.fromkeys(cluster for cluster in found if len(cluster) > 1))


def _overlapping(block: str, expectation: Expectation, pages: Sequence[PageText]) -> Cause | None:
    chart = next((words for words in expectation.charts if words in block), None)
    if chart is None:
        return None
    read = {word for page in pages for word in letters(page.text).words()}
    lost = [word for word in chart.split() if any(w not in read for w in letters(word).words())]
    if not lost:
        return None
    named = ", ".join(f"“{word}”" for word in lost[:_NAMED])
    return Cause(
        f"labels of this chart overlap, so that {named} cannot be read",
        "put the names on the y axis, set a labelAngle, show fewer, or make the chart wider",
    )


def _tall_row(block: str, expectation: Expectation) -> Cause | None:
    path = expectation.lines.get(block, "").rpartition(":")[0]
    place = next((place for place in expectation.tall if place.startswith(f"{path}:")), None)
    if place is None:
        return None
    why = f"a row of the table at {place} is taller than a page, and words of it are lost"
    return Cause(why, "split the row, or write it as text under headings")


def _shared_glyph(block: str, pages: Sequence[PageText]) -> Cause | None:
    wanted = "".join(unicodedata.normalize("NFC", block).split())
    for page in pages:
        read = "".join(c for c in page.text if not c.isspace() and c.isprintable())
        read = unicodedata.normalize("NFC", read)
        pairs = [pair for pair in _differences(wanted, read) if pair[0] not in read]
        if pairs:
            break
    else:
        pairs = []
    for ours, other in pairs:
        if not (unicodedata.combining(ours) or unicodedata.combining(other)):
            return Cause(
                f"{_named(ours)} and {_named(other)} share one glyph of the typeface, so one is "
                "read and copied as the other",
                "use only one of the two characters in the whole briefing",
            )
    if marks := combined_letters(block):
        named = ", ".join(f"“{cluster}”" for cluster in marks[:_NAMED])
        return Cause(
            f"the typeface draws {named} with several glyphs, not to be read or copied as one",
            COMBINED_LETTER_HINT,
        )
    return None


def _differences(wanted: str, read: str) -> Iterator[tuple[str, str]]:
    """Yield single characters that differ where the texts agree around them."""
    for first in range(len(wanted) - _ANCHOR + 1):
        at = read.find(wanted[first : first + _ANCHOR])
        if at >= 0:
            yield from _along(wanted[first:], read[at:])
            yield from _along(wanted[: first + _ANCHOR][::-1], read[: at + _ANCHOR][::-1])
            return


def _along(wanted: str, read: str) -> Iterator[tuple[str, str]]:
    for n, (ours, other) in enumerate(zip(wanted, read, strict=False)):
        if ours != other:
            rest = wanted[n + 1 : n + 1 + _SAME_AGAIN]
            if not read.startswith(rest, n + 1):
                return
            yield ours, other


def _named(character: str) -> str:
    return f"“{character}” (U+{ord(character):04X})"
