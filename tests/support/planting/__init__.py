"""Leaks planted in finished PDFs, by place: each is a small function, and a table in
``tests/cases/plants.txt`` says what catches it.

A plant is what a careless or hostile change in this program, or in a library below it, could let
into a file: a withheld word, sentence or picture. The proof must refuse the file. What cannot be
refused, such as a word in cipher, is listed with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.findings import Location, errors
from briefing.prove import prove
from support.planting.document import COLOUR, METADATA, PAGES, RESOURCES, ROOT
from support.planting.drawing import FORMS, OPERATORS, PATTERNS, STATES
from support.planting.faces import FILES as FONT_FILES
from support.planting.faces import FONTS
from support.planting.file import BYTES, FILES
from support.planting.making import Missed
from support.planting.pictures import FLATE, IMAGES, JPEGS
from support.planting.text import CIPHER, LAYERS, MARKS, SIGNS, TEXT
from support.planting.trees import LINKS, LISTS, STRUCTURE

if TYPE_CHECKING:
    from support.planting.base import Base
    from support.planting.making import Make, Plants

_AREAS: tuple[Plants, ...] = (
    *(TEXT, MARKS, LAYERS, STRUCTURE, LINKS, LISTS, METADATA, COLOUR, ROOT, PAGES, RESOURCES),
    *(FONTS, FONT_FILES, IMAGES, JPEGS, FLATE, FORMS, PATTERNS, STATES, OPERATORS, BYTES, FILES),
    *(CIPHER, SIGNS),
)


@dataclass(frozen=True, slots=True)
class Plant:
    """One way for what is withheld to get into a file."""

    place: str
    name: str
    make: Make
    why_missed: str
    """Why it is let through; empty for all that must be caught."""

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"

    def caught_by(self, base: Base) -> tuple[str, ...]:
        """The codes of the errors that the proof finds when this is planted."""
        planted = self.make(base.pdf)
        assert planted not in (base.pdf, base.untouched)
        found = prove(planted, base.expectation, Location(f"{base.name}.pdf")).findings
        return tuple(sorted({finding.code for finding in errors(found)}))


def _plant(place: str, name: str, made: Make | Missed) -> Plant:
    if isinstance(made, Missed):
        return Plant(place, name, made.make, made.why)
    return Plant(place, name, made, "")


PLANTS = tuple(
    _plant(place, name, made)
    for area in _AREAS
    for place, plants in area.items()
    for name, made in plants.items()
)
PLACES = tuple(dict.fromkeys(plant.place for plant in PLANTS))
