"""Print of another size than the theme's own: large print, and what is easy to read.

Such an edition has a style sheet of its own, in one column across the page. All lengths of the
sheet are in rem, and all sizes here are in em, of the size of its text: one sheet serves all sizes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

    from briefing.model.palette import Palette
    from briefing.model.theme_settings import Print, PrintSize

_Theme = TypeVar("_Theme", bound="DataclassInstance")

EASY = "easy"
"""What the names of sizes begin with in which Easy Read is set."""


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """How a text is set in one size of print."""

    stylesheet: str
    """Name of its style sheet; its URL is that of the theme's own, with this name."""
    text_pt: float
    """Size of running text."""
    smallest_pt: float
    """Smallest text on a page, drawings aside."""
    smallest_drawn_pt: float
    """Smallest text in charts and drawings."""
    easy: bool = False
    """Whether it is Easy Read."""
    beside_pt: float = 0.0
    """Width of pictures that stand beside the text in the theme's own size."""


def print_sheets(settings: Print, read: Callable[[str], str], opening: str) -> dict[str, str]:
    """Return the style sheets of a theme that serve other sizes of print, by their names.

    A size may have several, one over the other.

    Args:
        settings: What the theme says of other sizes.
        read: Returns a style sheet of the theme by its name.
        opening: What all of them begin with: faces and properties.
    """
    return {
        size.stylesheets[-1]: "\n".join((opening, *map(read, size.stylesheets)))
        for size in settings.sizes
    }


def print_sizes(theme: _Theme, settings: Print, palette: Palette) -> dict[str, _Theme]:
    """Return a theme as it is in each other size of print, by the names of the sizes.

    Args:
        theme: a `briefing.files.themes.Theme`, which has a field for what is made here.
        settings: What it says of other sizes.
        palette: Colours that are other there, by their names.
    """
    return {size.name: _sized(theme, settings, size, palette) for size in settings.sizes}


def _sized(theme: Any, shared: Print, size: PrintSize, palette: Palette) -> Any:
    """Return a theme in one size of print."""
    text_pt = size.text_pt
    across = theme.charts.widths_pt["wide"]
    around = shared.box_inset_em * text_pt
    scale = text_pt * shared.chart_em
    usual = theme.charts.colours
    widths = {
        place: width if place.startswith("slide") else across
        for place, width in theme.charts.widths_pt.items()
    }
    side = (size.side_share or 1) * across
    margins = {name: held.model_dump() for name, held in shared.margins_mm.items()}
    return replace(
        theme,
        papers={
            name: replace(paper, **{f"{k}_mm": v for k, v in margins.get(name, {}).items()})
            for name, paper in theme.papers.items()
        },
        charts=replace(
            theme.charts,
            widths_pt={**widths, "box": across - around, "side": side},
            scale=scale,
            colours={**usual, **palette.colours},
            darker={usual[name]: value for name, value in palette.colours.items() if name in usual},
        ),
        pictures=replace(
            theme.pictures,
            title_line_pt=text_pt * shared.title_line_em,
            caption_line_pt=text_pt * shared.caption_line_em,
            around_pt=text_pt * shared.around_em,
            indent_pt=text_pt * shared.indent_em,
        ),
        code=replace(
            theme.code,
            size_pt=text_pt * shared.smallest_em,
            smallest_pt=text_pt * shared.smallest_em,
            wraps=True,
        ),
        print=PrintStyle(
            stylesheet=size.stylesheets[-1],
            text_pt=text_pt,
            beside_pt=min(theme.charts.widths_pt["side"] * scale, side),
            # Rounded down to a tenth of a point: sizes are measured in finished files.
            smallest_pt=int(text_pt * shared.smallest_em * 10) / 10,
            smallest_drawn_pt=int(theme.charts.smallest_pt * scale * 10) / 10,
            easy=size.name.startswith(EASY),
        ),
    )
