"""Paper and its margins, in millimetres; the theme says how much of them there is."""

from __future__ import annotations

from dataclasses import dataclass


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
