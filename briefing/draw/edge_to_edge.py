"""Photographs from edge to edge of the paper, between the text above and below.

They are cut to the width of the paper and to the height that a wide picture may have. Title,
caption and credit stand inside the margins, and so does all that goes on around the text: the
photograph reaches into the margins at its left and right only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.draw.figure_width import FigureWidth
from briefing.draw.picture_sizes import Place, filled_size
from briefing.model.paper import PT_PER_MM
from briefing.model.pictures import StoredPicture

if TYPE_CHECKING:
    from briefing.draw.picture_sizes import PrintedSize, Surroundings
    from briefing.files.themes import Theme
    from briefing.model.content import Node
    from briefing.model.edition import Edition
    from briefing.model.pictures import Picture

LEAST_BLEED_DPI = 140
"""Less looks coarse on paper, also for a picture that is looked at from farther away."""


@dataclass(frozen=True, slots=True)
class EdgeToEdge:
    """A photograph as wide as the paper."""

    picture: StoredPicture
    size: PrintedSize
    left_pt: float
    """The margin at its left, into which it reaches."""
    text_pt: float
    """The width that is between the margins, which its credit has."""


def edge_to_edge(
    figure: Node,
    picture: Picture,
    place: Place,
    within: Surroundings,
    theme: Theme,
    edition: Edition,
) -> EdgeToEdge | None:
    """Return how a figure is shown whose author wants it from edge to edge.

    None if it is not, or cannot be: drawings have words that would stand in the margins, a box or a
    list has an edge of its own, and in large print there is one column with nothing beside it.
    """
    if not figure.get("bleed") or not isinstance(picture, StoredPicture):
        return None
    if within.width is not FigureWidth.WIDE or within.levels or within.boxed or within.on_card:
        return None
    if theme.print is not None:
        return None
    paper = theme.papers[edition.paper]
    wide = paper.width_mm * PT_PER_MM
    high = min(wide * picture.height / picture.width, place.usual_height)
    size = filled_size(picture, figure, Place(wide, high, high))
    return EdgeToEdge(picture, size, paper.inner_mm * PT_PER_MM, place.width)
