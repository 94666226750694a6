"""How large pictures are printed: as wide as their place, and never larger than they can be sharp.

A picture of pixels is not enlarged beyond 150 dpi unless its author says how large it is, and what
it has beyond 300 dpi (line art 600) is taken out. No picture is higher than its page leaves it
beside its title, caption and source, whose lines are counted as if their letters were wide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.draw.figure_width import FigureWidth
from briefing.files.pictures import is_svg, picture_size_px, size_px
from briefing.files.raster import is_one_bit
from briefing.model.blocks import FOCUS
from briefing.model.paper import PT_PER_MM
from briefing.model.pictures import StoredPicture

if TYPE_CHECKING:
    from briefing.files.theme_styles import PictureStyle
    from briefing.files.themes import Theme
    from briefing.model.content import Node
    from briefing.model.edition import Edition
    from briefing.model.pictures import Picture

LEAST_DPI, MOST_DPI, MOST_DPI_LINE_ART = 150, 300, 600
LEAST_SHOWN_DPI = 96
"""Of a photograph that fills its place on a slide: less looks coarse on a screen."""
SMALLEST_MM = 15.0
"""A picture that could only be this high beside its text has no room."""
_TITLES = frozenset({"fig-title", "fig-subtitle"})
_REFERENCES = frozenset({"fact", "cite", "ref"})
_REFERENCE_LETTERS = 24
"""Letters that a fact, or a source by its name, is taken to have."""
_LABEL_LETTERS = 14
"""Letters of “Figure 12” or “Source:”."""
_LETTER_WIDTH = 0.4
"""Of the distance between lines: that of wide letters, in small type on wide lines."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a figure stands."""

    width: FigureWidth = FigureWidth.COLUMN
    """The width of figures there."""
    on_card: bool = False
    lines_taken: int = 0
    """Lines of a column's title above it, on a slide."""
    levels: int = 0
    """Levels of lists and quotations around it."""
    boxed: bool = False
    """Whether it stands in a box of the text's column."""


@dataclass(frozen=True, slots=True)
class Place:
    """The room that a picture has, in pt."""

    width: float
    height: float
    """Most that it may have."""
    usual_height: float
    """Most that one takes whose author gave no size."""
    is_whole: bool = True
    """Whether it is as wide as what it stands in, so that style sheets know its width."""


@dataclass(frozen=True, slots=True)
class PrintedSize:
    """How large a picture is printed, in pt, and with how many of its pixels."""

    width: float
    height: float
    dpi: float
    """Pixels of the file to an inch; infinite for a drawing."""
    pixels: tuple[int, int] | None = None
    """Width and height in pixels to scale it down to, where the file has more than are printed."""
    crop: tuple[int, int, int, int] | None = None
    """What is shown of it, in its own pixels: left, top, right and bottom."""


def place_of(figure: Node, within: Surroundings, theme: Theme, edition: Edition) -> Place:
    """Return the room for the picture of ``figure``.

    Args:
        figure: it, with its title and caption.
        within: where it stands.
        theme: gives widths and the heights of lines.
        edition: gives paper and the shape of slides.
    """
    options = edition.print_options
    if within.on_card:
        height = theme.cards.figure_pt[options.card]
        return Place(theme.cards.width_pt[options.card], height, height)
    if within.width.is_filled:
        sizes = theme.slides.photo_pt[within.width.removeprefix("slide-")]
        width, height = sizes[options.shape]
        return Place(width, height, height)
    width = theme.charts.widths_pt[within.width]
    is_whole = True
    if theme.print is not None and figure.get("place") == FigureWidth.SIDE:
        is_whole = width <= theme.print.beside_pt
        width = min(width, theme.print.beside_pt)
    if not within.width.is_on_slide:
        width = max(width - within.levels * theme.pictures.indent_pt, theme.pictures.indent_pt)
    if within.width.is_on_slide:
        lines = sum(c.kind != "source" for c in figure.nodes)
        most = theme.slides.figure_pt[options.shape] - within.lines_taken * theme.slides.line_pt
        height = max(most - lines * theme.slides.line_pt, 0)
        return Place(width, height, height)
    style = theme.pictures
    paper = theme.papers[edition.paper]
    page = (paper.height_mm - paper.top_mm - paper.bottom_mm) * PT_PER_MM
    height = page - style.around_pt - _text_height(figure, width, style)
    share = style.wide_share if within.width is FigureWidth.WIDE else style.share
    return Place(width, height, min(height, page * share), is_whole)


