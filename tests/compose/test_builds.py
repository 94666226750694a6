"""Slides that are built up: more on each page, nothing moves, and all of it once on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.compose.builds import LATER, parts_of
from briefing.model.content import Node
from briefing.model.deck import Slide, Slot
from briefing.model.findings import Location
from briefing.model.formats import PrintOptions
from briefing.model.node_text import block_text
from support.decks import deck_of, make_deck
from support.validators import pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DECK = """\
/// slide | Three tasks
    build: yes
- Alpha stands [here](https://example.org/report)
- Bravo follows [@unscr1244]
    - and what belongs to it
- Secret yankee {: audience="policy" }

Charlie ends it.
///

/// slide | Two sides
    build: yes
//// column | Left
- Delta
- Echo
////

//// column | Right
- Foxtrot
////
///

/// slide | Whole
- Golf
- Hotel
///
"""
POINTS = ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel")
SEEN = [
    "",
    "Alpha",
    "Alpha Bravo",
    "Alpha Bravo Charlie",
    "Delta",
    "Delta Echo",
    "Delta Echo Foxtrot",
    "Golf Hotel",
    "",
]


def _li(text: str) -> Node:
    return Node("li", (), (text,))


words = st.text("abc", min_size=1, max_size=5)
lists = st.lists(words.map(_li), min_size=1, max_size=4).map(tuple)
blocks = st.one_of(
    words.map(lambda text: Node("p", (), (text,))),
    lists.map(lambda items: Node("ul", (), items)),
    lists.map(lambda items: Node("group", (), (Node("ol", (), items),))),
    lists.map(lambda items: Node("column", (), (Node("ul", (), items),))),
)
slots = st.lists(
    st.lists(blocks, min_size=1, max_size=3).map(lambda held: Slot("body", tuple(held))),
    min_size=1,
    max_size=2,
)


def _hidden(nodes: Iterable[Node]) -> list[Node]:
    return [n for node in nodes for n in node.walk() if LATER in n.get("class").split()]


@given(slots)
def test_each_page_hides_one_point_less(held: list[Slot]) -> None:
    """The words of every page are those of the slide; what is hidden becomes less by one, to the
    last page, on which nothing is."""
    place = Location("a.md", 1)
    slide = Slide("bullets", "a", ("Title",), place, 1.0, slots=tuple(held), build=True)
    parts = list(parts_of(slide))
    for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
        assert [block_text(s.blocks) for s in part.slots] == [
            block_text(s.blocks) for s in slide.slots
        ]
        assert len([n for slot in part.slots for n in _hidden(slot.blocks)]) == left
    assert list(parts_of(replace(slide, build=False))) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the deck above is."""
    return tmp_path_factory.mktemp("built")


def _pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_points_are_shown_one_after_the_other(folder: Path) -> None:
    """A page for each; those of others are on none, and a PDF of pages is counted in slides."""
    result = make_deck(deck_of(folder / "a", DECK), folder)
    assert result.findings == ()
    pages = _pages(result.path)
    assert [" ".join(p for p in POINTS if p in page) for page in pages] == SEEN
    assert not any("yankee" in page for page in pages)
    numbers = (1, 2, 2, 2, 3, 3, 3, 4, 5)
    assert all(f"{n} / 5" in page for n, page in zip(numbers, pages, strict=True))
    assert pdfua_failures(result.path) == []


def test_nothing_moves_from_page_to_page(folder: Path) -> None:
    """A point stands where it will stand when all are there."""
    result = make_deck(deck_of(folder / "b", DECK), folder)
    with pypdfium2.PdfDocument(result.path) as document:
        for point, numbers in (("Alpha", (1, 2, 3)), ("Delta", (4, 5, 6))):
            boxes = set()
            for number in numbers:
                text = document[number].get_textpage()
                at, _ = text.search(point).get_next()
                boxes.add(tuple(round(edge, 2) for edge in text.get_charbox(at)))
            assert len(boxes) == 1


@pytest.mark.parametrize("format_", ["handout", "notes"])
def test_what_is_built_up_is_printed_once(folder: Path, format_: str) -> None:
    """On handouts and beside notes the slide is whole."""
    options = PrintOptions(per_page="6")
    result = make_deck(deck_of(folder / format_, DECK), folder, format_, print_options=options)
    assert result.delivered
    text = "".join(_pages(result.path))
    assert {text.count(point) for point in POINTS} == {1}
    assert "Source" in text


def test_a_slide_is_one_in_the_contract_of_its_deck(folder: Path) -> None:
    """Nine pages, five slides: no more are counted."""
    changes = {"slides: [1, 40]": "slides: [1, 5]"}
    result = make_deck(deck_of(folder / "c", DECK, changes=changes), folder)
    assert result.findings == ()
