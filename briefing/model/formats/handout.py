"""Format ``handout``: slides on paper, several a page, with room for notes or with notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.print_options import (
    DEFAULTS,
    SIZE,
    STANDARD,
    PrintOption,
    large_suffix,
)
from briefing.model.formats.slides import SHAPE, SlideFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.formats.print_options import PrintOptions

WITH_NOTES, OUTLINE = "notes", "outline"
"""What a handout can be besides so many slides a page: a slide above its notes, or text only."""

PER_PAGE = PrintOption(
    "per_page",
    ("1", "2", "3", "4", "6", "9", WITH_NOTES, OUTLINE),
    "slides per page; 3 has ruled lines beside them",
)
ORDER = PrintOption(
    "order", ("horizontal", "vertical"), "order of slides on a page: in rows or in columns"
)


class Handout(SlideFormat):
    """Slides on paper, for those who were there."""

    name = "handout"
    options = (SHAPE, PER_PAGE, ORDER, SIZE, STANDARD)

    def prints_notes(self, options: PrintOptions, *, owns_notes: bool) -> bool:
        """Return whether notes were asked for, by an audience that may have them."""
        return options.per_page == WITH_NOTES and owns_notes

    def prints_large(self, options: PrintOptions) -> bool:
        """Return whether it is an outline: slides on paper cannot be larger than the paper."""
        return options.per_page == OUTLINE

    def _suffixes(self, options: PrintOptions) -> tuple[str, ...]:
        """Return slides per page, their order and their shape: ``3up``, ``vertical``, ``4x3``."""
        count = options.per_page
        order = options.order if options.order != DEFAULTS.order else ""
        own = (f"{count}up" if count.isdigit() else count, order, large_suffix(options))
        return (*own, *super()._suffixes(options))

    def label(self, options: PrintOptions, length: str, labels: Mapping[str, str]) -> str:
        """Return the label for so many slides per page, for a handout with notes, or an outline."""
        count = options.per_page
        if options.size:
            return labels["handout_outline_large"]
        return labels["handout_slides" if count.isdigit() else f"handout_{count}"].format(
            count=count
        )


HANDOUT = Handout()
