"""How long a talk takes: planned minutes of each slide, and what its script needs to be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.findings import Location
    from briefing.model.settings import Deck

WORDS_A_MINUTE = 140
"""Average pace of speech: 130 to 150."""
USUAL_MINUTES = 2.0
"""For a slide that does not say, where the length has no slot to share out."""
_LAYOUT_MINUTES = 0.5
"""For title, agenda, section and closing slides, which are shown and hardly spoken to."""
_TOLERANCE = 1.1


@dataclass(frozen=True, slots=True)
class Talk:
    """What is planned for a slide, and how many words are said to it."""

    title: str
    place: Location
    minutes: float | None
    """As written; None when the slide does not say."""
    words: int
    made_by_layout: bool = False


def planned(talks: Sequence[Talk], deck: Deck | None) -> list[float]:
    """Minutes of each slide: as written, or an equal share of what the slot leaves."""
    own = [_LAYOUT_MINUTES if t.made_by_layout else t.minutes for t in talks]
    open_ = own.count(None)
    left = deck.minutes - sum(m for m in own if m is not None) if deck else 0.0
    share = max(left / open_, 0.0) if deck and open_ else USUAL_MINUTES
    return [share if minutes is None else minutes for minutes in own]


def clock(minutes: float) -> str:
    """Minutes and seconds: ``3:30``."""
    seconds = round(minutes * 60)
    return f"{seconds // 60}:{seconds % 60:02d}"


def late(talks: Sequence[Talk], deck: Deck | None, name: str, slot: Location) -> Iterator[Finding]:
    """Scripts that take more than 110 % of their time, and a plan longer than its slot."""
    minutes = planned(talks, deck)
    for talk, own in zip(talks, minutes, strict=True):
        needed = talk.words / WORDS_A_MINUTE
        if talk.words and needed > own * _TOLERANCE:
            share = f"{needed / own:.0%} of" if own else "without"
            yield Finding(
                talk.place,
                "B603",
                f"{name}: the script of “{talk.title}” takes {clock(needed)} at {WORDS_A_MINUTE} "
                f"words a minute, {share} its {clock(own)}",
                f"cut {talk.words - int(own * WORDS_A_MINUTE)} words, or plan more minutes",
                Severity.WARNING,
            )
    if deck and sum(minutes) > deck.minutes + 1 / 60:
        message = f"{name}: {clock(sum(minutes))} are planned for a slot of {clock(deck.minutes)}"
        yield Finding(slot, "B604", message, "plan less for some slides", Severity.WARNING)
