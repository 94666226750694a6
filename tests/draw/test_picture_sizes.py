"""Pictures are printed as large as they are sharp and as their page holds, with no more pixels."""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from briefing.draw.picture_sizes import Place, printed_size
from briefing.files.raster import raster_size
from briefing.model.content import Node
from support.decks import deck_project, make_deck
from support.dots import saved
from support.projects import faults, read, section_project
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result

pytestmark = pytest.mark.usefixtures("kept_renderer")

MM = 72 / 25.4
COLUMN = Place(311.8, 600, 330)


def dots(width: int, height: int, kind: str = "PNG", mode: str = "L") -> bytes:
    """A picture of a size."""
    picture = Image.new(mode, (width, height), 128)
    ImageDraw.Draw(picture).line((0, 0, width, height), fill=0, width=3)
    return saved(picture, kind)


def figure(**options: str) -> Node:
    """A figure with these options in their normal form."""
    return Node("figure", tuple(options.items()))


@given(
    st.integers(20, 3000),
    st.integers(20, 3000),
    st.sampled_from(["", "20mm", "110mm", "400mm", "50%", "100%"]),
    st.sampled_from(["", "20mm", "90mm", "400mm"]),
)
def test_a_picture_fits_its_place_and_keeps_its_shape(
    across: int, down: int, width: str, height: str
) -> None:
    """Whatever is asked; not enlarged unasked, and never with more pixels than are printed."""
    size = printed_size(dots(across, down), figure(width=width, height=height), COLUMN)
    assert size is not None
    assert size.width <= COLUMN.width + 0.01
    assert size.height <= COLUMN.height + 0.01
    if size.width > 5 and size.height > 5:
        assert math.isclose(size.width / size.height, across / down, rel_tol=0.05)
    if not (width or height):
        assert size.dpi >= 149
        assert size.height <= COLUMN.usual_height + 0.01
    if size.pixels:
        assert size.pixels[0] <= across
        assert size.pixels[0] * 72 / size.width <= 301 or size.pixels[0] == 1
    else:
        assert size.dpi <= 301


def test_line_art_keeps_twice_as_many_pixels() -> None:
    """Black and white without grey between them is coarse at 300 dpi."""
    fine = printed_size(dots(3000, 1500, mode="1"), figure(), COLUMN)
    assert fine is not None
    assert fine.pixels is not None
    assert 590 < fine.pixels[0] * 72 / fine.width <= 600


def drawing(size: str) -> bytes:
    """An SVG picture that says its size so."""
    inside = '<rect width="9" height="9"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'.encode()


def test_drawings_fill_their_place_unless_it_is_too_low() -> None:
    """They have no pixels that could be seen."""
    assert printed_size(drawing('width="30" height="10"'), figure(), COLUMN) is None
    tall = printed_size(drawing('viewBox="0 0 10 30"'), figure(), COLUMN)
    assert tall is not None
    assert (tall.width, tall.height) == (200, 600)
    for size in ('viewBox="0 0 30 10"', 'width="30" height="900" viewBox="0 0 30 10"'):
        odd = printed_size(drawing(size), figure(), COLUMN)
        assert odd is not None
        assert (odd.width, odd.height) == (311.8, 103.9)
    endless = printed_size(drawing('width="3em" height="900em"'), figure(), COLUMN)
    assert endless is not None
    assert (endless.width, endless.height) == (2, 600)
    small = printed_size(drawing('viewBox="0 0 30 10"'), figure(width="40mm"), COLUMN)
    assert small is not None
    assert math.isclose(small.width, 40 * MM, abs_tol=0.1)


# ── on paper ──────────────────────────────────────────────────────────────────────────────


def made(tmp_path: Path, body: str, pictures: dict[str, bytes], format_: str = "pack") -> Result:
    """An edition of a section, with its pictures."""
    folder = deck_project(tmp_path, body)
    for name, data in pictures.items():
        (folder / "figures" / name).write_bytes(data)
    result = make_deck(read(folder), tmp_path, format_)
    assert result.delivered, result.findings
    return result


