"""The widths that figures have, named after where they stand."""

from __future__ import annotations

from enum import StrEnum


class FigureWidth(StrEnum):
    """The width of a figure, named after where it stands."""

    COLUMN = "column"
    WIDE = "wide"
    SIDE = "side"
    BOX = "box"
    SLIDE = "slide"
    SLIDE_BESIDE = "slide-beside"
    """Beside text or a number on a slide."""
    SLIDE_COLUMN = "slide-column"
    SLIDE_BLEED = "slide-full-bleed"
    """Across a slide, from edge to edge."""
    SLIDE_PICTURE = "slide-picture"
    """At the left of a slide, from its head to its foot."""

    @property
    def is_filled(self) -> bool:
        """Whether a photograph fills the place, cut to its proportions."""
        return self in {FigureWidth.SLIDE_BLEED, FigureWidth.SLIDE_PICTURE}

    @property
    def is_on_slide(self) -> bool:
        """Whether it is that of a place on a slide."""
        return self.value.startswith("slide")
