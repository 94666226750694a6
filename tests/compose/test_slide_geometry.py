"""Slides use their room: what is on them begins below the real title, and stands in the middle."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing.model.formats import PrintOptions
from support.decks import deck_of, make_deck

if TYPE_CHECKING:
    from pathlib import Path

    Box = tuple[float, float, float, float]

LONG = "A title of so many words that they take two lines, one below the other"
SHAPES = {"16:9": 405.0, "4:3": 540.0}
TOP, SECOND_LINE, FOOT, FOOT_WITH_SOURCE = 86.0, 34.0, 42.0, 61.0
"""Of the room below a title of one line, in pt: from the head of the slide, and from its foot."""

LIST = "- Zulu one\n- Zulu two\n- Zulu three\n"
TABLE = "| Zulu | One |\n| --- | --- |\n| Zulu a | b |\n| Zulu c | d |\n"
QUOTE = "> Zulu says that it is so\n"
BODIES = {"a list": LIST, "a table": TABLE, "a quotation": QUOTE}


def _ink(path: Path, words: str) -> tuple[Box, float]:
    """The box around all letters of the second page that belong to ``words``, wherever they are,
    with y from the head of the page; and the height of a letter's box."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[1]
        height = page.get_size()[1]
        text = page.get_textpage()
        search = text.search(words)
        boxes = []
        while found := search.get_next():
            at, count = found
            boxes += [text.get_charbox(n, loose=True) for n in range(at, at + count)]
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    top, bottom = height - max(b[3] for b in boxes), height - min(b[1] for b in boxes)
    return (left, top, right, bottom), max(b[3] - b[1] for b in boxes)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("title", ["One line", LONG], ids=["one line", "two lines"])
@pytest.mark.parametrize("source", [False, True], ids=["no source", "source"])
@pytest.mark.parametrize("body", BODIES)
def test_what_is_on_a_slide_stands_at_its_optical_middle(
    tmp_path: Path, shape: str, title: str, body: str, *, source: bool
) -> None:
    """Four parts of what is free are above it and five below, to a line, whatever is above or
    below its room."""
    options = '    source: "[@unscr1244]"\n' if source else ""
    deck = deck_of(tmp_path, f"/// slide | {title}\n{options}\n{BODIES[body]}///\n")
    result = make_deck(deck, tmp_path, print_options=PrintOptions(shape=shape))
    assert result.findings == ()
    (_, top, _, bottom), letter = _ink(result.path, "Zulu")
    first = TOP + (SECOND_LINE if title == LONG else 0)
    last = SHAPES[shape] - (FOOT_WITH_SOURCE if source else FOOT)
    assert first <= top
    assert bottom <= last
    above, below = top - first, last - bottom
    assert abs(above - (above + below) * 4 / 9) <= letter


@pytest.mark.parametrize("words", range(2, 60, 6))
def test_text_is_as_large_as_it_fits(tmp_path: Path, words: int) -> None:
    """More words are never larger, and none are smaller than those of a full slide."""
    sizes = []
    for count in (words, words + 12):
        text = "- " + " ".join(["Zulu"] * count) + "\n"
        deck = deck_of(tmp_path / str(count), f"/// slide | Title\n{text}///\n")
        result = make_deck(deck, tmp_path / str(count))
        assert result.delivered
        sizes.append(_ink(result.path, "Zulu")[1])
    assert sizes[0] >= sizes[1] - 0.01
    assert sizes[1] >= 21
    if words < 20:
        assert sizes[0] > 28


@pytest.mark.parametrize(
    ("number", "least"),
    [("8", 0.2), ("48", 0.5), ("4,500", 0.75), ("600,000", 0.75), ("Eight", 0.75)],
)
def test_a_big_number_fills_its_half(tmp_path: Path, number: str, least: float) -> None:
    """Beside text it has 306 pt; a single figure is as high as can be instead."""
    body = f"/// slide | Title\n//// number | {number}\nof them\n////\n\nAnd more.\n///\n"
    result = make_deck(deck_of(tmp_path, body), tmp_path)
    assert result.delivered
    (left, top, right, bottom), _ = _ink(result.path, number)
    assert (right - left) / 306 >= least
    assert right <= 42 + 306
    assert bottom - top >= 90


def test_columns_begin_at_one_height(tmp_path: Path) -> None:
    """However much is in each of them."""
    columns = (
        "//// column | Alpha\n- One\n- Two\n- Three\n////\n\n//// column | Bravo\n- One\n////\n"
    )
    for layout in ("", "    layout: comparison\n"):
        folder = tmp_path / (layout.strip()[-5:] or "plain")
        result = make_deck(deck_of(folder, f"/// slide | Title\n{layout}\n{columns}///\n"), folder)
        assert result.delivered
        (alpha, _), (bravo, _) = _ink(result.path, "Alpha"), _ink(result.path, "Bravo")
        assert abs(alpha[1] - bravo[1]) < 1


@pytest.mark.parametrize("count", range(2, 7))
def test_stations_of_a_timeline_stand_side_by_side(tmp_path: Path, count: int) -> None:
    """At even distances, dates at one height and what happened at one below."""
    names = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"][:count]
    entries = "\n".join(f"{name}\n: {name.lower()}s\n" for name in names)
    body = f"/// slide | Title\n    layout: timeline\n\n{entries}\n///\n"
    result = make_deck(deck_of(tmp_path, body), tmp_path)
    assert result.findings == ()
    dates = [_ink(result.path, name)[0] for name in names]
    assert max(box[1] for box in dates) - min(box[1] for box in dates) < 1
    steps = [b[0] - a[0] for a, b in pairwise(dates)]
    assert max(steps) - min(steps) < 2
    assert steps[0] >= 636 / count - 2


@pytest.mark.parametrize(("per_page", "shape"), [("3", "4:3"), ("9", "4:3"), ("6", "16:9")])
@pytest.mark.parametrize("words", [8, 16, 24, 60])
def test_a_source_below_a_small_slide_is_clear_of_what_stands_below(
    tmp_path: Path, per_page: str, shape: str, words: int
) -> None:
    """It is printed once more where it has room, and left out where it has none."""
    source = " ".join(["Zulu said it in a long report"] * (words // 4))
    slide = f'/// slide | Title\n    source: "{source} [@unscr1244]"\n\n{LIST}///\n'
    deck = deck_of(
        tmp_path,
        "\n\n".join([slide] * 9),
        changes={"deck: {slides: [8, 40]": "deck: {slides: [1, 60]"},
    )
    options = PrintOptions(per_page=per_page, shape=shape)
    result = make_deck(deck, tmp_path, "handout", print_options=options)
    assert [found.code for found in result.findings if found.code == "B519"] == []