def boxes(path: Path) -> list[tuple[int, tuple[float, float, float, float]]]:
    """Page, from 0, and left, bottom, right and top of each picture in a PDF, in pt."""
    with pdfium.PdfDocument(path) as pdf:
        return [
            (number, item.get_bounds())
            for number, page in enumerate(pdf)
            for item in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
        ]


LOGO, SHOT = dots(60, 30), dots(1080, 2340)


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    """Sixty pixels are a centimetre."""
    result = made(tmp_path, "![A logo](figures/logo.png)\n", {"logo.png": LOGO})
    [(_, (left, bottom, right, top))] = boxes(result.path)
    assert math.isclose(right - left, 60 * 72 / 150, abs_tol=0.2)
    assert math.isclose(top - bottom, 30 * 72 / 150, abs_tol=0.2)
    assert not [f for f in result.findings if f.code == "B413"]


@pytest.mark.finds("B413")
def test_who_asks_for_more_gets_it_with_a_warning(tmp_path: Path) -> None:
    """With pixels, millimetres, dots to an inch, and what would be right."""
    body = "/// figure | A\n    src: figures/logo.png\n    alt: A\n    width: 60 mm\n///\n"
    result = made(tmp_path, body, {"logo.png": LOGO})
    [(_, (left, _, right, _))] = boxes(result.path)
    assert math.isclose(right - left, 60 * MM, abs_tol=0.2)
    [found] = [f for f in result.findings if f.code == "B413"]
    assert str(found.location).endswith("only.md:4")
    assert "60 pixels for 60 mm: 25 dpi" in found.message
    assert "width: 10 mm" in found.hint
    assert "354 pixels" in found.hint


CAPTIONS = {
    "none": "",
    "some": "Its caption says in a sentence what is to be seen.",
    "long": "Its caption goes on and on, wholly within reason, about what may be seen. " * 30,
}


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("how", ["place: wide", "height: 400 mm", "width: 100 %", "place: side"])
def test_a_tall_picture_stays_on_its_page_with_what_is_said_about_it(
    tmp_path: Path, how: str, caption: str
) -> None:
    """Right under a heading, where a figure has the least room."""
    if how == "place: side" and caption == "long":
        pytest.skip("a side column is too narrow for such a caption")
    body = (
        f"Words.\n\n## A heading\n\n/// figure | {'A title that is long ' * 4}\n"
        f"    src: figures/shot.png\n    alt: A\n    {how}\n    credit: Photo by Nobody\n"
        f'    source: "Somebody, {"somewhere " * 9}"\n\n{caption}\n///\n'
    )
    result = made(tmp_path, body, {"shot.png": SHOT})
    [(page, (left, bottom, right, top))] = boxes(result.path)
    assert math.isclose((top - bottom) / (right - left), 2340 / 1080, rel_tol=0.01)
    with pdfium.PdfDocument(result.path) as pdf:
        assert bottom >= 22 * MM
        assert top <= pdf[page].get_height() - 27 * MM
        words = pdf[page].get_textpage().get_text_range()
    assert "Figure 1" in words
    assert "Photo by Nobody" in words
    assert "Somebody" in words


@pytest.mark.parametrize(
    "body",
    [
        "- A point\n\n    - Another\n\n        ![A](figures/a.png)\n",
        "1. A point\n\n    ![A](figures/a.png)\n",
        "> Said\n>\n> ![A](figures/a.png)\n",
        "/// note | A note\n![A](figures/a.png)\n///\n",
        "/// key-messages\n![A](figures/a.png)\n///\n",
        "/// side | Beside\n![A](figures/a.png)\n///\n\nWords.\n",
    ],
)
def test_a_picture_inside_something_is_no_wider_than_that(tmp_path: Path, body: str) -> None:
    """Lists, quotations and boxes leave it less than the column."""
    result = made(tmp_path, body, {"a.png": dots(3000, 1000)})
    [(page, (left, _, right, _))] = boxes(result.path)
    with pdfium.PdfDocument(result.path) as pdf:
        width = pdf[page].get_width()
    inner, column = 22 * MM, 110 * MM
    if "/// side" in body:
        assert right <= width - 18 * MM + 0.5
        assert right - left <= 52 * MM + 0.1
    else:
        assert right <= inner + column + 0.5