def _text_height(figure: Node, width: float, style: PictureStyle) -> float:
    """Return the height of all text of a figure, in pt; more rather than less."""
    total = 0.0
    for part in figure.nodes:
        line = style.title_line_pt if part.kind in _TITLES else style.caption_line_pt
        letters = len(part.text()) + _LABEL_LETTERS
        letters += sum(_REFERENCE_LETTERS for n in part.walk() if n.kind in _REFERENCES)
        total += line * math.ceil(letters * line * _LETTER_WIDTH / width)
        total += line * sum(n.kind in {"p", "li", "br", "tr", "pre"} for n in part.walk())
    return total


def printed_size(picture: Picture, figure: Node, place: Place) -> PrintedSize | None:
    """Return how large the picture of ``figure`` is printed.

    None for a drawing that fills the width of its place, or that says neither size nor proportions.
    One that contradicts itself has those of its view box.
    """
    size = picture_size_px(picture)
    if size is None:
        return None
    drawing = is_svg(picture)
    across, down = size
    width, height = asked(figure.get("width"), place.width), asked(figure.get("height"), 0)
    natural = place.width if drawing else across * 72 / LEAST_DPI
    most_high = place.height if width or height else place.usual_height
    if drawing:
        most_high = place.height
    wanted = width or (height * across / down if height else natural)
    if height:
        wanted = min(wanted, height * across / down)
    wanted = min(wanted, place.width, most_high * across / down)
    fills = place.is_whole and wanted >= place.width - 0.05
    if drawing and fills and size_px(picture) is not None:
        return None
    wanted = max(math.floor(wanted * 10) / 10, 0.1)
    tall = max(math.floor(wanted * down / across * 10) / 10, 0.1)
    if drawing:
        return PrintedSize(wanted, tall, math.inf)
    dpi = across * 72 / wanted
    most = MOST_DPI_LINE_ART if _is_one_bit(picture) else MOST_DPI
    pixels = None
    if dpi > most:
        pixels = (
            max(math.floor(wanted * most / 72), 1),
            max(math.floor(wanted * most / 72 * down / across), 1),
        )
    return PrintedSize(wanted, tall, dpi, pixels)


def filled_size(picture: StoredPicture, figure: Node, place: Place) -> PrintedSize:
    """Return the size of a photograph that fills its place: it is cut at two of its sides.

    Args:
        picture: the photograph.
        figure: its figure, which may say what of it is to be kept.
        place: the room for it.
    """
    across, down = picture.width, picture.height
    x, y = FOCUS.get(figure.get("focus"), (0.5, 0.5))
    wide = min(across, max(round(down * place.width / place.height), 1))
    high = min(down, max(round(across * place.height / place.width), 1))
    left, top = round((across - wide) * x), round((down - high) * y)
    dpi = wide * 72 / place.width
    scale = min(MOST_DPI / dpi, 1.0)
    pixels = max(round(wide * scale), 1), max(round(high * scale), 1)
    box = (left, top, left + wide, top + high)
    return PrintedSize(place.width, place.height, dpi, pixels, box)


def _is_one_bit(picture: Picture) -> bool:
    return picture.is_one_bit if isinstance(picture, StoredPicture) else is_one_bit(picture)


def asked(length: str, whole: float) -> float:
    """Return a length in pt: millimetres, or a share of the ``whole``; 0 where none is given."""
    if length.endswith("%"):
        return float(length[:-1]) / 100 * whole
    return float(length[:-2]) * PT_PER_MM if length else 0.0
