"""The structure tree: HTML elements arrive as the types that a reader of tags knows."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model.document import DocumentInfo
from briefing.model.paper import roman
from briefing.pdf.font_merging import _readings
from briefing.pdf.navigation import folios
from briefing.pdf.tag_notes import TagNote, from_url, to_url
from briefing.pdf.tags.join import join
from briefing.pdf.tags.tree import Content, Element
from support.fragments import LOREM, bind, furniture, typeset
from support.page_pdfs import joined

pytestmark = pytest.mark.xdist_group("bind")

INFO = DocumentInfo("Title", "en", "", "", datetime.date(2025, 10, 3))
DOT = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def bound(*bodies: str) -> pikepdf.Pdf:
    """Fragments of these HTML bodies, bound and reopened."""
    parts = [typeset(f"part {n}", body) for n, body in enumerate(bodies)]
    over = furniture(sum(len(part.pages) for part in parts))
    return pikepdf.open(BytesIO(bind(parts, over, (), INFO).pdf))


def outline(pdf: pikepdf.Pdf) -> str:
    """The types in the tree, those inside another in brackets behind it."""

    def told(element: Any) -> str:
        held = element.get("/K", pikepdf.Array())
        kids = held.as_list() if isinstance(held, pikepdf.Array) else [held]
        inner = [told(k) for k in kids if isinstance(k, pikepdf.Dictionary) and "/S" in k]
        return str(element.S)[1:] + (f"({' '.join(inner)})" if inner else "")

    return told(pdf.Root.StructTreeRoot.K[0]).removeprefix("Document(").removesuffix(")")


def every(pdf: pikepdf.Pdf, role: str) -> list[Any]:
    """The structure elements of a role, in the order of their writing."""
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == f"/{role}" and "/P" in item
    ]


def test_a_sign_is_heard_as_its_label() -> None:
    """The box of a task says in the tags whether the task is done."""
    with bound("<p><span role=img aria-label=done>☑</span> x</p>") as pdf:
        [sign] = every(pdf, "Span")
        assert str(sign.Alt) == "done"


# ── types ─────────────────────────────────────────────────────────────────────────────────

LINK = "<a href='https://example.org'>x</a>"
ITEM = "LI(Lbl LBody)"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>x</h1><p>a <em>b</em> <strong>c</strong></p>", "H1 P"),
        ("<h1>x</h1><h3>y</h3><h4>z</h4><h2>w</h2>", "H1 H2 H3 H2"),
        ("<h2>first</h2>", "H1"),
        ("<p><code>x</code> <q>y</q></p>", "P(Code Quote)"),
        ("<pre>x</pre>", "P"),
        ("<div>bare <b>text</b><p>y</p></div>", "Div(P P)"),
        ("<h1>x<span style='display: block'>y</span></h1>", "H1"),
        ("<blockquote>bare</blockquote>", "BlockQuote(P)"),
        ("<main><article><section><p>x</p></section></article></main>", "Part(Art(Sect(P)))"),
        ("<aside><p>x</p></aside>", "Div(P)"),
        ("<ul><li>x</li><li>y</li></ul>", f"L({ITEM} {ITEM})"),
        ("<ul style='list-style:none'><li>x</li></ul>", "L(LI(LBody))"),
        ("<ul><li>x<ul><li>y</li></ul></li></ul>", f"L(LI(Lbl LBody(L({ITEM}))))"),
        ("<ul><li><ul><li>y</li></ul></li></ul>", f"L(LI(Lbl LBody(L({ITEM}))))"),
        ("<ul><li>x<ul><li>y</li></ul><p>z</p></li></ul>", f"L(LI(Lbl LBody(L({ITEM}) P)))"),
        (
            "<ol><li><p>u</p><ul><li>v</li></ul><p>w</p><ul><li>x</li></ul><p>y</p></li></ol>",
            f"L(LI(Lbl LBody(P L({ITEM}) P L({ITEM}) P)))",
        ),
        ("<p><span role=img aria-label=done>☑</span> x</p>", "P(Span)"),
        ("<ol><li><p>x</p><p>y</p></li></ol>", "L(LI(Lbl LBody(P P)))"),
        ("<dl><dt>x</dt><dd>y</dd><dd>z</dd></dl>", "L(LI(Lbl LBody(P P)))"),
        ("<dl><dt>x</dt><dd>y</dd><dd>z</dd><dd><p>v</dd></dl>", "L(LI(Lbl LBody(P P P)))"),
        ("<dl><dt>x</dt><dt>y</dt><dd>z</dd><dt>u</dt><dd>v</dd></dl>", f"L({ITEM} {ITEM})"),
        ("<dl><div><dt>x</dt><dd>y</dd></div></dl>", f"L({ITEM})"),
        (f"<p>{LINK}</p>", "P(Link)"),
        (f"<p>{LINK} {LINK}</p>", "P(Link Link)"),
        ("<p><a href='https://example.org'>x <b>y <i>z</i></b></a></p>", "P(Link)"),
        (f"<p>x<sup>{LINK}</sup></p>", "P(Reference(Link))"),
        (f"<p>x<sup>{LINK}, {LINK}</sup></p>", "P(Reference(Link Link))"),
        ("<ol><li role=doc-endnote>x</li></ol>", "L(LI(Lbl LBody(Note)))"),
        ("<ul><li role=doc-biblioentry>x</li></ul>", "L(LI(Lbl LBody(BibEntry)))"),
        (
            f'<figure><img alt=y src="{DOT}"><figcaption>x</figcaption></figure>',
            "Div(Caption(P) Figure)",
        ),
        (f"<p>x <img alt='' src=\"{DOT}\"></p>", "P"),
        (f"<nav><ol><li>{LINK} 7</li></ol></nav>", "TOC(TOCI(Lbl Reference(Link)))"),
        (
            f"<nav><h1>x</h1><ul style='list-style:none'><li>{LINK}<ul><li>{LINK}</ul></ul></nav>",
            "Div(H1 TOC(TOCI(Reference(Link) TOC(TOCI(Lbl Reference(Link))))))",
        ),
        (
            "<table><caption>c</caption><thead><tr><th>x</thead><tbody><tr><td></tbody></table>",
            "Table(Caption(P) THead(TR(TH)) TBody(TR(TD)))",
        ),
        ("<p><span></span></p><div></div><p>x</p>", "P"),
    ],
)
def test_elements_get_their_types(html: str, expected: str) -> None:
    """HTML becomes standard structure types, without wrappers that say nothing."""
    with bound(html) as pdf:
        assert outline(pdf) == expected


def test_languages_are_kept() -> None:
    """A phrase or block in another language says so."""
    html = "<p lang=sq>Tungjatjeta</p><p>x <em lang=sr>здраво</em> <span lang=en>y</span></p>"
    with bound(html) as pdf:
        assert outline(pdf) == "P P(Span)"
        assert [str(p.get("/Lang", "")) for p in every(pdf, "P")] == ["sq", ""]
        assert every(pdf, "Span")[0].Lang == "sr"


@pytest.mark.parametrize(
    ("html", "numbering"),
    [
        ("<ul><li>x</li></ul>", "/Disc"),
        ("<ol><li>x</li></ol>", "/Decimal"),
        ("<ol style='list-style-type: lower-roman'><li>x</li></ol>", "/LowerRoman"),
        ("<ul style='list-style-type: \"– \"'><li>x</li></ul>", "/Disc"),
    ],
)
def test_lists_say_how_they_are_numbered(html: str, numbering: str) -> None:
    """The kind of label is an attribute of the list (ISO 14289-1, 7.6)."""
    with bound(html) as pdf:
        assert every(pdf, "L")[0].A.ListNumbering == numbering


def test_notes_have_ids_unique_in_the_pack() -> None:
    """Notes of two fragments do not share an id (ISO 14289-1, 7.9)."""
    html = "<ol><li role=doc-endnote>x</li><li role=doc-endnote>y</li></ol>"
    with bound(html, html) as pdf:
        ids = [str(note.ID) for note in every(pdf, "Note")]
        assert len(set(ids)) == len(ids) == 4


@pytest.mark.parametrize(
    "style", ["", "transform: translate(20mm, 30mm) scale(0.5)"], ids=["plain", "transformed"]
)
def test_a_figure_says_where_it_is(style: str) -> None:
    """The box of a figure is where the picture is drawn, in points from the lower left corner."""
    svg = DOT.replace("/>", "><path fill='red' d='M0 0h9v9H0z'/></svg>")
    html = f'<img style="display: block; width: 80mm; {style}" alt=x src="{svg}">'
    with bound(html) as pdf:
        left, bottom, right, top = (float(v) for v in every(pdf, "Figure")[0].A.BBox.as_list())
        file = BytesIO()
        pdf.save(file)
    with pdfium.PdfDocument(file) as document:
        picture = document[0].render(scale=1, no_smoothtext=True).to_pil().convert("RGB")
    red = [channel.point(lambda v: 255 * (v > 128)) for channel in picture.split()[:2]]
    drawn = red[0].copy()
    drawn.paste(0, mask=red[1])
    x1, y1, x2, y2 = drawn.getbbox() or (0, 0, 0, 0)
    expected = (x1, picture.height - y2, x2, picture.height - y1)
    assert (left, bottom, right, top) == pytest.approx(expected, abs=1.5)


# ── tables ────────────────────────────────────────────────────────────────────────────────


def test_headers_follow_spans_and_scopes() -> None:
    """Each cell names the headers above and beside it, across spans, and none below it."""
    html = """<table><thead>
    <tr><th rowspan=2>Force<th colspan=2>Troops</tr><tr><th>2024<th>2025</tr></thead><tbody>
    <tr><th scope=row>KFOR<td>1<td>2</tr><tr><th scope=row>EULEX<td colspan=2>3</tr>
    <tr><th colspan=3 scope=col>Later</tr><tr><th>UNMIK<td>4<td>5</tr></tbody></table>"""
    with bound(html) as pdf:
        heads = {str(th.ID): th for th in every(pdf, "TH")}
        names = {id_: id_.removeprefix("table-1-") for id_ in heads}
        found = [[names[str(n)] for n in td.A.Headers.as_list()] for td in every(pdf, "TD")]
        scopes = {names[i]: str(th.A.Scope) for i, th in heads.items()}
    assert found == [
        ["2-0", "0-1", "1-1"],
        ["2-0", "0-1", "1-2"],
        ["3-0", "0-1", "1-1", "1-2"],
        ["5-0", "0-1", "1-1", "4-0"],
        ["5-0", "0-1", "1-2", "4-0"],
    ]
    rows = {"2-0", "3-0", "5-0"}
    assert all(scope == ("/Row" if n in rows else "/Column") for n, scope in scopes.items())


def test_the_repeated_head_of_a_table_is_printed_and_not_read() -> None:
    """On later pages a table's head is still drawn, as an artifact."""
    rows = "".join(f"<tr><td>{n}" for n in range(60))
    with bound(f"<table><thead><tr><th>Head</thead><tbody>{rows}</table>") as pdf:
        assert len(pdf.pages) > 1
        assert outline(pdf).count("TH)") == 1
        later = pdf.pages[1].obj.Contents.read_bytes()
        assert later.index(b"/Artifact BMC") < later.index(b"MCID")
        file = BytesIO()
        pdf.save(file)
    with pdfium.PdfDocument(file) as document:
        assert "Head" in document[1].get_textpage().get_text_range()


