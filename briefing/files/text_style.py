"""How wide the columns of text pages are, as ``theme.toml`` says in ``[text]``.

Running text has a column with a side column beside it. From page two on, or wherever nothing stands
in the side column, it may take more of the room: up to `TextStyle.measure_mm`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Widths on text pages, in mm."""

    column_mm: float
    """Running text beside the side column."""
    gap_mm: float
    side_mm: float
    measure_mm: float
    """Running text where nothing stands beside it, but on the first page of a text; as wide as the
    column in themes that leave the side column empty then."""

    @property
    def across_mm(self) -> float:
        """The width of both columns, with what is between them."""
        return self.column_mm + self.gap_mm + self.side_mm


def text_style(text: Mapping[str, Any], place: str) -> TextStyle:
    """Return the widths that a table ``[text]`` gives.

    Args:
        text: the table; without ``measure_mm``, running text is as wide as its column everywhere.
        place: how messages name the file.

    Raises:
        EnvironmentFault: the measure is narrower than the column, or wider than the page.
        KeyError: another width is missing.
    """
    widths = {name: text[name] for name in ("column_mm", "gap_mm", "side_mm")}
    given: Any = text.get("measure_mm", text["column_mm"])
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    style = TextStyle(**widths, measure_mm=given if is_number else 0)
    if not style.column_mm <= style.measure_mm <= style.across_mm:
        raise EnvironmentFault(
            f"{place}: [text] measure_mm = {given!r} is no width for running text\n"
            f"  hint: give a number of mm from {style.column_mm:g}, the column, to "
            f"{style.across_mm:g}, both columns; or leave it out, and text keeps to its column"
        )
    return style
