"""One fragment to paper: nothing is read or fetched, and nothing the engine says is lost."""

from __future__ import annotations

import gc
import logging
import re
import socket
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from briefing.files.themes import CONTENT_URL, Theme, load_theme
from briefing.model.composition import Asset, Fragment
from briefing.model.findings import Severity
from briefing.typeset import weasyprint_engine as stage
from briefing.typeset.weasyprint_engine import typeset
from support.page_pdfs import joined
from support.projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.output import TypesetFragment

SQUARE = Asset(
    f"{CONTENT_URL}figures/square.svg",
    b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>"
    b"<rect width='9' height='9'/></svg>",
    "image/svg+xml",
)
WORDS = "Soldiers from many nations keep the roads open and talk to people in every town. "


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme that is shipped."""
    return load_theme("institution")


def fragment(body: str, head: str = "", *, tagged: bool = True) -> Fragment:
    """A fragment as compose makes it, from the inside of its body."""
    html = (
        "<!DOCTYPE html><html lang=en><head><title>T</title>"
        f"<style>@page {{ size: 210mm 297mm; margin: 25mm }}</style>{head}</head>"
        f"<body>{body}</body></html>"
    )
    return Fragment("first", html, ("content/small/sections/first.md",), tagged=tagged)


def laid_out(body: str, head: str = "", assets: tuple[Asset, ...] = ()) -> TypesetFragment:
    """The fragment on paper."""
    return typeset(fragment(body, head), assets, theme().assets)


def text(part: TypesetFragment) -> str:
    """All words of a typeset fragment."""
    with pdfium.PdfDocument(joined(part)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


# ── the door ──────────────────────────────────────────────────────────────────────────────


ADDRESSES = (
    "file:///etc/passwd",
    "/etc/passwd",
    "../../etc/passwd",
    "figures/../../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "http://127.0.0.1:9/x.svg",
    "https://example.org/x.svg",
    "//example.org/x.svg",
    "ftp://example.org/x.svg",
    "figures/missing.svg",
)
PLACES = {
    "img": ("", '<p><img alt="x" src="{url}">', ()),
    "style sheet": ('<link rel="stylesheet" href="{url}">', "<p>Text", ()),
    "import": ('<style>@import url("{url}");</style>', "<p>Text", ()),
    "background": ('<style>p {{ background: url("{url}") }}</style>', "<p>Text", ()),
    "list mark": (
        '<style>li {{ list-style-image: url("{url}") }}</style>',
        "<ul><li>Text</ul>",
        (),
    ),
    "font": (
        '<style>@font-face {{ font-family: Other; src: url("{url}") }}</style>',
        "<p style='font-family: Other'>Text",
        (),
    ),
    "object": ("", '<object data="{url}"></object>', ()),
    "embed": ("", '<embed src="{url}">', ()),
    "attachment": ('<link rel="attachment" href="{url}">', "<p>Text", ()),
}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which opening a connection fails the test."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize("place", [p for p in PLACES if p != "attachment"])
def test_no_address_but_an_asset_s_is_served(place: str, url: str) -> None:
    """Whatever asks for it, a file or an address outside the fragment's assets is a finding."""
    head, body, _ = PLACES[place]
    part = laid_out(body.format(url=url), head.format(url=url))
    codes = {finding.code for finding in part.findings}
    assert codes
    assert codes <= {"B501", "B502", "B508"}
    assert b"root:x:0:0" not in joined(part)


@pytest.mark.usefixtures("no_network")
def test_a_picture_reads_nothing_either(tmp_path: Path) -> None:
    """An SVG that refers to a file beside it, or on the network, gets nothing."""
    (tmp_path / "secret.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><text>zebrafish</text></svg>"
    )
    for url in ((tmp_path / "secret.svg").as_uri(), "https://example.org/x.svg"):
        data = (
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
            f"width='90' height='40'><image xlink:href='{url}' width='9' height='9'/>"
            f"<use href='{url}#a'/><rect width='9' height='9'/></svg>"
        )
        picture = replace(SQUARE, data=data.encode())
        part = laid_out('<p><img alt="x" src="figures/square.svg">', assets=(picture,))
        assert part.findings
        assert "zebrafish" not in text(part)


def test_an_asset_is_served() -> None:
    """A picture the fragment was given is printed, and there is nothing to say."""
    part = laid_out('<p><img alt="x" src="figures/square.svg"> Words', assets=(SQUARE,))
    assert part.findings == ()


# ── findings ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.finds("B501")
def test_a_missing_picture_is_named() -> None:
    """The engine prints on without it; the finding names fragment and picture and is an error."""
    [finding] = laid_out('<p><img alt="x" src="figures/none.svg"> Words').findings
    assert finding.code == "B501"
    assert finding.severity is Severity.ERROR
    assert "“first”" in finding.message
    assert "figures/none.svg" in finding.message
    assert finding.location.path == "content/small/sections/first.md"
    assert finding.hint