def test_two_tables_in_a_row_stay_two() -> None:
    """Tables of the same shape that meet at a page break are not taken for one."""
    table = "<table><thead><tr><th>Head</thead><tbody><tr><td>x</table>"
    with bound(f"{table}<div style='break-before: page'>{table}</div>") as pdf:
        assert outline(pdf).count("Table") == 2


# ── joining ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<section><p>{LOREM * 40}</p></section>", "Sect(P)"),
        (f"<ul><li>{LOREM * 40}</li></ul>", f"L({ITEM})"),
        (f"<dl><dt>x</dt><dd>{LOREM * 40}</dd></dl>", f"L({ITEM})"),
        (f"<blockquote><p>{LOREM * 40}</p></blockquote>", "BlockQuote(P)"),
        (f"<p><a href='https://example.org'>{LOREM * 40}</a></p>", "P(Link)"),
        (f"<div style='columns: 2'><p>{LOREM * 9}</p></div>", "Div(P)"),
    ],
)
def test_broken_elements_are_joined(html: str, expected: str) -> None:
    """What a page or column break parts is one element."""
    with bound(html) as pdf:
        assert outline(pdf) == expected


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Element:
    """Trees in which some elements are pieces of one another."""
    number = draw(st.none() | st.integers(0, 3))
    kid = st.builds(Content, page=st.integers(0, 9), mcid=st.integers(0, 99))
    kids = draw(st.lists(kid if depth == 0 else kid | trees(depth - 1), max_size=4))
    if number is None:
        return Element("Div", list(kids))
    return Element("Div", list(kids), TagNote("0", "div"), path=(number,))


