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
    caught = plant.caught_by(base(form))
    counts = {"plants": 1, "caught": bool(caught)}
    if plant.why_missed:
        return Outcome({"plants let through on purpose": 1})
    return Outcome(counts, () if caught else (f"{plant} in a {form} is not found",))
