"""Drawings as they were meant: by the engine where it can, by resvg where it cannot, or refused."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageChops, ImageFilter

from briefing.build.pipeline import compose_edition
from briefing.cache.cache import Cache
from briefing.draw import draw
from briefing.draw.svg_rendering import SvgJob
from briefing.files.pictures import bare_picture, picture_text
from briefing.files.svg_features import needs_resvg
from briefing.files.svg_fonts import in_theme_fonts
from briefing.files.unusable_picture import UnusablePicture
from briefing.files.workspace import mime_type
from briefing.model.composition import Asset, Fragment
from briefing.model.errors import ContentError
from briefing.model.limits import Limits
from briefing.select.selection import make_edition
from briefing.typeset.weasyprint_engine import typeset
from support.bodies import theme
from support.cases import Case, read_cases
from support.decks import deck_project, make_deck
from support.page_pdfs import joined
from support.projects import read
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("kept_renderer")

CASES = {case.title: case for case in read_cases("drawings.md")}
SIZE = (400, 200)
FAR = 60
"""Steps of 255 by which a twentieth of a drawing may differ: edges and letters fall differently."""


def drawing(case: Case) -> bytes:
    """The picture of a case, as loading returns it."""
    return bare_picture(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="200" height="100" viewBox="0 0 200 100" font-family="Source Sans 3" '
        f'font-size="20">{case.blocks["svg"]}</svg>'.encode()
    )


def by(who: str) -> list[str]:
    """The cases that are drawn by somebody."""
    return [title for title, case in CASES.items() if who in case.blocks]


@cache
def rendered() -> dict[bytes, bytes]:
    """Every drawing that is not refused, drawn by resvg, in one process."""
    jobs = [SvgJob(drawing(CASES[title])) for title in (*by("engine"), *by("resvg"))]
    found = {}
    small = replace(theme(), charts=replace(theme().charts, widths_pt={"wide": SIZE[0] * 72 / 300}))
    for job, result in draw(jobs, small):
        assert not result.fault, result.fault
        assert isinstance(job, SvgJob)
        found[job.svg] = result.svg
    return found


def on_paper(svg: bytes) -> Image.Image:
    """A drawing as the engine draws it."""
    shown, _ = in_theme_fonts(svg, theme().fonts_for_drawings)
    url = "http://briefing.invalid/content/a.svg"
    html = (
        "<html><head><style>@page { size: 200pt 100pt; margin: 0 } * { margin: 0 }</style></head>"
        f'<body><img src="{url}" alt="A" style="display: block; width: 200pt"></body></html>'
    )
    part = typeset(Fragment("a", html), (Asset(url, shown, mime_type("a.svg")),), theme().assets)
    with pdfium.PdfDocument(joined(part)) as pdf:
        picture: Image.Image = pdf[0].render(scale=2).to_pil().convert("RGB")
        return picture


def coarse(picture: Image.Image) -> Image.Image:
    """What is seen of a picture from afar."""
    blurred = picture.convert("RGB").resize(SIZE).filter(ImageFilter.GaussianBlur(8))
    return blurred.resize((40, 20))


@pytest.mark.parametrize("title", by("engine"))
def test_what_the_engine_draws_it_draws_right(title: str) -> None:
    """As resvg would, from a little distance."""
    svg = drawing(CASES[title])
    assert not needs_resvg(svg)
    shown = on_paper(svg)
    other = Image.open(io.BytesIO(rendered()[svg]))
    difference = ImageChops.difference(coarse(shown), coarse(other))
    assert max(most for _, most in difference.getextrema()) < FAR  # type: ignore[misc]


@pytest.mark.parametrize("title", by("resvg"))
def test_what_the_engine_would_draw_wrong_resvg_draws(title: str) -> None:
    """And there is something to be seen."""
    svg = drawing(CASES[title])
    assert needs_resvg(svg)
    shown = Image.open(io.BytesIO(rendered()[svg])).convert("L")
    assert shown.getextrema()[0] < 200  # type: ignore[operator]
    assert shown.getpixel((shown.width - 1, shown.height - 1)) in range(256)


@pytest.mark.parametrize("title", by("refused"))
def test_what_nobody_draws_is_refused(title: str) -> None:
    """With what it is, and what to do."""
    case = CASES[title]
    with pytest.raises(UnusablePicture) as refused:
        drawing(case)
    assert refused.value.fault.startswith(case.blocks["refused"].strip())
    assert refused.value.remedy


def test_the_table_says_what_the_engine_would_draw_wrong() -> None:
    """A reason that stands nowhere else is a rule without a case."""
    assert len(by("engine")) > 40
    assert len(by("resvg")) > 20
    assert all(CASES[title].blocks["resvg"].strip() for title in by("resvg"))


MASKED = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<mask id="m"><rect width="200" height="100" fill="white"/>
<text x="20" y="60" font-family="Arial" font-size="30">Kumquat</text></mask>
<rect width="200" height="100" fill="#036" mask="url(#m)"/></svg>"""


