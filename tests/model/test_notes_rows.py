"""Pages of speaker's notes: every slide once and in order, inside the type area, and apart."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from briefing.model.imposition import SLIDES_MM, Box, sheet_paper
from briefing.model.notes_rows import NotesRow, notes_pages
from support.bodies import theme

if TYPE_CHECKING:
    from briefing.model.paper import Paper

PAPERS = theme().papers
papers = st.sampled_from(sorted(PAPERS)).map(lambda name: sheet_paper(PAPERS[name]))
shapes = st.sampled_from(sorted(SLIDES_MM))
heights = st.lists(st.one_of(st.just(0.0), st.floats(5, 400)), min_size=1, max_size=30)


def _boxes(row: NotesRow) -> list[Box]:
    return [row.slide, row.times, *([row.script] if row.script else [])]


def _below(one: Box, other: Box) -> bool:
    return one.top + one.height <= other.top + 1e-6 or one.left + one.width <= other.left + 1e-6


@given(papers, shapes, heights)
def test_every_slide_has_a_row_and_nothing_stands_over_another(
    paper: Paper, shape: str, said: list[float]
) -> None:
    """Only a script that is longer than a page has no row of its height; it is alone on its page
    or goes on on the next."""
    pages = list(notes_pages(paper, shape, said))
    rows = list(chain.from_iterable(pages))
    assert [row.script is not None for row in rows] == [height > 0 for height in said]
    area = paper.height_mm - paper.top_mm - paper.bottom_mm
    for row, height in zip(rows, said, strict=True):
        if row.script:
            assert row.script.height >= min(height, area) - 1e-6
    for page in pages:
        boxes = [box for row in page for box in _boxes(row)]
        for box in boxes:
            assert paper.top_mm - 1e-6 <= box.top
            assert box.top + box.height <= paper.height_mm - paper.bottom_mm + 1e-6
            assert box.left + box.width <= paper.width_mm - paper.outer_mm + 1e-6
        assert all(_below(a, b) or _below(b, a) for a, b in combinations(boxes, 2))


@given(papers, shapes, st.integers(2, 30))
def test_two_or_three_slides_of_a_usual_script_stand_on_a_page(
    paper: Paper, shape: str, count: int
) -> None:
    """A hundred words take some 85 mm."""
    pages = list(notes_pages(paper, shape, [85.0] * count))
    assert {len(page) for page in pages[:-1]} <= {2, 3}


@given(papers, shapes)
def test_slides_to_which_nothing_is_said_take_no_sheet(paper: Paper, shape: str) -> None:
    """Three of them stand on a page, and a slide with a script besides."""
    assert len(list(notes_pages(paper, shape, [0.0, 0.0, 0.0, 60.0]))) == 1
