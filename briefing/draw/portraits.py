"""Which photographs stand beside the text without being told to: those that are higher than wide.

In the text's column, a photograph in portrait format is two thirds of a page high, or a narrow
strip with nothing beside it. In the side column it has its height and the text its room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.figure_width import FigureWidth
from briefing.draw.picture_sizes import LEAST_DPI
from briefing.model.paper import PT_PER_MM
from briefing.model.pictures import StoredPicture

if TYPE_CHECKING:
    from briefing.draw.picture_sizes import Surroundings
    from briefing.files.themes import Theme
    from briefing.model.content import Node
    from briefing.model.pictures import Picture

_PORTRAIT = 1.15
"""Height of a picture in portrait format, at least, by its width; what is squarer is not."""
_LEAST_MM = 40.0
"""Width of a side column in which a photograph can be seen, and of one that is not an icon."""
_SAID = ("place", "width", "height")


def stands_beside(
    figure: Node, picture: Picture | None, within: Surroundings, theme: Theme
) -> bool:
    """Return whether a figure goes to the side column though its author does not say where.

    Drawings and charts do not, whose words would be too small there, nor does what stands in a box,
    a list or a quotation. Other sizes of print have one column.

    Args:
        figure: it, with what its author says of place and size.
        picture: what it shows, if that is a picture of a file.
        within: where it stands.
        theme: has the width of the side column, and the size of print.
    """
    if not isinstance(picture, StoredPicture) or theme.print is not None:
        return False
    if within.width is not FigureWidth.COLUMN or within.on_card or within.levels or within.boxed:
        return False
    if any(figure.get(name) for name in _SAID) or "wide" in figure.get("class").split():
        return False
    least = _LEAST_MM * PT_PER_MM
    if min(theme.charts.widths_pt[FigureWidth.SIDE], picture.width * 72 / LEAST_DPI) < least:
        return False
    return picture.height >= _PORTRAIT * picture.width
