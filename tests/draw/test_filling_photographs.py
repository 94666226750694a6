"""Photographs that fill their place on a slide: cut to its proportions, and no larger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefing.draw.picture_sizes import MOST_DPI, Place, filled_size
from briefing.model.content import Node
from briefing.model.pictures import StoredPicture
from support.decks import deck_project, make_deck
from support.projects import read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Briefing

PLACE = Place(707, 250, 250)
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 200)

sides = st.integers(20, 4000)
focuses = st.sampled_from(["", "left", "right", "top", "bottom"])


def _photograph(width: int, height: int) -> StoredPicture:
    return StoredPicture("/", "", "a.jpg", "0" * 64, width, height, "jpeg")


@given(sides, sides, focuses)
def test_a_photograph_is_cut_at_two_sides_at_most(width: int, height: int, focus: str) -> None:
    """What is shown has the proportions of the place, to a pixel, and is all of it in one
    direction; and it has no more pixels than can be printed."""
    size = filled_size(_photograph(width, height), Node("figure", (("focus", focus),)), PLACE)
    assert size.crop
    left, top, right, bottom = size.crop
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert (right - left, bottom - top) == (width, bottom - top) or bottom - top == height
    assert abs((right - left) * PLACE.height / PLACE.width - (bottom - top)) <= 3
    assert size.pixels
    assert size.pixels[0] <= PLACE.width / 72 * MOST_DPI + 1
    if focus in {"left", "top"}:
        assert (left if focus == "left" else top) == 0
    if focus in {"right", "bottom"}:
        assert (width - right if focus == "right" else height - bottom) == 0


def _deck(folder: Path, layout: str, focus: str) -> Briefing:
    """A deck whose photograph is red, green and blue, from left to right."""
    body = f"/// slide | Three colours\n    layout: {layout}\n"
    body += '    source: "[@unscr1244, para 9]"\n\n//// figure\n'
    body += "    src: figures/flag.png\n    alt: Three stripes.\n"
    body += '    credit: "*Photograph*: the desk"\n'
    body += f"    focus: {focus}\n" if focus else ""
    target = deck_project(folder, f"{body}////\n\n//// notes\nSaid.\n////\n///\n")
    picture = Image.new("RGB", (1200, 600), GREEN)
    picture.paste(RED, (0, 0, 300, 600))
    picture.paste(BLUE, (900, 0, 1200, 600))
    picture.save(target / "figures" / "flag.png")
    return read(target)


def _colours(path: Path) -> tuple[set[str], tuple[float, ...]]:
    """Which of the three colours the picture on the second page of a file has, and its box."""
    with pypdfium2.PdfDocument(path) as document:
        [picture] = document[1].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        pixels = picture.get_bitmap(render=False).to_pil().convert("RGB").resize((60, 30))
        names = {"red": RED, "green": GREEN, "blue": BLUE}
        found = {
            name
            for name, colour in names.items()
            for x in (2, 30, 57)
            if all(abs(a - b) < 30 for a, b in zip(pixels.getpixel((x, 15)), colour, strict=True))
        }
        return found, picture.get_bounds()


@pytest.mark.parametrize(
    ("layout", "focus", "colours", "box"),
    [
        ("full-bleed", "", {"red", "green", "blue"}, (13, 55, 720, 305)),
        ("picture", "", {"green"}, (13, 0, 331, 405)),
        ("picture", "left", {"red", "green"}, (13, 0, 331, 405)),
        ("picture", "right", {"blue", "green"}, (13, 0, 331, 405)),
    ],
)
def test_what_is_cut_off_is_not_in_the_file(
    tmp_path: Path, layout: str, focus: str, colours: set[str], box: tuple[float, ...]
) -> None:
    """A photograph fills its place to the edges of the slide, and has no pixel more."""
    result = make_deck(_deck(tmp_path, layout, focus), tmp_path)
    assert result.delivered, result.findings
    found, bounds = _colours(result.path)
    assert found == colours
    assert all(abs(a - b) < 1 for a, b in zip(bounds, box, strict=True))


@pytest.mark.finds("B413")
def test_a_photograph_of_too_few_pixels_is_told(tmp_path: Path) -> None:
    """It fills its place all the same."""
    briefing = _deck(tmp_path, "full-bleed", "")
    with Image.open(tmp_path / "small" / "figures" / "flag.png") as picture:
        picture.resize((120, 60)).save(tmp_path / "small" / "figures" / "flag.png")
    result = make_deck(read(tmp_path / "small"), tmp_path)
    assert briefing.name == "small"
    assert result.delivered
    [finding] = result.findings
    assert finding.code == "B413"
    assert "has 120 pixels for the width" in finding.message
