"""Figures that do not fit: the text behind them goes on, and they stand on the next page."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.files.themes import Theme, load_theme
from briefing.model.composition import Fragment
from briefing.typeset.weasyprint_engine import typeset
from support.flowing import SQUARE, Block, CountingShelf, FlowingText

if TYPE_CHECKING:
    from briefing.model.output import TypesetFragment

SENTENCE = "Text that goes on, word after word, until its line is full and the next one begins. "


@lru_cache(maxsize=1)
def _theme() -> Theme:
    return load_theme("institution")


def _typeset(body: str) -> TypesetFragment:
    """A body on pages of some 25 lines."""
    html = (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>a</title><style>"
        "@page { size: 140mm 160mm; margin: 15mm }:root { --across: 110mm; --column: 110mm }"
        f"</style></head><body class=chapter><main><section class=section>{body}</section>"
    )
    return typeset(Fragment("first", html, ("a/b.md",)), (SQUARE,), _theme().assets)


def _paragraphs(names: str, lines: int = 4) -> str:
    return "".join(f'<p id="{name}" data-block="a/b.md:1">{SENTENCE * lines}</p>' for name in names)


def _figure(floats: int, high: int = 70, title: str = "Figure 1 What the town looked like") -> str:
    said = f' data-floats="{floats}"' if floats else ""
    return (
        f'<figure class="figure" id="figure"{said}><p class="fig-title">{title}</p>'
        f'<img src="figures/square.svg" alt="A square." style="height: {high}mm"></figure>'
    )


def _pages(result: TypesetFragment) -> dict[str, int]:
    """On which page each paragraph and the figure begin, from 0."""
    assert result.pages, result.findings
    last_to_first = [*enumerate(result.pages)][::-1]
    return {name: n for n, page in last_to_first for name in page.anchors}


@pytest.mark.parametrize("floats", [0, 1, 2, 3])
def test_text_goes_on_before_a_figure_that_does_not_fit(floats: int) -> None:
    """As much as fills the page, and no more than it may float past."""
    before, behind = "abc", "defgh"
    found = _pages(_typeset(f"{_paragraphs(before)}{_figure(floats)}{_paragraphs(behind)}"))
    assert found["figure"] == 1
    assert [name for name in behind if found[name] == 0] == list(behind[: min(floats, 2)])


def test_a_figure_that_fits_stays() -> None:
    """And one that leaves but a few lines free."""
    found = _pages(_typeset(f"{_paragraphs('a')}{_figure(3, high=40)}{_paragraphs('bc')}"))
    assert found["figure"] == 0
    full = _pages(_typeset(f"{_paragraphs('abcdef')}{_figure(3)}{_paragraphs('gh')}"))
    assert full["figure"] == 1
    assert full["g"] >= 1


def test_a_figure_without_words_stays() -> None:
    """The proof would not find where it went."""
    found = _pages(
        _typeset(f"{_paragraphs('abc')}{_figure(3, title='Figure 1')}{_paragraphs('d')}")
    )
    assert found["d"] == 1


def test_a_paragraph_is_broken_to_fill_the_page() -> None:
    """Where lines of it fit; the figure follows its rest."""
    found = _typeset(f"{_paragraphs('abc')}{_figure(1)}{_paragraphs('d', lines=14)}")
    assert _pages(found)["d"] == 0
    assert _pages(found)["figure"] == 1


@pytest.mark.parametrize("seed", range(4))
def test_stored_pages_make_no_difference(seed: int) -> None:
    """After edits of a text with many figures: as if all of it was laid out anew."""
    random = Random(seed)
    text, shelf = FlowingText(random), CountingShelf()
    kinds = ["text", "text", "figure", "text", "list"] * 3
    text.blocks = [text._block(kind) for kind in kinds]
    for number, block in enumerate(text.blocks):
        if block.kind == "figure":
            text.blocks[number] = Block("figure", [text._words(12)], 4)  # the tallest
    for _ in range(6):
        text.change_several()
        fragment = text.fragment()
        some, whole = (typeset(fragment, (SQUARE,), _theme().assets, s) for s in (shelf, None))
        assert whole.pages
        assert some == whole
