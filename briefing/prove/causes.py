"""Why a block is not in the file as it was written, as far as the file shows it.

The engine has causes of its own: labels of a chart drawn over one another, a row that no page
holds, two characters that share one glyph. Each is told from what was read, and said.
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
"""Characters that must agree before two texts are held against each other."""
_SAME_AGAIN = 2
"""Characters that must agree behind a difference."""
_NAMED = 4
COMBINED_LETTER_HINT = "write it with a letter that is one character, or without the marks"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why, and what can be done."""

    why: str
    hint: str


def cause_of(block: str, expectation: Expectation, pages: Sequence[PageText]) -> Cause | None:
    """The cause for a block that is missing or displaced, where it can be told."""
    return (
        _tall_row(block, expectation)
        or _overlapping(block, expectation, pages)
        or _shared_glyph(block, pages)
    )


def combined_letters(text: str) -> list[str]:
    """Letters with more marks than one character holds: drawn of several glyphs."""
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
        "put names on the y axis or give them a labelAngle, show fewer, or make the chart wider",
    )


def _tall_row(block: str, expectation: Expectation) -> Cause | None:
    path = expectation.lines.get(block, "").rpartition(":")[0]
    place = next((place for place in expectation.tall if place.startswith(f"{path}:")), None)
    if place is None:
        return None
    why = f"a row of the table at {place} is higher than a page, and words of it are lost"
    return Cause(why, "divide the row, or say it as text below headings")


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
                f"{_named(ours)} and {_named(other)} share one sign of the typeface: what is one "
                "is read and copied as the other",
                "write only one of the two characters, in the whole briefing",
            )
    if marks := combined_letters(block):
        named = ", ".join(f"“{cluster}”" for cluster in marks[:_NAMED])
        return Cause(
            f"the typeface draws {named} of several signs, which cannot be read or copied as one",
            COMBINED_LETTER_HINT,
        )
    return None


def _differences(wanted: str, read: str) -> Iterator[tuple[str, str]]:
    """Single characters that differ where the texts agree around them."""
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
