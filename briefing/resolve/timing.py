"""How long a talk takes: what is planned for each slide, and what its script needs to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity
from briefing.text.speech import WORDS_A_MINUTE, print_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.deck import Slide
    from briefing.model.findings import Location
    from briefing.model.settings import Deck

GENERATED_MINUTES = 0.5
"""For title, agenda, section and closing slides, which are shown and hardly spoken to."""
_USUAL_MINUTES = 2.0
"""For a slide that does not say, where the length has no slot to share out."""
_TOLERANCE = 1.1


def planned(written: Sequence[float | None], deck: Deck | None) -> list[float]:
    """Return the minutes of each slide: as written, or an equal share of what the slot leaves.

    Args:
        written: Minutes as written; None for a slide that does not say.
        deck: The contract of the length, if it has one.
    """
    left = deck.minutes - sum(m for m in written if m is not None) if deck else 0.0
    unsaid = written.count(None)
    share = max(left / unsaid, 0.0) if deck and unsaid else _USUAL_MINUTES
    return [share if minutes is None else minutes for minutes in written]


def overruns(
    slides: Sequence[Slide], deck: Deck | None, name: str, location: Location
) -> Iterator[Finding]:
    """Yield scripts that take more than 110 % of their time (B603), and a plan longer than its slot
    (B604).

    Args:
        deck: The contract of the length, if it has one.
        name: The edition, for messages.
        location: Where the slot is written.
    """
    total = sum(slide.minutes for slide in slides)
    for slide in slides:
        words = slide.spoken_words
        needed = words / WORDS_A_MINUTE
        if words and needed > slide.minutes * _TOLERANCE:
            share = f"{needed / slide.minutes:.0%} of" if slide.minutes else "without"
            yield Finding(
                slide.location,
                "B603",
                f"{name}: the script of “{slide.plain_title}” takes {print_clock(needed)} at "
                f"{WORDS_A_MINUTE} words a minute, {share} its {print_clock(slide.minutes)}",
                f"cut {words - int(slide.minutes * WORDS_A_MINUTE)} words, or plan more minutes",
                Severity.WARNING,
            )
    if deck and total > deck.minutes + 1 / 60:
        slot = print_clock(deck.minutes)
        message = f"{name}: {print_clock(total)} are planned for a slot of {slot}"
        yield Finding(location, "B604", message, "plan less for some slides", Severity.WARNING)
