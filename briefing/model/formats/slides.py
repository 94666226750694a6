"""Format ``slides``: a slide a page, to be shown on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.format import Contract, Format
from briefing.model.formats.print_options import DEFAULTS, PrintOption

if TYPE_CHECKING:
    from briefing.model.formats.format import Range
    from briefing.model.formats.print_options import PrintOptions

SHAPE = PrintOption("shape", ("16:9", "4:3"), "shape of a slide")


class SlideFormat(Format):
    """What all formats have in common that are made of slides."""

    made_of = "slide"
    summarises = True
    options: tuple[PrintOption, ...] = (SHAPE,)

    def file_suffix(self, options: PrintOptions) -> str:
        """Return the format, its own options and the slides' shape: ``handout-3up-4x3``."""
        shape = options.shape.replace(":", "x") if options.shape != DEFAULTS.shape else ""
        return "-".join(filter(None, (self.name, *self._suffixes(options), shape)))

    def _suffixes(self, options: PrintOptions) -> tuple[str, ...]:
        """The format's own options in a file name."""
        return ()

    def contract(self, pages: Range, slides: Range | None) -> Contract | None:
        """Return the contract in slides, if the length has a deck."""
        if slides is None:
            return None
        return Contract("slide", *slides, setting="deck.slides", counts_pages=self.is_for_screen)


class Slides(SlideFormat):
    """Slides on a screen."""

    name = "slides"
    is_for_screen = True


SLIDES = Slides()
