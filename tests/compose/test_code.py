"""Blocks of code: as large as their lines fit, and the same code when it is copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.compose.code_fitting import CodeFitter
from briefing.files.themes import load_theme
from briefing.model.content import Node
from support.decks import deck_project, make_deck
from support.projects import ROOT, read
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

THEME = load_theme("institution")
STYLE = THEME.code
WIDTHS = THEME.charts.widths_pt


def _fitted(text: str, *around: str) -> tuple[Node, list[str]]:
    node = Node("pre", (("info", ""), ("fenced", "yes")), (text,), (), 10)
    for kind in around:
        node = Node(kind, (), (node,))
    fitter = CodeFitter(STYLE, WIDTHS, "s.md")
    [node] = fitter.fitted([node])
    for _ in around:
        [node] = node.nodes
    return node, [f"{finding.location} {finding.code}" for finding in fitter.findings]


@given(st.lists(st.integers(0, 140), min_size=1, max_size=5), st.sampled_from(["", "ul", "side"]))
@pytest.mark.finds("B225")
def test_no_line_of_code_is_wider_than_its_place(lengths: list[int], around: str) -> None:
    """It is set smaller, or across, or is an error at its line; never smaller than the limit."""
    node, found = _fitted("\n".join("x" * length for length in lengths), *filter(None, [around]))
    size = float(node.get("size") or STYLE.size_pt)
    wide = "wide" in node.get("class")
    room = WIDTHS["wide" if wide else "side" if around == "side" else "column"]
    room -= STYLE.indent_pt if around == "ul" else 0
    width = max(lengths) * STYLE.advance_em * size + STYLE.inset_pt
    assert STYLE.smallest_pt <= size <= STYLE.size_pt
    assert not (wide and around)
    assert (width <= room) == (not found)
    if found:
        assert found == [f"s.md:{11 + lengths.index(max(lengths))} B225"]


def test_east_asian_characters_take_two_places() -> None:
    """So a line of them is as wide as one of twice as many letters."""
    assert _fitted("語" * 35)[0].get("size") == _fitted("x" * 70)[0].get("size") != ""


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_all_inks_of_code_can_be_read_on_their_ground() -> None:
    """Contrast is 4.5 to 1 at least (WCAG 2.1, 1.4.3)."""
    sheet = (ROOT / "templates/themes/institution/theme.css").read_text("utf-8")
    names = dict(THEME.charts.colours)
    inks = re.findall(r"^pre[^{]*\{[^}]*?(?<!-)color: ([^;} ]+)", sheet, re.MULTILINE)
    assert len(inks) >= 4
    ground = _luminance(names["wash"])
    for ink in inks:
        colour = names[ink[6:-1]] if ink.startswith("var(--") else ink
        assert (ground + 0.05) / (_luminance(colour) + 0.05) >= 4.5, ink


# ── on paper ──────────────────────────────────────────────────────────────────────────────

CODE = """\
def fits(a: float) -> bool:  # it's
    "A -- b, ..."
    return a - 1 >= 'x' and not "y"
fi = {"ffl": [1e-3, -1], 'a--b': "(c) 1/2"}
git log --oneline --all | sed 's/"//g' # flow
"""
BODY = f"""\
/// slide | Code
```
make --all
```

Term
:   Its `--meaning`
///

Run `--all -x "y"` and ``a`b``.

```python
{CODE}```

    indented -- "code"
"""


@pytest.mark.parametrize("format_", ["pack", "slides"])
def test_code_is_copied_as_it_is_written(tmp_path: Path, format_: str) -> None:
    """Every sign in a line of it comes out of the PDF: hyphens, straight quotes, no ligatures."""
    result = make_deck(read(deck_project(tmp_path, BODY)), tmp_path, format_)
    assert result.delivered, result.findings
    with pdfium.PdfDocument(result.path) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    lines = [" ".join(line.split()) for page in pages for line in page.splitlines()]
    if format_ == "slides":
        assert {"make --all", "Its --meaning"} <= set(lines)
        return
    wanted = [" ".join(line.split()) for line in CODE.splitlines()]
    assert [line for line in lines if line in wanted] == wanted
    assert 'Run --all -x "y" and a`b.' in lines
    assert 'indented -- "code"' in lines
    assert pdfua_failures(result.path) == []
    assert pdfa_failures(result.path) == []


def test_a_long_block_of_code_goes_on_over_the_page(tmp_path: Path) -> None:
    """No line of it is lost, and no page is left empty for it."""
    lines = [f"line_{number:03} = {number}" for number in range(120)]
    body = "```\n" + "\n".join(lines) + "\n```\n"
    result = make_deck(read(deck_project(tmp_path, body)), tmp_path, "pack", length="full")
    assert result.delivered, result.findings
    with pdfium.PdfDocument(result.path) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert [line for line in text.splitlines() if line.startswith("line_")] == lines


@pytest.mark.finds("B511")
def test_code_that_is_too_wide_for_a_slide_overflows_its_slot(tmp_path: Path) -> None:
    """It is neither broken nor made smaller."""
    body = f"/// slide | Code\n```\n{'x' * 70}\n```\n///\n\nWords.\n"
    result = make_deck(read(deck_project(tmp_path, body)), tmp_path)
    assert [finding.code for finding in result.findings] == ["B511"]


def test_code_in_a_box_of_the_side_column_stands_in_it(tmp_path: Path) -> None:
    """Its left edge is that of the words above it, but for the padding of its ground."""
    body = "/// side | Box\nAbove\n\n```\nmake all\n```\n///\n\nWords of the column.\n"
    result = make_deck(read(deck_project(tmp_path, body)), tmp_path, "pack")
    assert result.delivered, result.findings
    with pdfium.PdfDocument(result.path) as pdf:
        page = next(
            p.get_textpage() for p in pdf if "make all" in p.get_textpage().get_text_range()
        )
        text = page.get_text_range()
        above, code = (page.get_charbox(text.index(words))[0] for words in ("Above", "make all"))
    assert 0 <= code - above <= 12
