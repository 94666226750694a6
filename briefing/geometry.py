"""Paper and its margins, in millimetres; the theme decides what to do inside them."""

from __future__ import annotations

from dataclasses import dataclass

PT_PER_MM = 72 / 25.4
CSS_PX_PER_MM = 96 / 25.4


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
        """As CSS writes it: ``210mm 297mm``."""
        return f"{self.width_mm:g}mm {self.height_mm:g}mm"


# Both leave the same type area of 170 mm: text column 110, gap 8, side column 52.
PAPERS = {
    "A4": Paper("A4", 210, 297, 27, 18, 22, 22),
    "Letter": Paper("Letter", 215.9, 279.4, 25, 21, 20, 24.9),
}
