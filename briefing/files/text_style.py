"""How wide the columns of text pages are, as ``theme.toml`` says in ``[text]``.

Running text has a column with a side column beside it. From page two on, or wherever nothing stands
in the side column, it may take more of the room: up to `TextStyle.measure_mm`. Or it runs through
two columns of equal width, as in a magazine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.text_form import AS_USUAL, TextForm

if TYPE_CHECKING:
    from briefing.model.theme_settings import Text


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
    across_mm: float
    """The width of the column with all that is beside it."""
    columns: int = 1
    """Columns that running text has."""
    form: TextForm = AS_USUAL


def text_style(text: Text) -> TextStyle:
    """Return the widths that a table ``[text]`` gives; without ``measure_mm``, running text is as
    wide as its column everywhere."""
    measure = text.column_mm if text.measure_mm is None else text.measure_mm
    if text.columns > 1:
        measure = text.across_mm
    widths = (text.column_mm, text.gap_mm, text.side_mm, measure, text.across_mm)
    form = TextForm(text.one_column or text.columns > 1, text.numbered_paragraphs)
    return TextStyle(*widths, text.columns, form)
