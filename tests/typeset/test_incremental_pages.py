"""After an edit, only pages that it reaches are laid out, and the result is as if all were."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from briefing.files.themes import Theme, load_theme
from briefing.model.stored_pages import PageEdges
from briefing.typeset.weasyprint_engine import typeset
from support.flowing import SQUARE, Block, CountingShelf, FlowingText
from support.fragments import FONT_FILES, bind, furniture
from support.fragments import typeset as typeset_small
from support.packs import INFO

if TYPE_CHECKING:
    from briefing.model.output import TypesetFragment

SEEDS = range(20)
BLOCKS = 8
EDITS = 11
"""Of each seed: more than 200 in all. `make audit PART=edits` makes 5,000, of longer texts too."""


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme that is shipped."""
    return load_theme("institution")


def laid_out(text: FlowingText, shelf: CountingShelf | None = None) -> TypesetFragment:
    """The text on paper."""
    return typeset(text.fragment(), (SQUARE,), theme().assets, shelf)


def plain_text(seed: int, blocks: int = 60) -> FlowingText:
    """A text of paragraphs alone."""
    text = FlowingText(Random(seed))
    words = ["some", "words", "that", "make", "up", "a", "text"]
    parts = [text.random.choices(words, k=60) for _ in range(blocks)]
    text.blocks = [Block("text", [part], number) for number, part in enumerate(parts)]
    return text


@pytest.mark.parametrize("seed", SEEDS)
def test_after_an_edit_all_is_as_if_laid_out_anew(seed: int) -> None:
    """Whatever is edited, and however often."""
    text = FlowingText.written(Random(seed), BLOCKS)
    shelf = CountingShelf()
    laid_out(text, shelf)
    taken = 0
    for number in range(EDITS):
        done = text.edit()
        some = laid_out(text, shelf)
        assert some == laid_out(text), f"edit {number}: {done}"
        taken += some.taken
    assert taken


def test_a_word_costs_a_page_or_two() -> None:
    """Of a text of many pages."""
    text, shelf = plain_text(1), CountingShelf()
    pages = len(laid_out(text, shelf).pages)
    shelf.added = 0
    words = text.blocks[20].parts[0]
    words[words.index("that")] = "thet"  # as wide
    assert laid_out(text, shelf) == laid_out(text)
    assert pages > 10
    assert 1 <= shelf.added <= 3


def test_what_did_not_change_costs_nothing() -> None:
    """Nor does it if the same text stands in other lines of its file."""
    text, shelf = plain_text(2), CountingShelf()
    before = laid_out(text, shelf)
    shelf.added = 0
    moved = text.fragment()
    moved = replace(moved, html=moved.html.replace("first.md:", "first.md:1"))
    after = typeset(moved, (SQUARE,), theme().assets, shelf)
    assert shelf.added == 0
    assert after.pdfs == before.pdfs
    assert [key for page in after.pages for key, _ in page.blocks] == [
        key.replace("first.md:", "first.md:1") for page in before.pages for key, _ in page.blocks
    ]


def test_pages_before_and_behind_a_new_paragraph_are_taken() -> None:
    """Once a page begins where one began before."""
    text, shelf = plain_text(3), CountingShelf()
    text.blocks[30] = Block("new page", text.blocks[30].parts, 30)
    pages = len(laid_out(text, shelf).pages)
    shelf.added = 0
    text.blocks.insert(15, Block("text", [["A", "new", "paragraph"] * 9], 99))
    assert laid_out(text, shelf) == laid_out(text)
    assert 1 <= shelf.added < pages // 2


def test_another_text_shares_what_is_the_same() -> None:
    """As editions do that differ in their first pages."""
    text, shelf = plain_text(4), CountingShelf()
    text.blocks[10] = Block("new page", text.blocks[10].parts, 10)
    laid_out(text, shelf)
    shelf.added = 0
    del text.blocks[:5]
    assert laid_out(text, shelf) == laid_out(text)
    assert 1 <= shelf.added <= 3


def test_pages_that_are_alike_are_each_in_their_place() -> None:
    """A text that repeats itself, laid out in several rounds: a box is taller than a page."""
    text, shelf = plain_text(6, 1), CountingShelf()
    same = text.blocks[0].parts
    text.blocks = [Block("text", same, number) for number in range(60)]
    text.blocks[50] = Block("box", [["Words"] * 400, ["more"] * 300], 50)
    whole = laid_out(text)
    assert len({page.content for page in whole.pdfs}) < len(whole.pdfs)
    assert laid_out(text, shelf) == whole
    text.blocks.insert(3, Block("text", [["Some", "words"]], 99))
    assert laid_out(text, shelf) == laid_out(text)


def test_a_picture_with_another_content_is_laid_out() -> None:
    """Though its address is as before."""
    text, shelf = plain_text(5, 12), CountingShelf()
    text.blocks[6] = Block("figure", [["A", "square"]], 6)
    laid_out(text, shelf)
    shelf.added = 0
    other = replace(SQUARE, data=SQUARE.data.replace(b"width='90'", b"width='190'"))
    fragment = text.fragment()
    after = typeset(fragment, (other,), theme().assets, shelf)
    assert shelf.added >= 1
    assert after == typeset(fragment, (other,), theme().assets)
    assert after != laid_out(text)