def test_a_page_without_text_is_a_page() -> None:
    """One that is left blank so that what follows begins on a right-hand page."""
    part = laid_out("<p>One</p><div style='break-before: right'><p>Two</p></div>")
    assert "B502" not in {finding.code for finding in part.findings}
    assert len(part.pages) == 3
    assert all(page.leading > 0 for page in part.pages)


def test_a_declaration_the_engine_does_not_know_is_a_finding() -> None:
    """A misspelt property of a style sheet is not passed over."""
    [finding] = laid_out("<p>Text", "<style>p { colour: red }</style>").findings
    assert finding.code == "B501"
    assert "colour" in finding.message


@pytest.mark.finds("B502")
def test_the_engine_stopping_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside the engine names the fragment and its sections; no page is left."""

    def stop(*_: object, **__: object) -> None:
        raise AssertionError("a legal layout")

    monkeypatch.setattr("weasyprint.document.Document._build_layout_context", stop)
    part = laid_out("<p>Text")
    [finding] = part.findings
    assert finding.code == "B502"
    assert "“first” (content/small/sections/first.md)" in finding.message
    assert "AssertionError: a legal layout" in finding.message
    assert (part.pdfs, part.pages) == ((), ())


LONG_WORDS = (
    "International organisations communicate extraordinarily comprehensive administrative "
    "recommendations concerning infrastructure, responsibilities and neighbourhoods. "
)


def _lines(part: TypesetFragment) -> list[list[str]]:
    """The lines of each page, from top to bottom."""
    with pdfium.PdfDocument(joined(part)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [page.splitlines() for page in pages]


def test_no_word_goes_on_on_the_next_page() -> None:
    """Wherever the page ends in a text, it ends with a whole word, though words are divided."""
    divided = 0
    for before in range(12):
        style = "<style>main p { hyphens: auto; width: 60mm }</style>"
        body = f"<main>{'<p>Before' * (before + 30)}<p>{LONG_WORDS * 9}</main>"
        pages = _lines(laid_out(body, style))
        assert len(pages) > 1
        words = set(re.findall(r"\w+", LONG_WORDS))
        for one, other in pairwise(pages):
            assert re.findall(r"\w+", one[-1])[-1] in words
            assert re.findall(r"\w+", other[0])[0] in words
        divided += sum(re.findall(r"\w+", line)[-1] not in words for page in pages for line in page)
    assert divided > 50


@pytest.mark.parametrize("hyphens", ["auto", "manual"])
def test_a_line_before_a_link_is_as_full_as_others(hyphens: str) -> None:
    """Where but the space before a link has no room any more, the line ends there, and not after
    its first word, or half of it."""
    ends_before_link = 0
    for tenths in range(740, 780, 2):
        style = f"<style>p {{ width: {tenths / 10}mm; hyphens: {hyphens} }}</style>"
        words = "On the whole organisations have put together "
        body = f"<p>{words}<a href='https://example.org/'>notes of the discussion that went on</a>"
        [lines] = _lines(laid_out(body, style))
        assert min(len(line) for line in lines[:-1]) > 30, tenths
        ends_before_link += lines[0].endswith("together")
    assert ends_before_link


def test_what_is_higher_than_a_page_breaks_and_leaves_the_rest_whole() -> None:
    """The masthead stays on the first page, and so does what the page has room for."""
    head = "<div class='masthead'><p class='kicker'>K<h1>T</h1><p class='standfirst'>S</div>"
    tall = "<p class='box-title'>B" + f"<p>{WORDS * 12}" * 9
    for block in (
        f"<div class='note'>{tall}</div>",
        f"<div class='note'>{tall[: len(tall) // 3]}</div>",
        f"<blockquote><p>{WORDS * 90}</blockquote>",
    ):
        pages = _lines(laid_out(f"{head}<main><h2>Heading</h2>{block}<p>End</main>"))
        assert len(pages[0]) > 30
        assert pages[0][:4] == ["K", "T", "S", "Heading"]


@pytest.mark.finds("B507")
def test_a_box_without_room_in_the_side_column_stands_in_the_text() -> None:
    """One that would run over its page, or lose its end, stands in the text, and is told of."""
    for before, words, after, told in (
        (1, 40, 9, []),
        (46, 40, 9, ["s.md:7 warning"]),
        (46, 40, 1, ["s.md:7 warning"]),  # no text is left that would ask for another page
        (1, 800, 1, ["s.md:7 warning"]),
    ):
        side = f'<div class="side" data-block="s.md:7"><p>One<p>{"Two three. " * words}</div>'
        part = laid_out(f"<main>{'<p>Before' * before}{side}{'<p>After' * after}</main>")
        found = [f"{f.location} {f.severity}" for f in part.findings if f.code == "B507"]
        assert found == told
        assert text(part).split().count("three.") == words


def test_the_engine_s_log_is_left_as_it_was() -> None:
    """Catching its lines does not change the logger or the collector of the process."""
    logger = logging.getLogger("weasyprint")
    before = (list(logger.handlers), logger.propagate, gc.isenabled())
    laid_out('<p><img alt="x" src="figures/none.svg">')
    assert (list(logger.handlers), logger.propagate, gc.isenabled()) == before


# ── facts about pages ─────────────────────────────────────────────────────────────────────


def test_heights_are_measured_by_block() -> None:
    """Each block takes what its lines take over all its pages; a row of cells counts once, and a
    picture as high as it is. The space between two blocks goes with neither when one goes."""
    [strut] = laid_out('<p data-block="s.md:1">One line').pages
    body = "".join(
        f'<div data-block="s.md:{n}">{"<br>".join(["line"] * lines)}</div>'
        for n, lines in ((4, 1), (6, 3), (9, 90))
    )
    part = laid_out(body)
    assert len(part.pages) > 1
    heights: dict[str, float] = {}
    for page in part.pages:
        assert page.used == pytest.approx(sum(taken for _, taken in page.blocks), abs=1)
        for key, taken in page.blocks:
            heights[key] = heights.get(key, 0.0) + taken
    lines = {key: taken / strut.leading for key, taken in heights.items()}
    assert lines == pytest.approx({"s.md:4": 1, "s.md:6": 3, "s.md:9": 90}, abs=0.2)


def test_a_row_counts_once_and_a_picture_as_high_as_it_is() -> None:
    """Six cells beside one another take one row; a picture of 40 mm takes at least 40 mm."""
    rows = "<tr>" + "<td>cell" * 6
    grey = BytesIO()
    Image.new("L", (4, 4), 128).save(grey, "PNG")
    picture = '<img style="display: block; height: 40mm" src="x.png" alt="x">'
    table = f'<table data-block="s.md:4">{rows * 10}</table>'
    [page] = laid_out(
        f'{table}<figure data-block="s.md:9">{picture}</figure><p data-block="s.md:12">End.',
        assets=(Asset(f"{CONTENT_URL}x.png", grey.getvalue(), "image/png"),),
    ).pages
    heights = dict(page.blocks)
    assert 10 * 0.8 < heights["s.md:4"] / page.leading < 10 * 2
    assert 40 <= heights["s.md:9"] * 25.4 / 72 < 60


def test_pages_know_their_size_anchors_and_fill() -> None:
    """Size in points, ids where they stand, and how much of the type area is in use."""
    part = laid_out('<p id="one">Text<p id="two" style="break-before: page">' + f"<p>{WORDS * 20}")
    first, second = part.pages
    assert (first.width, first.height) == pytest.approx((595.28, 841.89), abs=0.01)
    assert "one" in first.anchors - second.anchors
    assert "two" in second.anchors - first.anchors
    assert 0 < first.fill < 0.1 < second.fill < 1


# ── the house ─────────────────────────────────────────────────────────────────────────────


def test_fragments_of_a_process_share_the_house() -> None:
    """Style sheet and fonts are read once, and the second fragment has the same faces."""
    stage._theme_style.cache_clear()
    one, two = laid_out(f"<p>{WORDS}"), laid_out(f"<p>{WORDS}")
    assert stage._theme_style.cache_info().misses == 1
    assert one.pdfs == two.pdfs
    with pdfium.PdfDocument(joined(two)) as document:
        fonts = {
            item.get_font().get_base_name()
            for item in document[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT])
        }
    assert fonts
    assert all("Source" in name for name in fonts), fonts


def test_the_files_of_fonts_are_known() -> None:
    """Each font of a PDF is told with the file it came from, a bold italic that the theme has in
    regular only too; what binding embeds is cut from that file."""
    part = laid_out("<p>One <b>two</b> <b style=\"font-family: 'Source Sans 3'\"><i>three</i></b>")
    files = {asset.url.rpartition("/")[2] for asset in theme().fonts}
    [page] = part.pdfs
    assert {font.url.rpartition("/")[2] for font in page.fonts} <= files
    with pikepdf.open(BytesIO(page.content)) as pdf:
        names = {str(font.BaseFont)[1:7] for font in pdf.pages[0].Resources.Font.as_dict().values()}
    assert names == {font.tag for font in page.fonts}
    assert len(names) == 3


def test_what_was_typeset_before_changes_nothing() -> None:
    """A fragment has the same bytes after any other as it had in a fresh process."""
    stage._theme_style.cache_clear()
    fresh = laid_out(f"<h2 id=a>Heading</h2><p>{WORDS}")
    laid_out(f"<ul><li>{WORDS}</ul><p lang=sr>Косово", assets=(SQUARE,))
    laid_out('<p><img alt="x" src="figures/none.svg">')
    assert laid_out(f"<h2 id=a>Heading</h2><p>{WORDS}").pdfs == fresh.pdfs


def test_the_machine_s_own_fonts_are_not_needed() -> None:
    """The theme brings all its faces: each file it names is there and is an asset."""
    fonts = {asset.url.rpartition("/")[2] for asset in theme().assets if "font" in asset.mime}
    folder = ROOT / "templates/themes/institution/fonts"
    assert fonts == {path.name for path in folder.glob("*.ttf")}


@pytest.mark.parametrize(
    ("body", "place", "named"),
    [
        ('<p data-block="s.md:4">Of Жњ ç\N{NO-BREAK SPACE}“a” – <b>\u2692</b>', "s.md:4", "\u2692"),
        ('<p data-block="s.md:5">in code <code>\u05d0</code>', "s.md:5", "\u05d0"),
        ('<p data-block="s.md:6">\u2692, <b>\u2693</b>, \u2692', "s.md:6", "(U+2692) and “\u2693”"),
        ('<p data-block="s.md:7">a mark d\u032a', "s.md:7", "(U+032A)"),
        ('<p><img alt="x" src="figures/square.svg">', "content", "DejaVu"),
    ],
)
@pytest.mark.finds("B508")
def test_a_letter_the_theme_lacks_is_a_finding(body: str, place: str, named: str) -> None:
    """No font of this machine stands in, so that paper is the same everywhere (B508)."""
    text = b'<text y="9" font-family="DejaVu Sans">no</text>'
    picture = replace(SQUARE, data=SQUARE.data.replace(b"<rect", text + b"<rect"))
    found = [f for f in laid_out(body, assets=(picture,)).findings if f.code == "B508"]
    if named == "DejaVu" and not found:
        pytest.skip("this machine has no font of its own to fall back on")
    [finding] = found
    assert str(finding.location).startswith(place)
    assert named in finding.message


def test_a_no_break_hyphen_is_printed_and_found_as_a_hyphen() -> None:
    """Whether the face has it or not; no line ends behind it."""
    part = laid_out("<p style='width: 18mm' title='\u2011'>A Wi\u2011Fi. <b>U\u2011Bahn</b>")
    assert part.findings == ()
    assert "Wi-Fi" in text(part)
    assert "U-Bahn" in text(part)


def test_what_the_engine_says_of_the_style_sheet_is_a_finding() -> None:
    """It is parsed once and for all fragments; each repeats what was said."""
    sheet, *fonts = theme().assets
    odd = replace(sheet, data=sheet.data + b"p { colour: red }")
    for _ in range(2):
        found = typeset(fragment("<p>One"), (), (odd, *fonts)).findings
        assert [f.code for f in found] == ["B501"]
        assert "colour" in found[0].message
    without_value = replace(sheet, data=sheet.data + b"p { margin: var(--nothing) }")
    for text in ("<p>One", "<p>One", "<p>Two<p>Three"):
        [missing] = typeset(fragment(text), (), (without_value, *fonts)).findings
        assert missing.code == "B501"
        assert "margin" in missing.message
    less = tuple(font for font in fonts if not font.url.endswith("Sans3_600SemiBold.ttf"))
    lacking = typeset(fragment("<p>One"), (), (sheet, *less)).findings
    assert any("Font-face" in f.message for f in lacking)


def test_what_is_used_grows_by_lines_of_running_text() -> None:
    """Fifty lines fill a page."""
    for paragraphs in (1, 20, 30):
        [page] = laid_out("<main>" + "<p>One" * paragraphs + "</main>").pages
        assert page.used == pytest.approx(paragraphs * page.leading, abs=1)
        assert int(page.column / page.leading) == 50


@pytest.mark.skipif(sys.platform != "linux", reason="libraries have other names elsewhere")
def test_loading_the_engine_starts_no_program() -> None:
    """Neither the compiler nor the linker is asked where a library is."""
    code = (
        "import sys\n"
        "started = []\n"
        "sys.addaudithook(lambda event, args: started.append(args)"
        " if event == 'subprocess.Popen' else None)\n"
        "import briefing.typeset.weasyprint_engine\n"
        "print(started)\n"
    )
    run = [sys.executable, "-c", code]
    said = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout == "[]\n"
