"""Why a block is not in the file as it was written, as far as the file shows.

The engine can lose text in known ways: labels of a chart overlap, or a table row is taller than a
page. Each way leaves traces in the extracted text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.prove.text_folding import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.model.proof import Expectation
    from briefing.prove.extract.extracted import PageText

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """Why text was lost, and what can be done."""

    why: str
    hint: str


def cause_of(block: str, expectation: Expectation, pages: Sequence[PageText]) -> Cause | None:
    """Return why a block is missing or out of order, or None if that cannot be told."""
    return _tall_row(block, expectation) or _overlapping(block, expectation, pages)


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
