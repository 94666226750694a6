"""The areas of links: large enough to be hit, on their page or card, none over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.pdf.link_areas import TARGET, widen
from briefing.pdf.tags.tree import Annotation, Element
from support.fragments import bind, furniture, typeset
from support.links import Clicked, clicked, faults, undersized
from support.packs import INFO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.pdf.tags.tree import Rectangle

PAGE = (0.0, 0.0, 300.0, 400.0)
CARD = (100.0, 100.0, 200.0, 250.0)
SLACK = 0.002


def _widened(boxes: Sequence[Rectangle], frame: Rectangle = PAGE) -> list[Rectangle]:
    kids = [Element("Link", [Annotation(0, box, "#a", frame=frame)]) for box in boxes]
    widen(Element("Document", [*kids]), [PAGE])
    return [kid.kids[0].rectangle for kid in kids if isinstance(kid.kids[0], Annotation)]


def _shared(one: Rectangle, other: Rectangle) -> float:
    """How much two rectangles overlap on the axis on which they do least."""
    return min(min(one[n + 2], other[n + 2]) - max(one[n], other[n]) for n in (0, 1))


def _within(inner: Rectangle, outer: Rectangle) -> bool:
    return all(
        outer[n] - SLACK <= inner[n] and inner[n + 2] <= outer[n + 2] + SLACK for n in (0, 1)
    )


_side = st.floats(0, 60, allow_subnormal=False)
_boxes = st.lists(
    st.tuples(st.floats(100, 195), st.floats(100, 245), _side, _side).map(
        lambda at: (at[0], at[1], min(at[0] + at[2] / 2, 200.0), min(at[1] + at[3] / 4, 250.0))
    ),
    min_size=1,
    max_size=12,
)


@given(_boxes)
def test_no_area_is_over_another_or_leaves_its_card(boxes: list[Rectangle]) -> None:
    """However texts of links lie, even over one another."""
    areas = _widened(boxes, CARD)
    for n, area in enumerate(areas):
        assert _within(area, CARD)
        assert all(_shared(area, other) <= SLACK for other in areas[:n])


def _apart(boxes: list[Rectangle]) -> list[Rectangle]:
    """Those that have an area and are not over one before."""
    kept: list[Rectangle] = []
    for box in boxes:
        if box[0] < box[2] and box[1] < box[3] and all(_shared(box, one) <= 0 for one in kept):
            kept.append(box)
    return kept


@given(_boxes.map(_apart))
def test_an_area_holds_its_text(boxes: list[Rectangle]) -> None:
    """Neighbours divide the room between their texts, and nothing of these."""
    for text, area in zip(boxes, _widened(boxes, CARD), strict=True):
        assert _within(text, area)


@given(_boxes.map(_apart))
def test_the_order_of_links_makes_no_difference(boxes: list[Rectangle]) -> None:
    """Bytes repeat whatever a tree is rearranged to."""
    assert sorted(_widened(boxes)) == sorted(_widened(boxes[::-1]))


@given(st.floats(0, 300), st.floats(0, 400), st.floats(0, 9), st.floats(0, 9))
def test_a_link_alone_is_a_target(x: float, y: float, width: float, height: float) -> None:
    """In the corner of a page it grows away from the edges."""
    [area] = _widened([(x, y, min(x + width, 300.0), min(y + height, 400.0))])
    assert _within(area, PAGE)
    assert min(area[2] - area[0], area[3] - area[1]) >= TARGET - SLACK


def test_a_link_off_its_page_stays_there() -> None:
    """It is not brought back to where nothing of it is printed: the proof refuses it."""
    box = (310.0, 20.0, 330.0, 30.0)
    assert _widened([box]) == [box]


def test_links_side_by_side_meet_in_the_middle() -> None:
    """“11, 12”: each grows to its side, and to the middle of the comma."""
    one, other = _widened([(100.0, 50.0, 107.0, 64.0), (109.0, 50.0, 116.0, 64.0)])
    assert one == (94.5, 48.0, 108.0, 66.0)
    assert other == (108.0, 48.0, 121.5, 66.0)


# ── in files ──────────────────────────────────────────────────────────────────────────────

RAISED = "<style>p { line-height: 14pt } sup { font-size: 7pt; line-height: 0 }</style>"


def _bound(body: str) -> list[Clicked]:
    part = typeset("only", body)
    return clicked(bind((part,), furniture(len(part.pages)), (), INFO).pdf)


def test_a_raised_number_is_as_high_as_its_line() -> None:
    """Though its own line is of no height, which would make an area of none."""
    [link] = _bound(f"{RAISED}<p id=a>Text<sup><a href='#a'>1</a></sup> goes on.</p>")
    assert list(faults([link])) == []
    assert link.width == pytest.approx(TARGET, abs=SLACK)
    assert link.height == pytest.approx(TARGET, abs=SLACK)
    assert link.name == "Go to page 1"


def test_a_link_on_several_lines_is_hit_on_each() -> None:
    """One area a line, each as wide as the words on it; none is the box around all lines."""
    words = "a link of many words that goes on over the end of its line and of the next "
    links = _bound(f"{RAISED}<p id=a style='width: 150pt'>Here is <a href='#a'>{words * 2}</a></p>")
    assert len(links) > 3
    assert list(faults(links)) == []
    assert {link.name for link in links} == {f"Go to {' '.join((words * 2).split())}"[: 6 + 160]}
    feet = [link.box[1] for link in links]
    assert feet == sorted(feet, reverse=True)
    assert all(link.height < 2 * TARGET for link in links)


def test_a_turned_card_keeps_its_links() -> None:
    """What stands on its head has its areas where it is printed, and on its card."""
    card = "<div data-frame style='position: absolute; left: 20pt; top: {top}pt; width: 120pt; "
    card += "height: 40pt; transform: rotate(180deg)'><p style='margin: 0' id='{id}'>"
    card += "<a href='#{id}'>x</a> on it</p></div>"
    links = _bound(card.format(top=20, id="a") + card.format(top=60, id="b"))
    assert list(faults(links)) == []
    upper, lower = sorted(links, key=lambda link: -link.box[1])
    assert upper.box[1] - lower.box[3] >= 40 - 2 * TARGET - SLACK
    for link in links:
        assert link.box[2] <= 20 + 120 + 60  # margins of the page before it
        assert link.width == pytest.approx(TARGET, abs=SLACK)


def test_what_is_too_small_is_told_from_what_is_spaced() -> None:
    """The exception of 2.5.8, by which the build's links are counted."""
    size = (300.0, 400.0)
    small = Clicked(0, size, (10, 10, 20, 20), "a", "x", ("x",))
    near = Clicked(0, size, (21, 10, 31, 20), "b", "x", ("x",))
    far = Clicked(0, size, (60, 10, 70, 20), "c", "x", ("x",))
    assert undersized([small, near, far]) == [small, near]