@pytest.mark.finds("B414")
def test_a_picture_without_room_is_an_error(tmp_path: Path) -> None:
    """Where its caption fills the page; and one that asks for more than its place is told so."""
    caption = "A caption that leaves no room for what it is about. " * 150
    body = f"/// figure | A\n    src: figures/a.png\n    alt: A\n\n{caption}\n///\n"
    folder = deck_project(tmp_path, body)
    (folder / "figures" / "a.png").write_bytes(SHOT)
    result = make_deck(read(folder), tmp_path, "pack")
    assert not result.delivered
    assert [f.code for f in result.findings] == ["B414"]


@pytest.mark.parametrize(
    ("how", "why"),
    [("width: 150 mm", "150 mm wide, but there are 110 mm"), ("height: 30 cm", "of height")],
)
def test_a_size_that_its_place_does_not_have_is_a_warning(
    tmp_path: Path, how: str, why: str
) -> None:
    """It is printed as large as it can be."""
    body = f"/// figure | A\n    src: figures/a.png\n    alt: A\n    {how}\n///\n"
    result = made(tmp_path, body, {"a.png": SHOT})
    [found] = [f for f in result.findings if f.code == "B414"]
    assert why in found.message


def test_what_is_stored_has_no_more_than_300_dpi(tmp_path: Path) -> None:
    """In the column, beside it, across both and on slides; the file is valid and proven."""
    picture = Image.effect_mandelbrot((3000, 2000), (-2, -1.2, 1, 1.2), 90).convert("RGB")
    body = "".join(
        f"/// figure | In the {place}\n    src: figures/a.jpg\n    alt: A\n    place: {place}\n"
        '    credit: "Photo: Ada Marsh"\n///\n\nWords.\n\n'
        for place in ("column", "side", "wide")
    )
    body += "/// slide | A slide\n//// figure\n    src: figures/a.jpg\n    alt: A\n////\n///\n"
    for number, format_ in enumerate(("pack", "slides")):
        (tmp_path / str(number)).mkdir()
        result = made(tmp_path / str(number), body, {"a.jpg": saved(picture, "JPEG")}, format_)
        widths = [box[2] - box[0] for _, box in boxes(result.path)]
        with pikepdf.open(result.path) as pdf:
            stored = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
            assert len(stored) == len(widths) == (3 if format_ == "pack" else 1)
            for width, image in zip(
                sorted(widths), sorted(int(i.Width) for i in stored), strict=True
            ):
                assert 280 < image * 72 / width <= 300.5
            assert {str(image.Filter) for image in stored} == {"/DCTDecode"}
        assert not pdfa_failures(result.path)
        assert not pdfua_failures(result.path)


def test_whatever_the_file_holds_the_pdf_is_valid(tmp_path: Path) -> None:
    """Inks, 16 bits, two pages, transparency, a camera held upright: sRGB of 8 bits in the PDF."""
    colour = Image.effect_mandelbrot((60, 40), (-2, -1.2, 1, 1.2), 90).convert("RGB")
    turned = Image.Exif()
    turned[0x0112] = 6
    clear = colour.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(colour.size))
    files = {
        "inks.jpg": saved(colour.convert("CMYK"), "JPEG"),
        "inks.tif": saved(colour.convert("CMYK"), "TIFF"),
        "fine.png": saved(Image.linear_gradient("L").convert("I;16"), "PNG"),
        "pages.tiff": saved(colour, "TIFF", save_all=True, append_images=[colour]),
        "clear.webp": saved(clear, "WEBP"),
        "colours.gif": saved(colour, "GIF"),
        "plain.bmp": saved(colour, "BMP"),
        "new.avif": saved(colour, "AVIF"),
        "turned.jpg": saved(colour, "JPEG", exif=turned),
    }
    body = "".join(f"![A](figures/{name})\n\n" for name in files)
    result = made(tmp_path, body, files)
    assert sum(f.code == "B412" for f in faults(tmp_path / "small")) == 3
    with pikepdf.open(result.path) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        assert {int(o.BitsPerComponent) for o in images} == {8}
        assert {str(o.ColorSpace) for o in images} <= {"/DeviceRGB", "/DeviceGray"}
        assert (40, 60) in {(int(o.Width), int(o.Height)) for o in images}
    assert not pdfa_failures(result.path)
    assert not pdfua_failures(result.path)


