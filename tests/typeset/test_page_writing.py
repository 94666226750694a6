"""Pages as files of their own: whatever else is written, and wherever they stand, the same."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.typeset import glyph_codes, page_writing
from briefing.typeset.engine_layout import FragmentLayouts
from briefing.typeset.page_writing import ElementPaths, in_fragment, write_pages
from support.fragments import FONT_URLS, LOREM, style
from support.packs import PIXEL, SQUARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.model.output import TypesetPage
    from briefing.typeset.layout import Layout

page_writing.install()
ROWS = "".join(f"<tr><th scope=row>Nation {n}<td>{n * 17} ﬁ x⁄y" for n in range(36))
CHAPTER = f"""<section style="break-before: page" data-block="s.md:30"><h2 id=last>Last</h2>
<p data-block="s.md:31">{LOREM} <a href="#last">here</a> <a href="#first">there</a>
e\u0329\u0301 half\u00adway 2019-11-29 \u2126 <b>ffi</b></p>
<div style="float: right; width: 30mm">{LOREM}</div>
<ul data-block="s.md:40"><li>One<li><p>Two</p><ol><li>{LOREM * 4}<li>{LOREM}</ol></ul>
<img alt="Sky" src="{SQUARE}"><div style="opacity: 0.5">{LOREM}<img alt=dot src="{PIXEL}"></div>
<table data-block="s.md:50"><thead><tr><th>Nation <img alt=dot src="{PIXEL}"><th>Troops</thead>
<tbody>{ROWS}</table><p data-block="s.md:60">{LOREM * 12}</p></section>"""
FIRST = st.lists(
    st.sampled_from(
        [
            "<h2 id=first>First</h2>",
            f"<p>{LOREM * 3}</p>",
            "<p>\u2126 \u03a9 e\u0301 fi ﬁ <b>ffi 2019-11-29</b> <i>x</i></p>",
            "<p style='font-family: Cubic'>abc</p>",
            f'<img alt=dot src="{PIXEL}"><div style="opacity: 0.5">x</div>',
            f"<table><thead><tr><th>x</thead><tbody>{ROWS}</table>",
            f'<p id="last"><a href="#first">{LOREM}</a></p>',
        ]
    ),
    max_size=5,
)

SIGNS = st.sampled_from(
    ["\ufb01", "fi", "e\u0301", "\u2011", "-", "a", "\u2126", " ", "extraordinarily "]
)


def page_layout(body: str) -> tuple[Layout, ElementPaths]:
    """An HTML body laid out, with the paths of its elements."""
    sheet, fonts = style()
    html = weasyprint.HTML(string=f"<html lang=en><body>{body}</body>")
    layout = FragmentLayouts(html, sheet, fonts).lay_out()
    return layout, ElementPaths(layout.root)


def written(body: str, numbers: Iterable[int] | None = None) -> Sequence[TypesetPage]:
    """Pages of an HTML body, all or those with certain numbers, written in that order."""
    layout, _ = page_layout(body)
    numbers = list(range(len(layout.placed)) if numbers is None else numbers)
    some = replace(
        layout,
        placed=tuple(layout.placed[number] for number in numbers),
        bases=tuple(layout.bases[number] for number in numbers),
    )
    found = dict(zip(numbers, write_pages(some, FONT_URLS, tagged=True).pages, strict=True))
    return [found[number] for number in sorted(found)]


def test_a_page_is_the_same_file_whatever_is_written_before_it() -> None:
    """Alone, after all others, and before them."""
    whole = written(f"<h2 id=first>x</h2>{CHAPTER}")
    assert len(whole) > 3
    assert written(f"<h2 id=first>x</h2>{CHAPTER}", reversed(range(len(whole)))) == whole
    for number, page in enumerate(whole):
        assert written(f"<h2 id=first>x</h2>{CHAPTER}", [number]) == [page]


@cache
def _pages_of_the_chapter() -> int:
    return len(written(f"<p>x</p>{CHAPTER}")) - 1


@settings(max_examples=8, deadline=None)
@given(FIRST, FIRST)
def test_a_page_is_the_same_file_wherever_it_stands(one: list[str], other: list[str]) -> None:
    """With other pages before it, more or fewer, and other elements: bytes, fonts and facts."""
    sections = (f"<section>{''.join(each)}</section>" for each in (one, other))
    first, second = ([*written(section + CHAPTER)] for section in sections)
    count = _pages_of_the_chapter()
    assert first[-count:] == second[-count:]
    apart = written(f"<p>x</p><p>y</p>{''.join(one)}{CHAPTER}")
    assert apart[-count:] == first[-count:]


def test_blocks_are_named_as_they_are_today() -> None:
    """Places on pages lead to the elements of the document that they are put in."""
    layout, paths = page_layout(f"<p data-block='s.md:4'>x</p>{CHAPTER}")
    bases = [paths[base] for base in layout.bases]
    pages = written(f"<p>x</p>{CHAPTER}")
    pairs = zip(pages[1:], bases[1:], strict=True)
    facts = [in_fragment(page, base, paths) for page, base in pairs]
    named = [[key for key, _ in page.blocks] for page in facts]
    assert named[0][:3] == ["s.md:30", "s.md:31", "s.md:40"]
    assert named[-1][-1] == "s.md:60"
    assert all(key for keys in named for key in keys)
    heights = [[height for _, height in page.facts.blocks] for page in pages[1:]]
    assert [[height for _, height in page.blocks] for page in facts] == heights


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>{LOREM * 40}</p>", "p"),
        (f"<div><section><p>x</p><p>{LOREM * 40}</p></section></div>", "p"),
        (f"<div>x<p>{LOREM * 30}</p></div>", "p"),
        (f"<div>{LOREM * 30}<p>x</p></div>", "div"),
        ("<div>x<p style='break-before: page'>y</p></div>", "p"),
        (f"<table>{ROWS}</table>", "table"),
        (f"<ul>{f'<li>{LOREM}</li>' * 40}</ul>", "li"),
        (f"<div class=c style='columns: 2'>{f'<p>{LOREM}</p>' * 30}</div>", "div"),
        (f"<div class=f style='display: flex'><p>{LOREM * 20}</p><p>x</p></div>", "div"),
        ("<main><p>x</p></main><main style='break-before: page'>y</main>", "main"),
    ],
)
def test_a_page_begins_with_what_breaks_by_itself(body: str, expected: str) -> None:
    """The base of a page is a paragraph, a table, an item; of the first it is the document."""
    layout, paths = page_layout(body)
    first, *others = layout.bases
    assert first.tag == "html"
    assert others
    assert {element.tag for element in others} == {expected}
    assert all(paths.element(paths[element]) is element for element in others)


@settings(max_examples=40, deadline=None)
@given(st.lists(SIGNS))
def test_plain_lines_have_the_codes_of_others(words: list[str]) -> None:
    """Lines that are read at once are written as those that are read glyph by glyph."""
    body = f"<div style='width: 30mm'><p>{''.join(words)} communication</p><p>{LOREM}</p></div>"
    plain = written(body)
    with patch.object(glyph_codes, "plain_runs", return_value=None):
        assert written(body) == plain
