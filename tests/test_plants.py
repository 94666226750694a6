"""Leaks planted all over a finished PDF: the proof refuses each, or the reason is written down."""

from __future__ import annotations

from collections import Counter

import pytest

from briefing.findings import Location
from briefing.prove import prove
from support.planting import PLACES, PLANTS, Plant
from support.planting.base import BASES, base
from support.planting.table import USUAL, expected

FEWEST_PLACES, FEWEST_PLANTS = 30, 5


def test_there_are_plants_in_every_place() -> None:
    """At least five in each of at least thirty places, no two of one name, all in the table."""
    count = Counter(plant.place for plant in PLANTS)
    assert len(PLACES) >= FEWEST_PLACES
    assert min(count.values()) >= FEWEST_PLANTS
    assert list(expected()) == list(map(str, PLANTS))


@pytest.mark.parametrize("form", BASES)
def test_the_file_by_itself_is_proven(form: str) -> None:
    """What is changed in a plant is found, not that the file was opened and written again."""
    whole = base(form)
    assert prove(whole.untouched, whole.expectation, Location(f"{form}.pdf")).findings == ()


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_what_is_planted_is_found(plant: Plant) -> None:
    """By what the table says; what passes is what the table says too."""
    wanted, found = expected()[str(plant)], plant.caught_by(base(USUAL))
    assert set(wanted) <= set(found)
    assert bool(found) == bool(wanted)
