"""Drawings typeset apart: on paper nothing tells them from those typeset in their place."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageChops

from briefing.bind.bind import bind as bind_with
from briefing.compose import assets_apart, drawings_in
from briefing.files.pictures import size_px
from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset, Fragment
from briefing.model.imposition import Imposition, Placement
from briefing.model.placeholders import OURS, WIDTH, fingerprint_pixels, row_at, stand_in
from briefing.select.selection import make_edition, select
from briefing.typeset.weasyprint_engine import typeset
from support.bodies import compose, theme
from support.decks import deck_of, make_deck
from support.fragments import FONT_FILES, furniture
from support.packs import INFO, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.Image import Image

    from briefing.model.output import BoundPdf, TypesetFragment

pytestmark = pytest.mark.xdist_group("bind")
bind = partial(bind_with, font_files=FONT_FILES | {a.url: a.data for a in theme().fonts})

_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="85.04pt" viewBox="0 0 200 100">'
    '<defs><linearGradient id="g"><stop stop-color="{0}"/><stop offset="1" stop-color="white"/>'
    '</linearGradient></defs><rect width="200" height="100" fill="url(#g)"/>'
    '<g opacity=".5"><rect width="60" height="60"/></g>'
    '<text x="9" y="80" font-family="Source Sans 3" font-size="20">Seen {0}</text></svg>'
)
IMAGES = {
    f"figures/{name}.svg": _PICTURE.format(name.partition(" ")[0]).encode()
    for name in ("red", "green", "blue & more")
}
_BODY = """<p>Before</p><p><img src="figures/red.svg" alt="One" style="width: 70mm"></p>
<p><img src="figures/green.svg" alt="Two"></p>
<p style="break-before: page"><img src="figures/blue &amp; more.svg" alt="Three"
 style="width: 40mm; height: 40mm; object-fit: contain"></p>
<p style="opacity: .6"><img src="figures/red.svg" alt="One again" style="height: 20mm"></p>
<p style="break-before: page">After</p>"""


def _page(body: str, size: str = "A5") -> str:
    return (
        "<html lang='en'><head><title>x</title><style>@page { size: "
        f"{size}; margin: 20mm }} body {{ font: 12pt 'Source Sans 3' }}</style></head>"
        f"<body>{body}</body></html>"
    )


def _drawings() -> dict[bytes, TypesetFragment]:
    assets = tuple(assets_apart(IMAGES))
    made = {}
    for path, data in IMAGES.items():
        width, height = size_px(data) or (0, 0)
        name = path.replace("&", "&amp;")
        picture = f"<img src='drawings/{name}' style='width: {width}px; height: {height}px'>"
        html = _page(picture, f"{width}px {height}px").replace(
            "20mm }", "0 } img { display: block }"
        )
        made[fingerprint_pixels(path)] = typeset(
            Fragment(path, html, tagged=False, pages=1), assets, theme().assets
        )
    return made


def _parts() -> tuple[TypesetFragment, TypesetFragment]:
    """The same text with its pictures in place and with stand-ins."""
    fragment = Fragment("text", _page(_BODY))
    whole = tuple(Asset(f"{CONTENT_URL}{n}", data, "image/svg+xml") for n, data in IMAGES.items())
    apart = tuple(assets_apart(IMAGES))
    made = tuple(typeset(fragment, assets, theme().assets) for assets in (whole, apart))
    assert [part.findings for part in made] == [(), ()]
    return made[0], made[1]


IN_PLACE, APART = _parts()
DRAWINGS = _drawings()
SHEET = (Imposition((Placement(0, 20, 30, 0.5), Placement(0, 80, 30, 0.5))),)


def _drawn(pack: BoundPdf) -> list[Image]:
    with pdfium.PdfDocument(pack.pdf) as document:
        return [page.render(scale=2).to_pil().convert("RGB") for page in document]


@pytest.mark.parametrize("sheets", [(), SHEET], ids=["pages", "a sheet"])
def test_they_look_and_read_as_in_place(sheets: Sequence[Imposition]) -> None:
    """With the pages' resources in common, in a group, fitted into a box, scaled and moved."""
    expected = bind((IN_PLACE,), furniture(3), (), INFO, impositions=sheets)
    found = bind((APART,), furniture(3), (), INFO, drawings=DRAWINGS, impositions=sheets)
    for number, (one, other) in enumerate(zip(_drawn(expected), _drawn(found), strict=True)):
        difference = ImageChops.difference(one, other).convert("L")
        assert not any(difference.histogram()[64:])  # edges
        assert sorted(words(expected.pdf, number).split()) == sorted(
            words(found.pdf, number).split()
        )


