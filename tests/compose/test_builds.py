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


def test_a_web_page_and_the_notes_have_a_slide_once(folder: Path) -> None:
    """And who speaks is told in how many steps it is shown."""
    briefing = deck_of(folder / "web", DECK)
    page = make_deck(briefing, folder).path.with_suffix(".html").read_text("utf-8")
    assert {page.count(point) for point in POINTS} == {1}
    notes = " ".join(_pages(make_deck(briefing, folder, "notes").path))
    assert notes.count("built up in 3 steps") == 2


LAYOUTS = {
    "built up": DECK,
    "a timeline": """\
/// slide | When
    layout: timeline
    build: yes
1999
: Alpha

2004 {: audience="policy" }
: Secret yankee

2019
: Bravo
///
""",
    "a process": """\
/// slide | How
    layout: process
1. Alpha
2. Secret yankee {: audience="policy" }
3. Bravo
///
""",
    "a comparison": """\
/// slide | Which
    layout: comparison
//// column | Alpha
- One
- Secret yankee {: audience="policy" }
////

//// column | Bravo
- Two
////
///
""",
    "a finding": """\
/// finding | Alpha
///

/// finding | Secret yankee
    audience: policy
///

/// slide | One
- a
///

/// slide | Two
- b
///
""",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_withheld_leaves_no_trace(tmp_path: Path, name: str) -> None:
    """The file is the same, byte for byte, as if it had never been written."""
    written = LAYOUTS[name]
    lines = written.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "yankee" in line)
    first, last = at, at + 1
    if name == "a timeline":
        first, last = at - 1, at + 2
    elif name == "a finding":
        last = at + 4
    never = "".join([*lines[:first], *lines[last:]])
    if name == "a process":
        never = never.replace("3. Bravo", "2. Bravo")
    made = []
    for n, body in enumerate((written, never)):
        changes = {"slides: [8, 40]": "slides: [1, 40]"}
        briefing = deck_of(tmp_path / str(n), body, changes=changes)
        made.append(make_deck(briefing, tmp_path / str(n), length="full").path)
    assert b"yankee" not in made[0].read_bytes()
    assert made[0].read_bytes() == made[1].read_bytes()
