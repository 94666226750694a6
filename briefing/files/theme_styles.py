"""Parts of a theme as values: what charts, pictures, slides, cards and code look like, as far as
others than the page engine must know."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.model.paper import PT_PER_MM, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.theme_settings import Page, ThemeSettings


@dataclass(frozen=True, slots=True)
class ChartStyle:
    """The style of charts."""

    config: Mapping[str, Any] = field(repr=False)
    """A Vega-Lite configuration, with names for colours and typefaces."""
    widths_pt: Mapping[str, float]
    """Widths in pt by `briefing.draw.FigureWidth`: ``column``, ``wide``, ``side``, ``box``, …"""
    smallest_pt: float
    families: frozenset[str]
    """Fonts the theme brings."""
    scale: float = 1.0
    """How much larger a chart in text is printed than it is drawn, in large print."""
    colours: Mapping[str, str] = field(default_factory=dict)
    """What the names of colours stand for; in large print, some are darker."""
    darker: Mapping[str, str] = field(default_factory=dict)
    """In large print, what is printed in place of colours that a spec writes as values."""
    typefaces: Mapping[str, str] = field(default_factory=dict)
    """Families by ``sans``, ``serif`` and ``mono``."""


@dataclass(frozen=True, slots=True)
class SlideStyle:
    """The sizes on slides that composing and measuring need; the style sheet has the rest."""

    text_pt: float
    """Smallest text that carries the message."""
    smallest_pt: float
    """Smallest text of all: figures, sources and furniture."""
    figure_pt: Mapping[str, float]
    """Height of a figure's slot, by the shape of the slide."""
    photo_pt: Mapping[str, Mapping[str, tuple[float, float]]]
    """Width and height that a photograph fills, by the layout and the shape of the slide."""
    line_pt: float
    """Height that each line of text around the picture takes from it."""
    chart_text: float
    """Factor by which text in charts is larger than in a pack."""


@dataclass(frozen=True, slots=True)
class PictureStyle:
    """What stands around the picture of a figure on a page, and how much of the page it may take.

    The style sheet sets the same sizes; these are for pictures that would not fit.
    """

    title_line_pt: float
    caption_line_pt: float
    around_pt: float
    """Space above, between and below, and a heading that must stand on the same page."""
    indent_pt: float
    """Width that a list or quotation around it takes, at most."""
    share: float
    """Most of a page's height for a picture whose author gave no size."""
    wide_share: float
    """The same for one across both columns."""


@dataclass(frozen=True, slots=True)
class CardStyle:
    """The sizes on question cards that measuring needs."""

    text_pt: Mapping[str, float]
    """Smallest text that is said aloud, by the size of the card."""
    smallest_pt: float
    """Smallest text of all: background, sources and furniture."""
    width_pt: Mapping[str, float]
    """Width of its text."""
    figure_pt: Mapping[str, float]
    """Most height of a picture."""


@dataclass(frozen=True, slots=True)
class CodeStyle:
    """The sizes of code in text that fitting its lines needs."""

    size_pt: float
    smallest_pt: float
    """Size that a block with long lines is set down to at most."""
    advance_em: float
    """Width of every character of the face for code."""
    inset_pt: float
    """What the block takes from the width of the place that it stands in."""
    indent_pt: float
    """What a list or a quote takes from it at most."""
    wraps: bool = False
    """Whether long lines go on on the next, as in large print; otherwise they are set smaller."""


def figure_widths(settings: ThemeSettings) -> dict[str, float]:
    """Return the widths of figures in pt by where they stand: in text, in a box, on a slide."""
    text, slides = settings.text, settings.slides
    column, small = text.column_mm * PT_PER_MM, text.small_mm or text.side_mm
    widths = {
        "column": column,
        "wide": text.across_mm * PT_PER_MM,
        "side": small * PT_PER_MM,
        "box": column - settings.charts.box_inset_pt,
        "slide": slides.width_pt,
        "slide-beside": slides.beside_pt,
        "slide-column": slides.column_pt,
    }
    # Rounded down to a tenth, so that no drawing is wider than its place and scaled.
    return {place: math.floor(width * 10) / 10 for place, width in widths.items()}


def paper_of(name: str, page: Page) -> Paper:
    """Return a paper with a theme's margins on it."""
    margins = page.margins_mm
    sides = (margins.top, margins.outer, margins.bottom, margins.inner)
    return Paper(name, *page.size_mm, *sides)
