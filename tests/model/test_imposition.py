"""Imposition: slides stay inside the type area, apart from one another, as large as can be."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model.imposition import (
    SLIDES_MM,
    Box,
    HandoutSheet,
    card_sheet,
    handout_sheet,
    lines_in,
    turned,
)
from support.bodies import theme

if TYPE_CHECKING:
    from briefing.model.paper import Paper

PAPERS = sorted(theme().papers)
sheets = st.builds(
    handout_sheet,
    st.sampled_from(PAPERS).map(lambda name: theme().papers[name]),
    st.sampled_from(sorted(SLIDES_MM)),
    st.sampled_from(["1", "2", "3", "4", "6", "9", "notes"]),
    st.sampled_from(["horizontal", "vertical"]),
)


def _inside(box: Box, paper: Paper) -> bool:
    slack = 1e-6
    return (
        box.left >= paper.inner_mm - slack
        and box.top >= paper.top_mm - slack
        and box.left + box.width <= paper.width_mm - paper.outer_mm + slack
        and box.top + box.height <= paper.height_mm - paper.bottom_mm + slack
    )


def _apart(one: Box, other: Box) -> bool:
    return (
        one.left + one.width < other.left
        or other.left + other.width < one.left
        or one.top + one.height < other.top
        or other.top + other.height < one.top
    )


@given(sheets)
def test_slides_and_what_is_beside_them_keep_apart(sheet: HandoutSheet) -> None:
    """Nothing reaches into the margins, where marking and folio stand, or over another."""
    boxes = (*sheet.slides, *sheet.beside)
    assert all(_inside(box, sheet.paper) for box in boxes)
    assert all(_apart(one, other) for one, other in combinations(boxes, 2))


@given(sheets)
def test_slides_keep_their_proportions(sheet: HandoutSheet) -> None:
    """All of one size, and of the shape they have on the screen."""
    [size] = {(round(box.width, 6), round(box.height, 6)) for box in sheet.slides}
    width, height = size
    assert any(
        abs(width / w - sheet.scale) < 1e-6 and abs(height / h - sheet.scale) < 1e-6
        for w, h in SLIDES_MM.values()
    )


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    ("shape", "across"),
    [("16:9", {"1", "4", "9"}), ("4:3", {"1", "4", "9"})],
)
def test_paper_is_turned_where_slides_get_larger_by_it(
    paper: str, shape: str, across: set[str]
) -> None:
    """As office suites have it: one, four and nine across, two and six upright."""
    found = {
        per_page
        for per_page in ("1", "2", "3", "4", "6", "9", "notes")
        for sheet in [handout_sheet(theme().papers[paper], shape, per_page, "horizontal")]
        if sheet.paper.width_mm > sheet.paper.height_mm
    }
    assert found == across


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("shape", sorted(SLIDES_MM))
def test_three_slides_have_lines_to_write_on(paper: str, shape: str) -> None:
    """At least six, eight millimetres apart, beside each slide."""
    sheet = handout_sheet(theme().papers[paper], shape, "3", "horizontal")
    for box in sheet.beside:
        lines = lines_in(box)
        assert len(lines) >= 6
        assert {round(b - a, 6) for a, b in pairwise(lines)} == {8.0}
        assert lines[-1] <= box.top + box.height + 1e-6


@pytest.mark.parametrize("paper", PAPERS)
def test_turned_paper_is_punched_at_its_head(paper: str) -> None:
    """A sheet turned four times is the sheet; its inner margin is above after one turn."""
    once = turned(theme().papers[paper])
    assert once.top_mm == theme().papers[paper].inner_mm
    assert turned(turned(turned(once))) == theme().papers[paper]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("card", ["a6", "a5"])
@pytest.mark.parametrize("duplex", ["long", "short"])
def test_the_back_of_each_card_lies_behind_its_front(paper: str, card: str, duplex: str) -> None:
    """The sheet is turned about its long or short edge; what is behind a card is its own back."""
    sheet = card_sheet(theme().papers[paper], card, duplex)
    width, height = sheet.paper.width_mm, sheet.paper.height_mm
    about_upright = (duplex == "long") == (height > width)
    for front, back in zip(sheet.fronts, sheet.backs, strict=True):
        behind = (
            Box(width - back.left - back.width, back.top, back.width, back.height)
            if about_upright
            else Box(back.left, height - back.top - back.height, back.width, back.height)
        )
        assert _same(behind, front)
    assert sheet.backs_turned == (not about_upright)


def _same(one: Box, other: Box) -> bool:
    return all(
        abs(a - b) < 1e-9
        for a, b in zip(
            (one.left, one.top, one.width, one.height),
            (other.left, other.top, other.width, other.height),
            strict=True,
        )
    )


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("shape", sorted(SLIDES_MM))
@pytest.mark.parametrize("per_page", ["2", "4", "6", "9"])
def test_slides_are_as_large_as_the_sheet_allows(paper: str, shape: str, per_page: str) -> None:
    """Side by side or one below the other, they fill the type area but for 6 mm between them and
    3 mm for the number below each."""
    sheet = handout_sheet(theme().papers[paper], shape, per_page, "horizontal")
    own, one = sheet.paper, sheet.slides[0]
    columns = len({round(box.left, 6) for box in sheet.slides})
    rows = len({round(box.top, 6) for box in sheet.slides})
    across = columns * one.width + 6 * (columns - 1)
    down = rows * (one.height + 3) + 6 * (rows - 1)
    free = own.width_mm - own.inner_mm - own.outer_mm - across
    low = own.height_mm - own.top_mm - own.bottom_mm - down
    assert -1e-6 <= min(free, low) <= 1e-6


@pytest.mark.parametrize("paper", PAPERS)
def test_six_slides_have_lines_below_them(paper: str) -> None:
    """At least two, none nearer than 3 mm to what follows or to the foot of the page."""
    sheet = handout_sheet(theme().papers[paper], "16:9", "6", "horizontal")
    assert len(sheet.beside) == 6
    for box in sheet.beside:
        lines = lines_in(box)
        assert len(lines) >= 2
        assert lines[-1] <= box.top + box.height - 3 + 1e-6
