"""Charts that are wider than a column stand across both, where text has two."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from briefing.draw import widened
from briefing.draw.figure_width import FigureWidth
from briefing.draw.placement import width_within
from briefing.files.themes import load_theme
from briefing.model.content import Node
from support.bodies import briefing_of, cut

if TYPE_CHECKING:
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection


def selected(*blocks: Node, size: str = "") -> Selection:
    """A section of these blocks."""
    selection = cut(briefing_of("Words.\n"), "public", "short")
    options = replace(selection.edition.print_options, size=size)
    return replace(
        selection,
        edition=replace(selection.edition, print_options=options),
        sections=(replace(selection.sections[0], blocks=blocks),),
    )


def width_of(width: str, *attributes: tuple[str, str], theme: str, size: str = "") -> FigureWidth:
    """How wide a chart is drawn that says a width of its own."""
    chart = SimpleNamespace(spec=f'{{"width": {width}}}')
    briefing = cast("Briefing", SimpleNamespace(charts={"one": chart}))
    figure = Node("figure", attributes, (Node("chart", (("key", "one"),)),))
    [section] = widened(briefing, selected(figure, size=size), load_theme(theme)).sections
    [found] = section.blocks
    assert isinstance(found, Node)
    return width_within(found, FigureWidth.COLUMN)


@pytest.mark.parametrize(
    ("width", "attributes", "theme", "expected"),
    [
        ("311", (), "columns", FigureWidth.WIDE),
        ("470", (("class", "mine"),), "columns", FigureWidth.WIDE),
        ("200", (), "columns", FigureWidth.COLUMN),
        ('"container"', (), "columns", FigureWidth.COLUMN),
        ("311", (("place", "side"),), "columns", FigureWidth.SIDE),
        ("311", (), "institution", FigureWidth.COLUMN),
    ],
)
def test_where_a_chart_stands(
    width: str, attributes: tuple[tuple[str, str], ...], theme: str, expected: FigureWidth
) -> None:
    """Across, if its author drew it wider than the column of this theme."""
    assert width_of(width, *attributes, theme=theme) == expected


def test_large_print_has_one_column_that_is_wide_enough() -> None:
    """Nothing is moved there."""
    assert width_of("311", theme="columns", size="large") == FigureWidth.COLUMN


def test_what_is_not_too_wide_stays_the_same_object() -> None:
    """Nodes are not copied for nothing: they are told apart by identity elsewhere."""
    selection = cut(briefing_of("Some words.\n\n- An item\n"), "public", "short")
    again = widened(briefing_of("Words.\n"), selection, load_theme("columns"))
    pairs = zip(selection.sections[0].blocks, again.sections[0].blocks, strict=True)
    assert all(one is other for one, other in pairs)