def test_words_that_become_pixels_are_heard_and_searched_for(tmp_path: Path) -> None:
    """They stand in the alternative text; withheld with their figure, they are nowhere."""
    body = (
        "Words for all.\n\n/// figure | A\n    src: figures/m.svg\n    alt: A sign\n"
        "    audience: {}\n///\n"
    )
    for audience in ("public", "policy"):
        folder = deck_project(tmp_path / audience, body.format(audience))
        (folder / "figures" / "m.svg").write_text(MASKED)
        result = make_deck(read(folder), tmp_path / audience, "pack")
        assert result.delivered, result.findings
        with pikepdf.open(result.path) as pdf:
            heard = [
                str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
            ]
        expected = ["A sign. Words in the picture: Kumquat"] if audience == "public" else []
        assert heard == expected
        assert not pdfa_failures(result.path)
        assert not pdfua_failures(result.path)
    assert picture_text(bare_picture(MASKED.encode())) == "Kumquat"


def test_letters_that_the_theme_lacks_are_not_taken_from_the_machine(tmp_path: Path) -> None:
    """Resvg would, and the picture would look different elsewhere."""
    folder = deck_project(tmp_path, "![A sign](figures/m.svg)\n")
    (folder / "figures" / "m.svg").write_text(MASKED.replace("Kumquat", "漢字 A"))
    result = make_deck(read(folder), tmp_path, "pack")
    assert not result.delivered
    [found] = [f for f in result.findings if f.code == "B508"]
    assert str(found.location) == "small/sections/only.md:4"
    assert "“漢” (U+6F22), “字” (U+5B57)" in found.message


def nested_masks(levels: int, each: int) -> bytes:
    """Masks in masks: every one is drawn as often as there are shapes around it."""
    masks = "".join(
        f'<mask id="m{n}">'
        + f'<rect width="200" height="100" fill="white" mask="url(#m{n + 1})"/>' * each
        + "</mask>"
        for n in range(levels)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">'
        f'{masks}<mask id="m{levels}"><rect width="9" height="9" fill="white"/></mask>'
        '<rect width="200" height="100" mask="url(#m0)"/></svg>'
    ).encode()


def test_masks_in_masks_are_counted() -> None:
    """A few lines would take hours."""
    begun = time.process_time()
    with pytest.raises(UnusablePicture, match="draws more than"):
        bare_picture(nested_masks(9, 10))
    assert time.process_time() - begun < 3


@pytest.mark.finds("B416")
def test_a_drawing_that_takes_too_long_is_an_error_at_its_figure(tmp_path: Path) -> None:
    """What is not counted ends by the limits of its process, however many work on the build."""
    picture = nested_masks(3, 15)
    folder = deck_project(tmp_path, "![A sign](figures/m.svg)\n")
    (folder / "figures" / "m.svg").write_bytes(picture)
    briefing = read(folder)
    edition = make_edition(briefing, "public", "short", "pack")
    with pytest.raises(ContentError) as refused:
        compose_edition(briefing, edition, theme(), Cache(tmp_path / "cache"), Limits(seconds=2))
    [found] = refused.value.findings
    assert (found.code, str(found.location)) == ("B416", "small/sections/only.md:4")
    assert "figures/m.svg" in found.message
    assert "processor time" in found.message
