"""Leaks planted all over a finished PDF: the proof refuses each, or the reason is written down."""

from __future__ import annotations

from collections import Counter

import pytest
from audit import plants as audit

from briefing.model.findings import Location
from briefing.prove import prove
from support.planting import PLACES, PLANTS, Plant
from support.planting.base import BASES, base
from support.planting.table import USUAL, expected

pytestmark = pytest.mark.xdist_group("plants")  # files to plant in are built once
OTHERS = ("pack", "cards")
FEWEST_PLACES, FEWEST_PLANTS, STEP = 30, 5, 60


def test_there_are_plants_in_every_place() -> None:
    """At least five in each of at least thirty places, no two of one name, all in the table."""
    count = Counter(plant.place for plant in PLANTS)
    assert len(PLACES) >= FEWEST_PLACES
    assert min(count.values()) >= FEWEST_PLANTS
    assert list(expected()) == list(map(str, PLANTS))


@pytest.mark.parametrize("form", [USUAL, *OTHERS])
def test_the_file_by_itself_is_proven(form: str) -> None:
    """What is changed in a plant is found, not that the file was opened and written again."""
    whole = base(form)
    assert prove(whole.untouched, whole.expectation, Location(f"{form}.pdf")).findings == ()


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_what_is_planted_is_found(plant: Plant) -> None:
    """By what the table says; what passes is what cannot be found, and the reason is given."""
    wanted, found = expected()[str(plant)], plant.caught_by(base(USUAL))
    assert set(wanted) <= set(found)
    assert bool(found) != bool(plant.why_missed)


@pytest.mark.parametrize("form", OTHERS)
def test_it_is_found_in_other_forms_of_print(form: str) -> None:
    """A few plants in pages that flow and in sheets of cards; the audit tries all, in all forms."""
    first = audit.FULL // len(BASES) * BASES.index(form)
    steps = [audit.examine(0, first + n) for n in range(len(form), len(PLANTS), STEP)]
    assert [fault for step in steps for fault in step.faults] == []
    assert sum(step.counts["plants"] for step in steps) >= 5
