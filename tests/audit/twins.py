"""The twin test at full size: no trace of what is withheld, in thousands of briefings.

Each step makes a briefing at random, and the same written without what its reader must not see.
Each twin is composed, typeset, bound and proven by itself; what is refused, both must be.
"""

from __future__ import annotations

from support.audit import Outcome
from support.twinmaking import compared

FULL = 8000
"""Pairs of a full audit: of so many, more than 5,000 come to a PDF."""


def examine(seed: int, index: int) -> Outcome:
    """One pair."""
    name = f"{seed}:{index}"
    found = compared(name, to_pdf=True)
    made = not (found.refused or found.unwritable)
    counts = {
        "pairs": 1,
        "pairs of which both were made": made,
        "pairs with something withheld": made and found.withheld,
        "pairs compared byte for byte": found.pdf,
        "pairs of which both were refused": found.refused,
        "twins that cannot be written": found.unwritable,
    }
    faults = (f"twins {name}, {found.reader}: {found.fault}",) if found.fault else ()
    return Outcome({what: int(count) for what, count in counts.items()}, faults)
