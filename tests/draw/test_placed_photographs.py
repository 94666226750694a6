"""Photographs beside the text, where those in portrait format go by themselves, and from edge to
edge."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from support.decks import deck_project, make_deck
from support.dots import saved
from support.photos import photo
from support.projects import faults, read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result

MM = 72 / 25.4
COLUMN_END = (22 + 110) * MM
WORDS = "Words that go on for a while, as words in a briefing do when nobody stops them. " * 12


def tall() -> bytes:
    """A photograph twice as high as wide."""
    picture = Image.open(BytesIO(photo(side=800))).crop((0, 0, 400, 800))
    return saved(picture, "JPEG")


def printed(folder: Path, body: str) -> tuple[Result, tuple[float, float, float, float]]:
    """An edition of a section with the one picture in it, and where that is, in pt."""
    project = deck_project(folder, body)
    (project / "figures" / "tall.jpg").write_bytes(tall())
    (project / "figures" / "flat.jpg").write_bytes(photo(side=800))
    result = make_deck(read(project), folder, "pack")
    assert result.delivered, result.findings
    with pdfium.PdfDocument(result.path) as pdf:
        [box] = [
            item.get_bounds()
            for page in pdf
            for item in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
        ]
    return result, box


def test_a_photograph_higher_than_wide_stands_in_the_side_column(tmp_path: Path) -> None:
    """With its credit, and without a remark."""
    figure = "/// figure\n    src: figures/tall.jpg\n    alt: A\n    credit: By Nobody\n///\n"
    result, (left, bottom, right, top) = printed(tmp_path, f"Words.\n\n{figure}\n{WORDS}\n")
    assert result.findings == ()
    assert left > COLUMN_END
    assert right - left == pytest.approx(52 * MM, abs=1)
    assert top - bottom == pytest.approx(2 * (right - left), rel=0.02)


@pytest.mark.parametrize(
    "body",
    [
        "/// figure\n    src: figures/tall.jpg\n    alt: A\n    place: column\n///\n",
        "/// figure\n    src: figures/tall.jpg\n    alt: A\n    width: 40 mm\n///\n",
        "/// figure\n    src: figures/tall.jpg\n    alt: A\n    height: 60 mm\n///\n",
        "/// figure\n    src: figures/tall.jpg\n    alt: A\n    place: wide\n///\n",
        "/// note | A note\n![A](figures/tall.jpg)\n///\n",
        "- A point\n\n    ![A](figures/tall.jpg)\n",
        "![A](figures/flat.jpg)\n",
    ],
)
def test_others_stay_in_the_text(tmp_path: Path, body: str) -> None:
    """Those that have a place or a size, stand inside something, or are no higher than wide."""
    _, (left, *_) = printed(tmp_path, f"Words.\n\n{body}\n{WORDS}\n")
    assert left < COLUMN_END


@pytest.mark.parametrize("lines", range(26, 44, 3))
def test_wherever_it_comes_the_page_is_filled_and_nothing_is_said(
    tmp_path: Path, lines: int
) -> None:
    """At the foot of a page it is smaller, or it stands in the text: nobody has asked for more."""
    above = "\n\n".join(["A line of its own."] * lines)
    figure = "/// figure\n    src: figures/tall.jpg\n    alt: A\n    credit: By Nobody\n///\n"
    result, (left, bottom, right, top) = printed(tmp_path, f"{above}\n\n{figure}\n{WORDS}\n")
    assert [f for f in result.findings if f.code == "B507"] == []
    assert bottom > 22 * MM
    assert 35 * MM < right - left < 53 * MM
    assert top - bottom == pytest.approx(2 * (right - left), rel=0.02)


def test_a_picture_without_words_has_its_place_there(tmp_path: Path) -> None:
    """It is seen on its page although it has no letters."""
    figure = "/// figure\n    src: figures/flat.jpg\n    alt: A\n    place: side\n///\n"
    result, (left, *_) = printed(tmp_path, f"Words.\n\n{figure}\n{WORDS}\n")
    assert result.findings == ()
    assert left > COLUMN_END


def test_from_edge_to_edge(tmp_path: Path) -> None:
    """As wide as the paper, between head and foot, with its words inside the margins."""
    figure = (
        "/// figure | A title\n    src: figures/flat.jpg\n    alt: A\n    place: bleed\n"
        "    credit: By Nobody\n///\n"
    )
    result, (left, bottom, right, top) = printed(tmp_path, f"Words.\n\n{figure}\n{WORDS}\n")
    codes = {f.code for f in result.findings}
    assert "B413" in codes  # 800 pixels are few for a page
    assert not codes & {"B505", "B518", "B519", "B520"}
    assert (left, right) == pytest.approx((0, 210 * MM), abs=0.2)
    assert 22 * MM < bottom < top < (297 - 27) * MM


def test_a_chart_has_words_that_cannot_stand_in_the_margins(tmp_path: Path) -> None:
    """So it is refused at its line."""
    chart = (
        "/// figure | A title\n    alt: A chart\n    source: B\n    place: bleed\n\n"
        "```vega-lite\ndata: {values: [{a: 1}]}\nmark: bar\n"
        "encoding: {x: {field: a, type: quantitative}}\n```\n///\n"
    )
    found = [f for f in faults(deck_project(tmp_path, chart)) if f.code == "B204"]
    assert [f.message for f in found] == ["a chart cannot stand from edge to edge: its words would"]