def test_pictures_on_slides_and_cards_fit_their_places(tmp_path: Path) -> None:
    """And are stored for the size they have there."""
    slide = (
        "/// slide | A slide\n//// column | One\n![A](figures/a.png)\n////\n"
        "//// column | Two\nWords.\n////\n///\n"
    )
    card = "/// qa | A question?\nAn answer.\n\n![A](figures/a.png)\n///\n"
    for format_, body, widest in (("slides", slide, 306), ("cards", card, 247)):
        (tmp_path / format_).mkdir()
        result = made(tmp_path / format_, body, {"a.png": dots(3000, 1500)}, format_)
        [(_, (left, _, right, _)), *_] = boxes(result.path)
        assert right - left <= widest + 0.5
        with pikepdf.open(result.path) as pdf:
            [image] = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
            assert int(image.Width) <= widest / 72 * 300 + 1


def test_a_credit_is_printed_under_the_picture_and_cut_with_it(tmp_path: Path) -> None:
    """It belongs to the figure, and is read after the picture and before the caption."""
    body = (
        "/// figure | A\n    src: figures/a.png\n    alt: A\n    credit: Photo by *Nobody*\n\n"
        "A caption.\n///\n\n/// figure | B\n    src: figures/a.png\n    alt: B\n"
        "    credit: Kumquat\n    audience: policy\n///\n"
    )
    result = made(tmp_path, body, {"a.png": SHOT})
    with pdfium.PdfDocument(result.path) as pdf:
        words = re.sub(r"\s+", " ", pdf[0].get_textpage().get_text_range())
    assert "Figure 1 A Photo by Nobody A caption." in words
    assert "Kumquat" not in words


# ── options ───────────────────────────────────────────────────────────────────────────────

WRONG = {
    "width: 60": '"60" is not a width',
    "width: big": '"big" is not a width',
    "width: 120 %": '"120 %" is not a width',
    "width: 0 mm": '"0 mm" is not a width',
    "width: -4 mm": '"-4 mm" is not a width',
    "height: 50 %": '"50 %" is not a height',
    "place: left": 'unknown place "left"',
    "place: side\n    wide: yes": "“wide: yes” contradicts “place: side”",
}


@pytest.mark.parametrize("option", WRONG)
def test_a_size_or_place_that_is_none_is_told(tmp_path: Path, option: str) -> None:
    """At its figure, with what to write."""
    body = f"/// figure | A\n    src: figures/square.svg\n    alt: A\n    {option}\n///\n"
    [found] = faults(section_project(tmp_path, body))
    assert found.code == "B204"
    assert WRONG[option] in found.message
    assert found.hint


def test_a_chart_has_its_sizes_in_its_spec(tmp_path: Path) -> None:
    """Two places for one thing would contradict each other."""
    body = (
        '/// figure | A\n    alt: A\n    source: "Us"\n    width: 60 mm\n\n```vega-lite\n'
        "data: {values: [{a: 1}]}\nmark: bar\nencoding: {x: {field: a, type: quantitative}}\n"
        "```\n///\n"
    )
    assert "a chart has its width in its spec" in faults(section_project(tmp_path, body))[0].message


def test_wide_is_what_place_wide_was_called(tmp_path: Path) -> None:
    """Both print the same bytes."""
    found = []
    for number, how in enumerate(("wide: yes", "place: wide", "wide: yes\n    place: wide")):
        (tmp_path / str(number)).mkdir()
        body = f"/// figure | A\n    src: figures/a.png\n    alt: A\n    {how}\n///\n"
        found.append(made(tmp_path / str(number), body, {"a.png": SHOT}).path.read_bytes())
    assert len(set(found)) == 1
    assert raster_size(dots(5, 4)) == (5, 4)
    assert Image.open(io.BytesIO(dots(5, 4))).size == (5, 4)