@given(trees())
def test_joining_loses_nothing(tree: Element) -> None:
    """All content is still there, each piece once, and no two kids are pieces of one element."""
    before = sorted(tree.contents(), key=repr)
    join(tree)
    assert sorted(tree.contents(), key=repr) == before
    for element in tree.walk():
        paths = [kid.path for kid in element.elements() if kid.note]
        assert len(set(paths)) == len(paths)


# ── marks, folios, fonts ──────────────────────────────────────────────────────────────────

TEXT = st.text(max_size=30)


@given(st.builds(TagNote, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.booleans()))
def test_marks_survive_as_addresses(mark: TagNote) -> None:
    """A mark read from the address it was written to is the same; the address is plain ASCII."""
    assert from_url(to_url(mark)) == mark
    assert to_url(mark).isascii()


@given(st.integers(1, 89))
def test_roman_folios_are_roman_numerals(number: int) -> None:
    """Small roman numerals read back to the number."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    digits = [values[letter] for letter in roman(number)]
    following = [*digits[1:], 0]
    assert sum(-d if d < n else d for d, n in zip(digits, following, strict=True)) == number


@given(st.lists(st.booleans()))
def test_folios_count_each_kind_by_itself(front: list[bool]) -> None:
    """Front pages and others have each their own unbroken count."""
    found = folios(front)
    assert [f for f in found if f.isdigit()] == [str(n + 1) for n in range(front.count(False))]
    assert [f for f in found if not f.isdigit()] == [roman(n + 1) for n in range(sum(front))]


READING = st.tuples(st.integers(0, 1), st.sampled_from("ab"))


@given(st.lists(st.dictionaries(st.integers(0, 5), READING, max_size=4)))
def test_readings_agree_with_every_fragment(texts: list[dict[int, tuple[int, str]]]) -> None:
    """For each fragment there is a map that reads all its glyphs as it did."""
    readings = _readings(texts)
    assert all(any(text.items() <= reading.items() for reading in readings) for text in texts)
    if all(a.get(k, v) == v for a in texts for b in texts for k, v in b.items()):
        assert len(readings) <= 1


LETTERS = st.text("abcdefiklmnoršđčćžëçéöüБбВвДдЖжЉљЊњЋћЏџfi 0123456789-–", min_size=1, max_size=40)


@settings(max_examples=12)
@given(st.lists(LETTERS, min_size=2, max_size=3))
def test_shared_fonts_draw_and_read_as_before(texts: list[str]) -> None:
    """Whatever letters fragments use, composed ones too, pages look and read as they did."""
    parts = [typeset(f"part {n}", f"<p>{text}</p>") for n, text in enumerate(texts)]
    pack = bind(parts, furniture(len(parts)), (), INFO)
    with pdfium.PdfDocument(pack.pdf) as whole:
        for number, part in enumerate(parts):
            with pdfium.PdfDocument(joined(part)) as one:
                said = one[0].get_textpage().get_text_range()
                # A hyphen at a line's end reads as one of its own (U+FFFE) if a line follows, and
                # takes the space behind it along.
                read = whole[number].get_textpage().get_text_range().replace("\ufffe", "-")
                assert read.startswith(said.replace("\ufffe", "-").rstrip())
                area = {"crop": (0, 60, 0, 60), "scale": 1}
                drawn = whole[number].render(**area).to_pil()
                assert drawn.tobytes() == one[0].render(**area).to_pil().tobytes()
