"""The plants of `support.planting`, all of them, in each form that a briefing is printed in."""

from __future__ import annotations

from support.audit import Outcome
from support.planting import PLANTS
from support.planting.base import BASES, base

FULL = len(PLANTS) * len(BASES)
"""Every plant in every form."""


def examine(seed: int, index: int) -> Outcome:
    """One plant in one form; a seed begins elsewhere, so that a few steps see other plants."""
    step = (seed * len(PLANTS) + index) % FULL
    form, plant = BASES[step // len(PLANTS)], PLANTS[step % len(PLANTS)]
    if plant.why_missed:
        return Outcome({"plants": 0, "caught": 0, "that cannot be caught": 1})
    caught = bool(plant.caught_by(base(form)))
    return Outcome(
        {"plants": 1, "caught": int(caught)},
        () if caught else (f"{form}: what is planted is not found: {plant}",),
    )