def test_no_stand_in_is_left() -> None:
    """And what is shown on two pages is in the file once."""
    pack = bind((APART,), furniture(3), (), INFO, drawings=DRAWINGS)
    sizes = [tuple(round(v * 0.75, 3) for v in size_px(data) or ()) for data in IMAGES.values()]
    with pikepdf.open(BytesIO(pack.pdf)) as pdf:
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        assert not [o for o in streams if o.get("/Subtype") == "/Image"]
        boxes = [[float(v) for v in o.BBox.as_list()] for o in streams if "/BBox" in o]
        hung = sorted((round(w, 3), round(h, 3)) for left, low, w, h in boxes if left == low == 0)
        assert [size for size in hung if size in sizes] == sorted(sizes)


def test_a_drawing_that_is_missing_is_a_fault() -> None:
    """No placeholder is ever printed."""
    with pytest.raises(ValueError, match="drawing for a placeholder is missing"):
        bind((APART,), furniture(3), (), INFO)


@given(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.floats(1, 10_000),
    st.floats(1, 10_000),
)
def test_a_stand_in_has_the_size_of_its_picture(path: str, width: float, height: float) -> None:
    """And its dots say whose place it holds."""
    svg = stand_in(path, width, height)
    assert size_px(svg) == pytest.approx((width, height), abs=1e-6)
    assert len(fingerprint_pixels(path)) == 3 * WIDTH
    assert fingerprint_pixels(path).startswith(OURS)
    [address] = [part for part in svg.decode().split('"') if part.startswith("data:")]
    assert (row_at(address) or b"").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address",
    [
        "data:image/png;base64,iVBORw0KGgo=",
        "data:text/html,x",
        "file:///etc/passwd",
        "figures/x.svg",
    ],
)
def test_nothing_else_is_read_from_an_address(address: str) -> None:
    """Not even another picture."""
    assert row_at(address) is None


@pytest.mark.parametrize(
    "size",
    [
        'width="100%" height="50"',
        'viewBox="0 0 2 1"',
        'width="3em" height="3em"',
        'width="0" height="5mm"',
        'width="40mm" height="5mm" viewBox="0 0 20 20"',
        'width="99999mm" height="5mm"',
    ],
)
def test_a_picture_without_a_size_is_typeset_in_place(size: str) -> None:
    """How large it is depends on what is around it; or it is no size to speak of."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode()
    assert size_px(svg) is None
    assert list(assets_apart({"figures/x.svg": svg})) == []


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ('width="25.4mm" height="12pt"', (96, 16)),
        ('width="1in" height="10cm" viewBox="0, 0, 25.4, 100"', (96, 377.95)),
        ('width="20" height="30px" viewBox="0 0 two three"', (20, 30)),
    ],
)
def test_a_size_is_read_in_any_unit(size: str, pixels: tuple[float, float]) -> None:
    """Whatever else is written there."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode()
    assert size_px(svg) == pytest.approx(pixels, abs=0.01)


def test_readers_and_formats_share_them(tmp_path: Path) -> None:
    """A picture is one fragment, whatever is written around it."""
    figure = "//// figure\n    src: figures/large.svg\n    alt: A grey box.\n////\n"
    briefing = deck_of(
        tmp_path, f"Text.\n\n{figure.replace('////', '///')}\n/// slide | T\n{figure}///\n"
    )
    found = set()
    for audience, format_ in (("public", "pack"), ("policy", "pack"), ("public", "slides")):
        selection = select(briefing, make_edition(briefing, audience, "short", format_))
        composition = compose(briefing, selection, theme())
        [drawing] = drawings_in(composition, briefing.images, theme()).values()
        found.add(drawing)
    assert len(found) == 1
    assert make_deck(briefing, tmp_path).delivered
