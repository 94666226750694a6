"""Print of another size than the theme's own: large print, and what is easy to read.

Such an edition has a style sheet of its own, in one column across the page. All lengths of the
sheet are in rem, and all sizes here are in em, of the size of its text: one sheet serves all sizes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

_Theme = TypeVar("_Theme", bound="DataclassInstance")

EASY = "easy"
"""What the names of sizes begin with in which Easy Read is set."""
_FACES = re.compile(r"@font-face\s*\{[^}]*\}")


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


def sheets(description: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the style sheets of a theme that serve other sizes of print, by their names.

    Each has the faces of the theme's own sheet; a size may have several, one over the other.

    Args:
        description: the theme's ``theme.toml``.
        texts: the texts of its style sheets by name, its own among them.
    """
    faces = "\n".join(_FACES.findall(texts[description["stylesheet"]]))
    found = {}
    for size in _sizes(description):
        names = size["stylesheets"]
        found[names[-1]] = "\n".join((faces, *(texts[name] for name in names)))
    return found


def stylesheet_names(description: Mapping[str, Any]) -> list[str]:
    """Return the names of the style sheets that serve other sizes of print, each once."""
    names = (name for size in _sizes(description) for name in size["stylesheets"])
    return list(dict.fromkeys(names))


def print_sizes(theme: _Theme, description: Mapping[str, Any]) -> dict[str, _Theme]:
    """Return a theme as it is in each other size of print, by the names of the sizes.

    Args:
        theme: a `briefing.files.themes.Theme`, which has a field for what is made here.
        description: its ``theme.toml``.
    """
    return {size["name"]: _sized(theme, size) for size in _sizes(description)}


def _sizes(description: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each size of print with what all share; a theme without ``[print]`` has none."""
    common = description.get("print", {})
    return [{**common, **size} for size in common.get("sizes", ())]


def _sized(theme: Any, size: Mapping[str, Any]) -> Any:
    """Return a theme in one size of print."""
    text_pt = size["text_pt"]
    across = theme.charts.widths_pt["wide"]
    around = size["box_inset_em"] * text_pt
    scale = text_pt * size["chart_em"]
    colours = size["chart_colours"]
    widths = {
        place: width if place.startswith("slide") else across
        for place, width in theme.charts.widths_pt.items()
    }
    side = size.get("side_share", 1) * across
    return replace(
        theme,
        papers={
            name: replace(paper, **{f"{k}_mm": v for k, v in size["margins_mm"][name].items()})
            for name, paper in theme.papers.items()
        },
        charts=replace(
            theme.charts,
            config=recoloured(theme.charts.config, colours),
            widths_pt={**widths, "box": across - around, "side": side},
            scale=scale,
            colours=colours,
        ),
        pictures=replace(
            theme.pictures,
            title_line_pt=text_pt * size["title_line_em"],
            caption_line_pt=text_pt * size["caption_line_em"],
            around_pt=text_pt * size["around_em"],
            indent_pt=text_pt * size["indent_em"],
        ),
        code=replace(
            theme.code,
            size_pt=text_pt * size["smallest_em"],
            smallest_pt=text_pt * size["smallest_em"],
            wraps=True,
        ),
        print=PrintStyle(
            stylesheet=size["stylesheets"][-1],
            text_pt=text_pt,
            # Rounded down to a tenth of a point: sizes are measured in finished files.
            smallest_pt=int(text_pt * size["smallest_em"] * 10) / 10,
            smallest_drawn_pt=int(theme.charts.smallest_pt * scale * 10) / 10,
            easy=size["name"].startswith(EASY),
        ),
    )


def recoloured(value: Any, colours: Mapping[str, str]) -> Any:
    """Return a chart's spec or style with some colours replaced by darker ones."""
    if isinstance(value, dict):
        return {key: recoloured(inner, colours) for key, inner in value.items()}
    if isinstance(value, list):
        return [recoloured(inner, colours) for inner in value]
    return colours.get(value.lower(), value) if isinstance(value, str) else value
