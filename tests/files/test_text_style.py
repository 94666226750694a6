"""How wide running text is: the theme says it, and pages keep to it, whatever they hold."""

from __future__ import annotations

import json
import random
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.text_style import TextStyle, text_style
from briefing.files.theme_folders import BriefingPlace, find_theme
from briefing.files.themes import read_theme, theme_of
from briefing.model.brand import Brand
from briefing.model.errors import ContentError
from briefing.model.findings import Location
from briefing.model.paper import PT_PER_MM
from briefing.model.text_form import TextForm
from briefing.model.theme_settings import Text
from briefing.prove.extract.pdf_reader import read_pdf
from briefing.select.selection import make_edition
from support.cases import Case
from support.documents import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.files.themes import Theme
    from briefing.prove.extract.extracted import PageText

WIDTHS = {"column_mm": 110, "gap_mm": 8, "side_mm": 52}
SENTENCE = "The clerk counts the boxes and writes each number in the book before noon. "
SLACK = 1.5  # pt


def test_without_a_measure_text_keeps_to_its_column() -> None:
    """A theme that says nothing prints as before."""
    assert text_style(Text(**WIDTHS)) == TextStyle(110, 8, 52, 110, 170)
    assert text_style(Text(**WIDTHS, measure_mm=134)).measure_mm == 134


def test_two_columns_are_alike_and_text_is_as_wide_as_both() -> None:
    """Whatever a box in them leaves free inside."""
    style = text_style(Text(column_mm=80, gap_mm=6, side_mm=70, columns=2))
    assert style == TextStyle(80, 6, 70, 166, 166, columns=2, form=TextForm(one_column=True))


@pytest.mark.parametrize("measure", [109, 171, 0, -3, "wide", True])
def test_a_measure_that_is_no_width_is_told_with_what_to_write(
    measure: Any, tmp_path: Path
) -> None:
    """Place, fault and remedy; never a layout that runs off its paper."""
    folder = tmp_path / "theme"
    folder.mkdir()
    said = json.dumps(measure)
    settings = f'extends = "institution"\n\n[text]\nmeasure_mm = {said}\n'
    (folder / "theme.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_theme(find_theme(BriefingPlace(tmp_path, "own", "", Location("own"))), Brand())
    [finding] = caught.value.findings
    assert finding.location.line == 4
    assert "measure_mm" in finding.message


# ── on paper ──────────────────────────────────────────────────────────────────────────────


def _text(seed: int, *, sides: bool) -> Iterator[str]:
    """A section of many paragraphs, with lists, and with boxes beside them if there are to be."""
    chance = random.Random(seed)
    if sides:
        yield "/// side | Beside the first\nA line.\n///"
    for number in range(24):
        yield SENTENCE * chance.randint(1, 6)
        if sides and number > 5 and number % 5 == 0:
            yield f"/// side | Beside {number}\n{SENTENCE * chance.randint(1, 3)}\n///"
        if number % 9 == 4:
            yield "\n".join(f"- {SENTENCE * chance.randint(1, 2)}" for _ in range(3))
        if number % 11 == 5:
            yield f"## Under {number}"


def _pages(folder: Path, seed: int, *, sides: bool, measure: float = 134) -> list[PageText]:
    body = "\n\n".join(_text(seed, sides=sides))
    case = Case("", {"file sections/one.md": f"---\ntitle: One\n---\n{body}\n"})
    briefing = document(case, folder / "content")
    theme: Theme = theme_of(briefing)
    theme = replace(theme, text=replace(theme.text, measure_mm=measure))
    edition = make_edition(briefing, "public", "short", "pack")
    [result] = build(briefing, [edition], theme, Cache(folder / "store"), folder)
    assert result.delivered, result.findings
    return list(read_pdf(result.path).pages)


def _lines(page: PageText) -> Iterator[tuple[float, float, float, int]]:
    """Left edge, right edge, height and letters of each line of running text on a page."""
    rows: dict[float, list[tuple[float, float, int]]] = {}
    for text in page.text_objects:
        left, bottom, right, top = text.box
        inside = bottom > 22 * PT_PER_MM and top < (297 - 27) * PT_PER_MM
        if inside and not text.artifact and not text.heading:
            words = "".join(page.text[at] for at in text.chars)
            rows.setdefault(round(bottom), []).append((left, right, len(words)))
    for height, parts in rows.items():
        yield min(p[0] for p in parts), max(p[1] for p in parts), height, sum(p[2] for p in parts)


@pytest.mark.parametrize("seed", range(3))
def test_text_takes_the_room(tmp_path: Path, seed: int) -> None:
    """No line is longer than the measure, nor is a page narrower; some 72 letters stand in a line,
    and few lines have more than 75."""
    left = 22 * PT_PER_MM
    counts = []
    for page in _pages(tmp_path, seed, sides=False):
        ends = [right for _, right, *_ in _lines(page)]
        assert max(ends) <= left + 134 * PT_PER_MM + SLACK
        if len(ends) > 8:
            assert max(ends) > left + 120 * PT_PER_MM
        counts += [n for _, right, _, n in _lines(page) if right > left + 122 * PT_PER_MM]
    assert statistics.median(counts) <= 75


@pytest.mark.parametrize("seed", range(3))
def test_the_first_page_keeps_its_columns(tmp_path: Path, seed: int) -> None:
    """Where something stands beside the text there, all the way down; the next ones do not."""
    left = 22 * PT_PER_MM
    first, *others = _pages(tmp_path, seed, sides=True)
    text = [right for start, right, *_ in _lines(first) if start < left + 100 * PT_PER_MM]
    assert sum(right > left + 110 * PT_PER_MM + SLACK for right in text) <= 3  # level with a box
    assert any(right > left + 122 * PT_PER_MM for p in others for _, right, *_ in _lines(p))


@pytest.mark.parametrize("seed", range(3))
def test_text_goes_round_what_stands_beside_it(tmp_path: Path, seed: int) -> None:
    """Side matter is on its grid on every page, and nothing of the text within the gap to it."""
    left = 22 * PT_PER_MM
    side, end = left + 118 * PT_PER_MM, left + 170 * PT_PER_MM
    seen = 0
    for page in _pages(tmp_path, seed, sides=True):
        texts = [t for t in page.text_objects if not t.artifact]
        beside = [t.box for t in texts if t.box[0] > side - SLACK]
        seen += len(beside)
        for box in beside:
            assert box[2] <= end + SLACK
            for other in texts:
                level = other.box[1] < box[3] and other.box[3] > box[1]
                if level and other.box[0] < side - SLACK:
                    assert other.box[2] <= side - 7 * PT_PER_MM
    assert seen


def test_a_theme_may_leave_the_side_column_empty(tmp_path: Path) -> None:
    """With the measure of the column, all pages are as wide as the first."""
    for page in _pages(tmp_path, 1, sides=True, measure=110):
        edge = (22 + 110) * PT_PER_MM + SLACK
        assert all(right <= edge or left > edge for left, right in _columns(page))


def _columns(page: PageText) -> Iterator[tuple[float, float]]:
    """Left and right edge of each piece of text on a page."""
    texts = (t for t in page.text_objects if not t.artifact and not t.heading)
    yield from ((t.box[0], t.box[2]) for t in texts)
