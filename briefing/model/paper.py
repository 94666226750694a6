"""Paper, its margins in millimetres, and how its pages are counted: pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

PT_PER_MM = 72 / 25.4
MM_PER_PX = 25.4 / 96
"""Of CSS px."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet and the margins of its type area, in mm; inner is the side that is punched."""

    name: str
    width_mm: float
    height_mm: float
    top_mm: float
    outer_mm: float
    bottom_mm: float
    inner_mm: float

    @property
    def size(self) -> str:
        """The size as CSS writes it: ``210mm 297mm``."""
        return f"{self.width_mm:g}mm {self.height_mm:g}mm"

    @property
    def type_area(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the type area, in pt from the lower left corner."""
        return (
            self.inner_mm * PT_PER_MM,
            self.bottom_mm * PT_PER_MM,
            (self.width_mm - self.outer_mm) * PT_PER_MM,
            (self.height_mm - self.top_mm) * PT_PER_MM,
        )

    @property
    def verso_shift(self) -> float:
        """How far the type area is to the left on the back of a sheet, in pt, so that the inner
        margin is at the spine there, too."""
        return (self.inner_mm - self.outer_mm) * PT_PER_MM


ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def roman(number: int) -> str:
    """Return a whole number from 1 in small roman numerals, as viewers show a page label."""
    found = ""
    for value, letters in ROMAN:
        while number >= value:
            found, number = found + letters, number - value
    return found
