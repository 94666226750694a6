"""Pages look as they did when somebody last looked at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from support.pages import (
    PAGES,
    ReferencePage,
    changed,
    contact_sheet,
    looks_alike,
    reference_pages,
    rendered,
)

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.cache.cache import Cache

LISTED = reference_pages()
SETS = list(dict.fromkeys((page.theme, page.briefing) for page in LISTED))


@pytest.mark.parametrize(("theme", "briefing"), SETS)
def test_pages_look_as_before(theme: str, briefing: str, kfor_cache: Cache, tmp_path: Path) -> None:
    """What has changed on purpose is looked at, and kept: make look, make look ACCEPT=1."""
    pages = [p for p in LISTED if (p.theme, p.briefing) == (theme, briefing)]
    others = changed(rendered(pages, kfor_cache, tmp_path))
    assert not others, f"look at them with “make look”: {', '.join(map(str, others))}"


def test_every_picture_is_of_a_page() -> None:
    """Pictures of pages that are no longer listed are deleted."""
    assert {page.path for page in LISTED} == set(PAGES.glob("*/*.png"))


def _page() -> Image.Image:
    """A page with ten lines of text."""
    picture = Image.new("RGB", (496, 702), "#ffffff")
    for line in range(10):
        for word in range(8):
            box = (50 + word * 40, 60 + line * 14, 82 + word * 40, 66 + line * 14)
            ImageDraw.Draw(picture).rectangle(box, fill="#1a1f27")
    return picture


def test_a_hair_is_no_difference() -> None:
    """Another machine may round a place otherwise."""
    page = _page()
    moved = page.point(lambda value: max(0, value - 12))
    assert looks_alike(page, moved)


@pytest.mark.parametrize("fault", ["moved", "line", "accent", "size"])
def test_what_a_reader_sees_is_a_difference(fault: str) -> None:
    """Text a line lower, a line more, another colour of a bar, another paper."""
    page = _page()
    other = page.copy()
    draw = ImageDraw.Draw(other)
    if fault == "moved":
        other.paste("#ffffff", (0, 0, 496, 702))
        other.paste(page, (0, 7))
    elif fault == "line":
        draw.rectangle((50, 300, 400, 306), fill="#1a1f27")
    elif fault == "accent":
        draw.rectangle((50, 60, 370, 66), fill="#b23a1e")
    else:
        other = other.resize((496, 660))
    assert not looks_alike(page, other)


def test_the_sheet_shows_each_page_that_changed() -> None:
    """As kept, as now, and the difference; one that is new has no picture before it."""
    known, new = (ReferencePage("institution", "kfor", "x-pack", n) for n in (1, 2))
    pictures = {known: _page(), new: _page()}
    sheet = contact_sheet(pictures, {known: Image.new("RGB", (496, 702)), new: None})
    assert sheet.width > 3 * 496
    assert sheet.height > 2 * 702
