"""Imposition: what is laid on a sheet looks, reads and links as it did on its own page."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import ImageChops

from briefing.model.composition import OutlineEntry
from briefing.model.imposition import Imposition, Placement
from support.fragments import bind, furniture, typeset
from support.packs import INFO, elements, words
from support.page_pdfs import joined
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from briefing.model.output import TypesetFragment

pytestmark = pytest.mark.xdist_group("bind")

MM = 25.4 / 72  # in a point
LEFT, TOP, LOW = 30.0, 40.0, 300.0  # pt

_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><defs>'
    '<linearGradient id="g"><stop stop-color="{0}"/><stop offset="1" stop-color="white"/>'
    '</linearGradient></defs><rect width="90" height="40" fill="url(#g)"/>'
    '<g opacity="{1}"><rect width="20" height="20"/><text x="30" y="20">Seen</text></g></svg>'
)


def _slide(name: str, colour: str, opacity: float, rest: str = "") -> TypesetFragment:
    """A fragment with all that a page names: fonts, a gradient, a state, a group, a picture."""
    picture = _PICTURE.format(colour, opacity)
    # With this padding no baseline falls just between two rows of dots, where rounding decides.
    return typeset(
        name,
        f"<h1 id={name} style='padding-top: .25mm'>The {name}</h1>"
        "<p>Some <em>words</em> of it, and "
        f"<a href='https://example.org/{name}'>a way out</a>.</p>{picture}{rest}",
        size="A6 landscape",
    )


ONE = _slide("first", "red", 0.3, "<p><a href='urn:briefing:second'>On to it</a></p>")
TWO = _slide("second", "blue", 0.8)
SHEET = Imposition((Placement(0, LEFT * MM, TOP * MM, 0.5), Placement(1, LEFT * MM, LOW * MM, 0.5)))
PLACED = ((ONE, TOP), (TWO, LOW))


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """Two fragments on one sheet."""
    outline = (OutlineEntry(1, "The first", "first"), OutlineEntry(1, "The second", "second"))
    return bind((ONE, TWO), furniture(1), outline, INFO, impositions=(SHEET,)).pdf


def _drawn(data: bytes, scale: float) -> Image:
    with pdfium.PdfDocument(data) as document:
        image: Image = document[0].render(scale=scale).to_pil().convert("RGB")
        return image


def test_it_looks_as_on_its_own_page(sheet: bytes) -> None:
    """At half the size, on a sheet drawn at twice the scale, dot by dot."""
    whole = _drawn(sheet, 2)
    for part, top in PLACED:
        own = _drawn(joined(part), 1)
        left, upper = int(2 * LEFT), int(2 * top)
        there = whole.crop((left, upper, left + own.width, upper + own.height))
        difference = ImageChops.difference(own, there)
        assert not any(difference.convert("L").histogram()[100:])  # letters' rounded edges
        assert len(own.getcolors(1 << 20) or ()) > 50  # there is something to see


def test_it_reads_in_the_order_of_its_placements(sheet: bytes) -> None:
    """Words, tags and the numbers of marked content: each once."""
    text = words(sheet, 0)
    assert text.index("The first") < text.index("On to it") < text.index("The second")
    with pikepdf.open(BytesIO(sheet)) as pdf:
        roles = [str(element.S) for element in elements(pdf)]
        assert roles.count("/H1") == 2
        [page] = pdf.pages
        stream = page.Contents.read_bytes()
        [numbers] = [
            owners.as_list()
            for index, owners in _pairs(pdf.Root.StructTreeRoot.ParentTree.Nums)
            if int(index) == int(page.StructParents)
        ]
        for mcid, owner in enumerate(numbers):  # those without are artifacts
            assert stream.count(b"MCID %d>>" % mcid) == (owner is not None)
        assert sum(owner is not None for owner in numbers) > 10


def _pairs(tree: Any) -> list[tuple[Any, Any]]:
    items = tree.as_list()
    return list(zip(items[::2], items[1::2], strict=True))


def test_links_and_bookmarks_lead_to_where_it_stands_now(sheet: bytes) -> None:
    """Rectangles and places are scaled and moved along with the words."""
    with pdfium.PdfDocument(sheet) as document, pikepdf.open(BytesIO(sheet)) as pdf:
        page = document[0]
        text = page.get_textpage()
        links = [link for link in pdf.pages[0].Annots.as_list() if link.Subtype == "/Link"]
        rectangles = [[float(side) for side in link.Rect.as_list()] for link in links]
        shown = [text.get_text_bounded(*rectangle).strip() for rectangle in rectangles]
        assert shown == ["a way out", "On to it", "a way out"]
        tops = [mark.get_dest().get_view()[1][1] for mark in document.get_toc()]
        for (_, top), found in zip(PLACED, tops, strict=True):
            below = page.get_height() - found
            assert top < below < top + 60


def test_what_it_does_not_draw_is_not_kept(sheet: bytes) -> None:
    """The sheet names what its own stream names, under names that clash with no other."""
    with pikepdf.open(BytesIO(sheet)) as pdf:
        [page] = pdf.pages
        drawn = set(page.Contents.read_bytes().split())
        for category in ("/Font", "/ExtGState", "/XObject", "/Pattern", "/Shading"):
            held = page.Resources.get(category, pikepdf.Dictionary())
            assert {name.encode() for name in held.keys()} <= drawn  # noqa: SIM118
        fonts = [font for _, font in page.Resources.Font.items()]
        faces = {str(font.BaseFont) for font in fonts}
        files = {font.DescendantFonts[0].FontDescriptor.FontFile2.objgen for font in fonts}
        assert len(fonts) > len(faces) == len(files)


def test_a_sheet_is_valid(sheet: bytes, tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-2a, as packs are."""
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet)
    assert pdfua_failures(path) == []
    assert pdfa_failures(path) == []


def test_what_runs_on_goes_to_the_sheets_after_it() -> None:
    """Two sheets for a fragment of two pages, then that of the next imposition."""
    long = typeset("long", "<h1>Head</h1><p>Top</p><p style='break-before: page'>Tail</p>")
    small = _slide("small", "red", 1.0)
    last = typeset("last", "<p>Last</p>")
    sheets = (
        Imposition((Placement(1, 10, 10, 0.25), Placement(0))),
        Imposition((Placement(2),)),
    )
    pack = bind((long, small, last), furniture(3), (), INFO, impositions=sheets)
    assert pack.pages == 3
    for number, (there, absent) in enumerate(
        [(("The small", "Head", "Top"), "Tail"), (("Tail",), "The small"), (("Last",), "Head")]
    ):
        text = words(pack.pdf, number)
        assert all(word in text for word in there)
        assert absent not in text
        assert f"{number + 1} / 3" in text


def test_equal_sheets_are_equal_bytes(sheet: bytes) -> None:
    """Bound again, it is the same file."""
    outline = (OutlineEntry(1, "The first", "first"), OutlineEntry(1, "The second", "second"))
    assert bind((ONE, TWO), furniture(1), outline, INFO, impositions=(SHEET,)).pdf == sheet


@pytest.mark.parametrize("pages", [1, 3])
def test_furniture_has_as_many_pages_as_sheets(pages: int) -> None:
    """Too little would lose sheets, too much would be on none."""
    with pytest.raises(ValueError, match=f"furniture for {pages} pages"):
        bind((ONE, TWO), furniture(pages), (), INFO, impositions=(SHEET, SHEET))