@pytest.mark.parametrize(
    "style",
    [
        "float: footnote",
        "position: fixed; top: 0",
        "position: running(head)",
        "string-set: head content()",
        "background: url(http://briefing.invalid/content/figures/square.svg)",
    ],
)
def test_what_is_not_on_the_page_of_its_text_has_all_laid_out(style: str) -> None:
    """Nothing is taken, nor stored."""
    text, shelf = plain_text(6, 8), CountingShelf()
    fragment = text.fragment()
    html = fragment.html.replace("<p ", f'<p>Some<span style="{style}">thing</span></p><p ', 1)
    fragment = replace(fragment, html=html)
    assert typeset(fragment, (SQUARE,), theme().assets, shelf) == typeset(
        fragment, (SQUARE,), theme().assets
    )
    assert not shelf.added


def test_numbers_of_pages_in_the_text_have_all_laid_out() -> None:
    """They change with every page before."""
    text, shelf = plain_text(7, 8), CountingShelf()
    fragment = text.fragment()
    style = "<style>p::after { content: ' on page ' counter(page) }</style></head>"
    fragment = replace(fragment, html=fragment.html.replace("</head>", style))
    typeset(fragment, (SQUARE,), theme().assets, shelf)
    assert not shelf.added


def test_a_page_with_a_finding_is_not_stored() -> None:
    """It is told again, with its line of today."""
    text, shelf = plain_text(8, 12), CountingShelf()
    text.blocks[6].parts[0][5] = "\N{SNOWMAN}\N{CLOUD WITH LIGHTNING}"
    before = laid_out(text, shelf)
    assert before.findings
    text.blocks.insert(0, Block("new page", [["Before"]], 90))
    text.blocks[1] = Block("new page", text.blocks[1].parts, 1)
    after = laid_out(text, shelf)
    assert after == laid_out(text)
    assert after.findings[0].location != before.findings[0].location


def test_the_bound_pdf_is_the_same() -> None:
    """Byte for byte."""
    text, shelf = FlowingText.written(Random(11), 14), CountingShelf()
    text.size = "A5"
    laid_out(text, shelf)
    for _ in range(6):
        text.edit()
    taken, anew = laid_out(text, shelf), laid_out(text)
    sources = typeset_small("back", "".join(f"<p id=pack.src.{n}>Source</p>" for n in range(5)))
    over = furniture(len(anew.pages) + 1)
    files = FONT_FILES | {asset.url: asset.data for asset in theme().assets}
    both = [bind([part, sources], over, (), INFO, font_files=files).pdf for part in (taken, anew)]
    assert both[0] == both[1]


@pytest.mark.parametrize("before", [0, 12])
def test_a_row_on_two_pages_is_told_of_after_an_edit_elsewhere(before: int) -> None:
    """Neither of the pages has a fault by itself; nor do rows below it, which are to break too."""
    text = plain_text(9, before + 30)
    tall = [text.random.choices(("word", "longer"), k=count) for count in (2, 2, 2, 420, 3, 3)]
    text.blocks.insert(before, Block("table", [*tall, *tall[:2], tall[3], *tall[3:]], 99))
    shelf = CountingShelf()
    laid_out(text, shelf)
    for block in (-1, before + 3, before - 2):
        text.blocks[block].parts[0][3] = f"another{block}"
        some = laid_out(text, shelf)
        assert some == laid_out(text)
        assert "B507" in {finding.code for finding in some.findings}
        assert some.taken


_VALUES: list[Any] = [*[False] * 10, "", ""]
NOTHING = PageEdges(*_VALUES)


@pytest.mark.parametrize(
    ("before", "after", "spoils"),
    [
        ({}, {}, False),
        ({"ends_divided": True}, {}, True),
        ({}, {"starts_divided": True}, True),
        ({"leaves_hole": True}, {}, False),
        ({"leaves_hole": True}, {"starts_kept": True}, True),
        ({"leaves_hole": True}, {"starts_table": True}, True),
        ({"leaves_hole": True}, {"has_side": True}, True),
        ({"leaves_gap": True}, {"starts_figure": True}, True),
        ({"leaves_gap": True}, {"starts_kept": True}, False),
        ({"ends_kept": True}, {"starts_kept": True}, True),
        ({"ends_kept": True}, {"starts_table": True}, False),
        ({}, {"lacks_header": True}, True),
        ({"last_row": "a"}, {"first_row": "a"}, True),
        ({"last_row": "a"}, {"first_row": "b"}, False),
    ],
)
def test_edges_that_may_spoil_a_break(
    before: dict[str, Any], after: dict[str, Any], spoils: bool
) -> None:
    """Two pages that may be at fault together are both laid out."""
    assert replace(NOTHING, **before).may_spoil(replace(NOTHING, **after)) == spoils
