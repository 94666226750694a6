"""The theme of one column and numbered paragraphs: every format is built and proven in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import load_theme, theme_of
from briefing.load.briefing import load
from briefing.model.formats import PrintOptions
from briefing.select.selection import make_edition
from support.brands import FILES, HARBOUR, settings_with
from support.projects import project

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.model.content import Briefing

SENTENCE = "The clerk counts the boxes and writes each number in the book before noon. "
LONG = "\n\n".join(
    f"{SENTENCE * (1 + n % 5)}See [](#far)." + ("\n{: #far }" if n == 20 else "") for n in range(40)
)
FIRST = f"---\ntitle: Counting\n---\n{LONG}\n\n/// side | A box\nWords in a box.\n///\n"
SECOND = """\
---
title: Numbers
break: true
---
A number. [@mta]

/// qa | How many?
    source: "[@mta]"

Some four thousand.
///

/// number | {{ troops }}
    prefix: more than
troops
///

/// table | Strength fell
    id: tab-strength
    source: "[@mta]"

| Year | Troops |
|---|---:|
| 1999 | 50,000 |
///

Last words.
"""


@pytest.fixture
def plain(tmp_path: Path) -> Briefing:
    """The small briefing in the theme, with a section of many paragraphs."""
    settings = settings_with(tmp_path, None) + "theme: plain\n"
    files = {"sections/first.md": FIRST, "sections/second.md": SECOND}
    briefing, findings = load(project(tmp_path, {"briefing.yaml": settings, **files}), "small")
    assert not findings
    return briefing


def made(
    briefing: Briefing, folder: Path, length: str, format_: str = "pack", size: str = ""
) -> Result:
    """One edition in the theme, from an empty cache."""
    options = PrintOptions(size=size) if size else PrintOptions()
    edition = make_edition(briefing, "public", length, format_, print_options=options)
    [result] = build(briefing, [edition], theme_of(briefing), Cache(folder / "store"), folder)
    assert result.delivered, result.findings
    return result


def lines(path: Path) -> list[list[str]]:
    """The lines of each page, as a viewer copies them."""
    return [page.get_textpage().get_text_bounded().splitlines() for page in _pages(path)]


def _pages(path: Path) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(path))


@pytest.mark.parametrize(
    ("length", "format_", "size"),
    [
        ("full", "pack", ""),
        ("full", "pack", "large"),
        ("short", "slides", ""),
        ("short", "handout", ""),
        ("short", "cards", ""),
    ],
)
def test_every_format_is_proven(
    plain: Briefing, tmp_path: Path, length: str, format_: str, size: str
) -> None:
    """Numbers are part of what the proof expects: none is missing, none is foreign."""
    assert made(plain, tmp_path / "out", length, format_, size).delivered


@pytest.mark.parametrize(("length", "format_"), [("full", "pack"), ("short", "slides")])
def test_a_brand_is_proven_in_it(tmp_path: Path, length: str, format_: str) -> None:
    """Its pictures keep their places on the cover, its colours are read on white slides."""
    settings = settings_with(tmp_path, HARBOUR) + "theme: plain\n"
    folder = project(tmp_path, {"briefing.yaml": settings, **FILES})
    briefing, _ = load(folder, "small")
    result = made(briefing, tmp_path / "out", length, format_)
    assert not result.findings


def test_numbers_are_printed_with_their_paragraphs(plain: Briefing, tmp_path: Path) -> None:
    """As text, from 1 in each chapter; none stands by itself, at a page's foot or elsewhere."""
    pages = lines(made(plain, tmp_path / "out", "full").path)
    text = " ".join(" ".join(line for page in pages for line in page).split())
    assert [*re.findall(r"\b(\d+\.\d+) (?:The clerk|A number|Last)", text)] == [
        *(f"1.{n}" for n in range(1, 41)),
        "2.1",
        "2.2",
    ]
    assert text.count("paragraph 1.21") == 40
    assert [line for page in pages for line in page if re.fullmatch(r"\d+\.\d+", line)] == []


def test_its_numbers_hang_beside_the_column() -> None:
    """Column, margin and room for what is wide fill the page between its margins."""
    theme = load_theme("plain")
    for paper in theme.papers.values():
        room = paper.width_mm - paper.inner_mm - paper.outer_mm
        assert theme.text.across_mm == pytest.approx(room, abs=0.1)
    assert theme.text.form.one_column
    assert theme.text.form.numbered_paragraphs
