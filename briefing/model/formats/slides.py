"""Format ``slides``: a slide a page, to be shown on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.format import Contract, Format
from briefing.model.formats.print_options import DEFAULTS, STANDARD, PrintOption

if TYPE_CHECKING:
    from briefing.model.formats.format import Range
    from briefing.model.formats.print_options import PrintOptions

SHAPE = PrintOption("shape", ("16:9", "4:3"), "shape of a slide")


class SlideFormat(Format):
    """What all formats have in common that are made of slides."""

    made_of = "slide"
    summarises = True
    options: tuple[PrintOption, ...] = (SHAPE, STANDARD)

    def _suffixes(self, options: PrintOptions) -> tuple[str, ...]:
        """Return the slides' shape, if it is not the usual one: ``4x3``."""
        return (options.shape.replace(":", "x") if options.shape != DEFAULTS.shape else "",)

    def contract(self, pages: Range, slides: Range | None) -> Contract | None:
        """Return the contract in slides, if the length has a deck."""
        if slides is None:
            return None
        return Contract("slide", *slides, setting="deck.slides", counts_pages=self.is_for_screen)


class Slides(SlideFormat):
    """Slides on a screen."""

    name = "slides"
    is_for_screen = True
    has_page = True


SLIDES = Slides()
