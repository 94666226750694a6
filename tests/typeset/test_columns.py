"""Text in two columns: nothing is lost, pages from a store are as laid out anew, and what a block
takes is what both columns would end higher without it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from html import unescape
from random import Random
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.compose.column_html import ACROSS, RUNNING
from briefing.files.themes import Theme, load_theme
from briefing.model.composition import Fragment
from briefing.typeset import page_writing, weasyprint_engine
from briefing.typeset.weasyprint_engine import typeset
from briefing.typeset.weasyprint_library import block_layout
from support.flowing import SQUARE, CountingShelf
from support.flowing_columns import ColumnText
from support.page_pdfs import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.output import TypesetFragment

BLOCKS, EDITS = 9, 3


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme."""
    return load_theme("columns")


def laid_out(fragment: Fragment, shelf: CountingShelf | None = None) -> TypesetFragment:
    """A fragment on paper."""
    return typeset(fragment, (SQUARE,), theme().assets, shelf)


def text_in(inside: str) -> Fragment:
    """A fragment of one body."""
    page = "size: A4; margin: 25mm 18mm 20mm 22mm"
    html = (
        "<!DOCTYPE html><html lang=en><head><title>t</title>"
        f"<style>@page {{ {page} }}</style></head>"
        f'<body class="chapter"><main>{inside}</main></body></html>'
    )
    return Fragment("first", html, ("content/small/sections/first.md",))


def paragraphs(count: int, words: int = 22) -> str:
    """Paragraphs of about three lines each, all of the same words."""
    said = " ".join(["many words"] * (words // 2))
    return "".join(f'<p data-block="s.md:{n}">{said}</p>' for n in range(count))


def letters(text: str) -> Counter[str]:
    """How often each letter and digit stands in a text."""
    return Counter(re.sub(r"[^A-Za-z0-9]", "", text))


@pytest.mark.parametrize("seed", range(6))
def test_after_an_edit_all_is_there_and_as_if_laid_out_anew(seed: int) -> None:
    """Whatever is edited, with headings, boxes, tables and figures in columns and across."""
    text = ColumnText.written(Random(f"columns {seed}"), BLOCKS)
    shelf = CountingShelf()
    laid_out(text.fragment(), shelf)
    for number in range(EDITS):
        done = text.edit()
        fragment = text.fragment()
        whole = laid_out(fragment)
        assert whole.pages, whole.findings
        assert laid_out(fragment, shelf) == whole, f"edit {number}: {done}"
        body = fragment.html[fragment.html.index("<body") :]
        wanted = letters(unescape(re.sub(r"<[^>]*>", "", body)))
        with pdfium.PdfDocument(joined(whole)) as document:
            shown = letters("".join(page.get_textpage().get_text_range() for page in document))
        assert not wanted - shown, f"edit {number}: {done}"


def test_columns_are_read_one_after_the_other() -> None:
    """And what is across between what is above and below it."""
    sections = [
        f"{RUNNING}{''.join(f'<p>Word{n}{letter} and more.</p>' for n in range(8))}</div>"
        for letter in "ac"
    ]
    across = f'{ACROSS}<p class="wide">Wordb</p></div>'
    part = laid_out(text_in(across.join(sections)))
    with pdfium.PdfDocument(joined(part)) as document:
        text = document[0].get_textpage().get_text_range()
    found = re.findall(r"Word\w+", text)
    assert found == [*(f"Word{n}a" for n in range(8)), "Wordb", *(f"Word{n}c" for n in range(8))]


def test_both_columns_end_alike() -> None:
    """Thirty paragraphs take half of the height that they would take in one column."""
    [page] = laid_out(text_in(f"{RUNNING}{paragraphs(30)}</div>")).pages
    lines = page.used / (2 * page.leading)
    assert lines == pytest.approx(30 * 3 / 2, abs=3)


@pytest.mark.parametrize("count", [9, 30, 31, 80])
def test_blocks_take_what_the_page_has_used(count: int) -> None:
    """Each half of its lines, for both columns end higher without it: together all of them."""
    part = laid_out(text_in(f"{RUNNING}{paragraphs(count)}</div>"))
    for page in part.pages:
        taken = [height for _, height in page.blocks]
        assert sum(taken) == pytest.approx(page.used, abs=4 * page.leading)
        for height in taken[1:-1]:
            assert height == pytest.approx(3 * page.leading, abs=2.2 * page.leading)


def test_what_is_across_takes_all_of_its_height() -> None:
    """A picture between columns, of 50 mm."""
    figure = f'{ACROSS}<div data-block="s.md:99" style="height: 50mm"></div></div>'
    running = f"{RUNNING}{paragraphs(9)}</div>"
    [page] = laid_out(text_in(f"{running}{figure}{running}")).pages
    height = dict(page.blocks)["s.md:99"] * 25.4 / 72
    assert 50 <= height < 62


def test_a_line_that_is_too_many_is_one_of_a_column() -> None:
    """Two lines of a column take the height of one: messages count those that an author writes."""
    [page] = laid_out(text_in(f"{RUNNING}{paragraphs(9)}</div>")).pages
    [plain] = laid_out(text_in("<p>One column</p>")).pages
    assert page.leading == pytest.approx(plain.leading / 2)


def _lines(box: Any) -> Iterator[Any]:
    """The lines of paragraphs below a box."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if type(inner).__name__ == "LineBox":
            yield inner
        else:
            yield from _lines(inner)


@pytest.mark.parametrize("height", ["31pt", "47.3pt", "62.5pt", "9mm"])
def test_lines_stand_at_the_same_height_in_both_columns(
    height: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below a box of whatever height, and above it."""
    kept: list[Any] = []
    written = page_writing.write_pages

    def keeping(layout: Any, *given: Any, **named: Any) -> Any:
        kept.append(layout)
        return written(layout, *given, **named)

    monkeypatch.setattr(weasyprint_engine, "write_pages", keeping)
    box = f'<div class="boxed" style="height: {height}; padding: 0; border: none"></div>'
    laid_out(text_in(f"{RUNNING}{paragraphs(3)}{box}{paragraphs(30)}</div>"))
    [page] = kept[-1].laid.values()
    tops = {round(line.position_y, 1) for line in _lines(page._page_box)}
    lines = sorted(tops)
    leading = 12.5 / 0.75
    assert len(lines) > 20
    over = [(y - lines[0] + 0.3) % leading for y in lines]
    assert max(over) < 0.6


@pytest.mark.parametrize("seed", range(4))
def test_halving_finds_columns_no_higher_than_the_engine(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for a line: heights are whole lines."""
    random = Random(f"halves {seed}")
    parts = [
        random.choice((paragraphs(1), "<h3>A heading</h3>", f"<ul>{'<li>Item</li>' * 4}</ul>"))
        for _ in range(random.randint(3, 24))
    ]
    fragment = text_in(f"{RUNNING}{''.join(parts)}{paragraphs(2)}</div>")
    [halved] = laid_out(fragment).pages
    engine = block_layout.columns_layout.halves
    monkeypatch.setattr(block_layout, "columns_layout", engine)
    [tried] = laid_out(fragment).pages
    assert halved.used <= tried.used + 2.1 * halved.leading
