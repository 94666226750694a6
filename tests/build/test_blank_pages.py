"""Texts printed on both sides: chapters on right-hand pages, margins mirrored on the backs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.build.blank_pages import with_blank_pages
from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.model.composition import Fragment
from briefing.model.errors import ContentError
from briefing.model.output import PageFacts, TypesetFragment
from briefing.select.selection import make_edition
from support.projects import PROJECTS, project

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.blank_pages import Part

FACTS = PageFacts(595.3, 841.9, frozenset(), (), 0.0, 0.0, 11.0)


def _part(name: str, pages: int, *, front: bool = False) -> Part:
    return TypesetFragment(name, (FACTS,) * pages, front=front), Fragment(name, "", front=front)


@given(
    front=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    text=st.lists(st.integers(1, 5), min_size=1, max_size=6),
)
def test_each_chapter_begins_on_a_right_hand_page(front: list[int], text: list[int]) -> None:
    """And nothing else is changed: what is not blank stands as it stood, blanks stand alone."""
    parts = [_part(f"f{n}", count, front=True) for n, count in enumerate(front)]
    parts += [_part(f"t{n}", count) for n, count in enumerate(text)]
    found = with_blank_pages(parts, _part("blank", 1))
    assert [part for part in found if part[0].name != "blank"] == parts
    page = 1
    for part, fragment in found:
        assert part.front == fragment.front
        if part.name.startswith("t"):
            assert page % 2
        page += len(part.pages)
    blanks = len(found) - len(parts)
    assert blanks <= len(text)
    assert with_blank_pages(parts, None) == parts


def _settings(more: str) -> str:
    text = (PROJECTS / "small" / "briefing.yaml").read_text(encoding="utf-8")
    return text.replace("pages: [3, 12]", f"pages: [3, 12], {more}")


@pytest.mark.parametrize("two_sided", [True, False])
def test_a_pack_for_both_sides(tmp_path: Path, two_sided: bool) -> None:
    """It is proven like any other; on the backs all is moved to the left by the difference of the
    margins, and a blank page has what is on every page."""
    said = f"recto: yes, two_sided: {'yes' if two_sided else 'no'}"
    briefing = load(project(tmp_path, {"briefing.yaml": _settings(said)}), "small")[0]
    edition = make_edition(briefing, "public", "full", "pack")
    theme = theme_of(briefing)
    [result] = build(briefing, [edition], theme, Cache(tmp_path / "store"), tmp_path)
    assert result.delivered, result.findings
    margins = theme.papers["A4"]
    shift = (margins.inner_mm - margins.outer_mm) / 25.4 * 72 if two_sided else 0
    with pikepdf.open(result.path) as pdf:
        lefts = [float(page.mediabox[0]) for page in pdf.pages]
        labels = [page.label for page in pdf.pages]
        texts = [page.Contents.read_bytes() for page in pdf.pages]
    assert lefts == pytest.approx([shift * (n % 2) for n in range(len(lefts))], abs=0.01)
    assert labels == ["i", "ii", "1", "2", "3", *labels[5:]]
    blank = min(texts[2:], key=len)
    assert texts.index(blank) == 3
    assert blank.count(b" Do") == 2  # furniture, and nothing else


def test_only_chapters_begin_on_right_hand_pages(tmp_path: Path) -> None:
    """A text without a cover has none: the message says what to do."""
    text = (PROJECTS / "small" / "briefing.yaml").read_text(encoding="utf-8")
    folder = project(
        tmp_path, {"briefing.yaml": text.replace("pages: [1, 2]", "pages: [1, 2], recto: yes")}
    )
    with pytest.raises(ContentError) as caught:
        load(folder, "small")
    [finding] = caught.value.findings
    assert "add “cover: true”, or leave “recto” out" in f"{finding.message} {finding.hint}"
