"""The newer standard: PDF/UA-2 and PDF/A-4, seen in the tags of real files.

veraPDF judges the files of all editions (``make shadow``). Here is what it cannot know: that a
destination is the element that its id belongs to, and that both standards read the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model.standards import NEWER, STANDARDS, USUAL
from support.containment import MAY_HOLD, NEWER_ONLY, OLDER_ONLY
from support.fragments import bind, furniture, typeset
from support.packs import INFO, OUTLINE, SQUARE, elements, kids, sample
from support.tagged import read_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.output import TypesetFragment
    from briefing.model.standards import Standard
    from support.tagged import Tag

pytestmark = pytest.mark.xdist_group("bind")

OLDER_TYPES, NEWER_TYPES = "http://iso.org/pdf/ssn", "http://iso.org/pdf2/ssn"
each_standard = pytest.mark.parametrize("standard", STANDARDS.values(), ids=lambda one: one.choice)


@lru_cache(maxsize=2)
def packed(standard: Standard) -> bytes:
    """The sample bound to a standard."""
    return bind(*sample(), OUTLINE, INFO, standard=standard).pdf


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    """The sample bound to the newer standard."""
    with pikepdf.open(BytesIO(packed(NEWER))) as opened:
        yield opened


def bound(*bodies: str, standard: Standard = NEWER) -> bytes:
    """Fragments of HTML bodies, bound."""
    parts: list[TypesetFragment] = [typeset(f"part {n}", body) for n, body in enumerate(bodies)]
    over = furniture(sum(len(part.pages) for part in parts))
    return bind(parts, over, (), INFO, standard=standard).pdf


# ── the file ──────────────────────────────────────────────────────────────────────────────


@each_standard
def test_a_file_says_what_it_is(standard: Standard) -> None:
    """First line, XMP and information dictionary are those of the standard, and no more."""
    data = packed(standard)
    assert data.startswith(f"%PDF-{standard.pdf}\n".encode())
    with pikepdf.open(BytesIO(data)) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert ("/Info" in pdf.trailer) == (standard is USUAL)
        assert "/Version" not in pdf.Root
    stated = dict(re.findall(r"<(pdf(?:ua|a)id:\w+)>(.*?)<", packet))
    assert (
        stated
        == {
            USUAL: {"pdfuaid:part": "1", "pdfaid:part": "2", "pdfaid:conformance": "A"},
            NEWER: {
                "pdfuaid:part": "2",
                "pdfuaid:rev": "2024",
                "pdfaid:part": "4",
                "pdfaid:rev": "2020",
            },
        }[standard]
    )
    assert ("pdfaExtension" in packet) == (standard is USUAL)


def test_the_usual_file_has_nothing_of_the_newer() -> None:
    """No namespace, no structure destination and no type that came with PDF 2.0."""
    with pikepdf.open(BytesIO(packed(USUAL))) as pdf:
        written = b"".join(
            item.unparse() for item in pdf.objects if not isinstance(item, pikepdf.Stream)
        )
        roles = {str(element.S)[1:] for element in elements(pdf)}
    assert not re.search(rb"/NS\b|/Namespaces|/SD\b|/FENote", written)
    assert not roles & NEWER_ONLY


@each_standard
def test_equal_arguments_give_equal_bytes(standard: Standard) -> None:
    """The newer file repeats too."""
    assert bind(*sample(), OUTLINE, INFO, standard=standard).pdf == packed(standard)


# ── structure ─────────────────────────────────────────────────────────────────────────────


def test_each_element_is_in_the_namespace_of_its_type(pdf: pikepdf.Pdf) -> None:
    """Types that PDF 2.0 gave up are in that of PDF 1.7, all others in its own (14.8.6)."""
    listed = {space.objgen for space in pdf.Root.StructTreeRoot.Namespaces}
    for element in elements(pdf):
        role = str(element.S)[1:]
        assert element.NS.objgen in listed
        assert str(element.NS.NS) == (OLDER_TYPES if role in OLDER_ONLY else NEWER_TYPES), role
    assert len(listed) == 2


HTML = [
    ("<h1>x</h1><h2>y</h2><h3>z</h3><h2>w</h2>", "Title H1 H2 H1"),
    ("<h1>x</h1><h1>y</h1>", "H1 H1"),
    ("<p>x</p><h2>y</h2><h3>z</h3>", "P Title H1"),
    ("<p>a <em>b</em> <strong>c <em>d</em></strong></p>", "P(Em Strong(Em))"),
    ("<p>x <em lang=sr>у</em></p>", "P(Em)"),
    ("<ul><li><strong>x</strong> y</li></ul>", "L(LI(Lbl LBody(Strong)))"),
    ("<div role=note><p>x</p></div>", "Aside(P)"),
    ("<div><p>x</p></div>", "Div(P)"),
    (
        f'<figure><p role=caption>x</p><img alt=y src="{SQUARE}"></figure>',
        "Sect(Caption(P) Figure)",
    ),
    (
        "<table><caption>x</caption><tbody><tr><td>y</table>",
        "Table(Caption(P) TBody(TR(TD)))",
    ),
    ("<ol><li role=doc-endnote>x</li></ol>", "L(LI(Lbl LBody(FENote)))"),
    ("<blockquote>x</blockquote>", "BlockQuote(P)"),
    ("<p><code>x</code> <q>y</q></p>", "P(Code Quote)"),
]


@pytest.mark.parametrize(("html", "expected"), HTML)
def test_elements_get_the_types_of_the_newer_standard(html: str, expected: str) -> None:
    """Title, stress, asides and notes are told from headings, text, groups and quotes."""
    assert read_tags(bound(html)).shape() == f"Document({expected})"


def test_lists_say_what_labels_are() -> None:
    """A list of terms is one of descriptions; a note is an end note (14.8.5.5, 14.8.5.10)."""
    html = "<dl><dt>x</dt><dd>y</dd></dl><ol><li role=doc-endnote>z</li></ol><ul><li>u</li></ul>"
    with pikepdf.open(BytesIO(bound(html))) as pdf:
        numbering = [str(listing.A.ListNumbering) for listing in elements(pdf, "L")]
        [note] = elements(pdf, "FENote")
        assert numbering == ["/Description", "/Decimal", "/Disc"]
        assert [str(note.A.O), str(note.A.NoteType)] == ["/FENote", "/Endnote"]


@pytest.mark.parametrize("html", [html for html, _ in HTML])
def test_both_standards_read_the_same(html: str) -> None:
    """The same words in the same order, and the same number of lists, tables, figures, links."""
    older, newer = (read_tags(bound(html, standard=one)) for one in (USUAL, NEWER))
    _same_reading(older, newer)


def test_a_whole_pack_reads_the_same() -> None:
    """The sample as well, with all that content may hold."""
    _same_reading(*(read_tags(packed(one)) for one in (USUAL, NEWER)))


def _same_reading(older: Tag, newer: Tag) -> None:
    assert older.text == newer.text
    for role in (
        "P",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "Figure",
        "Link",
        "TOCI",
    ):
        assert [t.text for t in older.all(role)] == [t.text for t in newer.all(role)], role


def test_what_holds_what_is_allowed(pdf: pikepdf.Pdf) -> None:
    """No element is where ISO/TS 32005 does not let it be, when types of both are mixed."""
    _check_containment(pdf)


def _check_containment(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        role = re.sub(r"H\d", "Hn", str(element.S)[1:])
        for kid in kids(element):
            is_element = isinstance(kid, pikepdf.Dictionary) and "/S" in kid
            inner = re.sub(r"H\d", "Hn", str(kid.S)[1:]) if is_element else "content"
            is_annotation = isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
            assert is_annotation or inner in MAY_HOLD[role], f"{inner} in {role}"


# ── destinations ──────────────────────────────────────────────────────────────────────────


def _destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """What leads to a place in the file, with the id or title it leads to, if that is known."""
    named = pdf.Root.Names.Dests.Names.as_list()
    yield from zip(map(str, named[::2]), named[1::2], strict=True)
    for page in pdf.pages:
        for link in page.obj.get("/Annots", pikepdf.Array()).as_list():
            if link.A.S == "/GoTo":
                yield "", link.A
    waiting = [pdf.Root.Outlines.First]
    while waiting:
        item = waiting.pop()
        assert "/Dest" not in item
        yield "", item.A
        waiting += [item[key] for key in ("/First", "/Next") if key in item]


def test_every_destination_is_an_element_as_well_as_a_point(pdf: pikepdf.Pdf) -> None:
    """Links, bookmarks and named destinations (ISO 14289-2, 8.8); the point is where it was."""
    inside = {element.objgen for element in elements(pdf)}
    found = list(_destinations(pdf))
    assert len(found) > 20
    points = []
    for _, destination in found:
        point, element = destination.D.as_list(), destination.SD.as_list()
        assert element[0].objgen in inside
        assert element[1:] == point[1:]
        points.append([float(value) for value in point[2:4]])
    with pikepdf.open(BytesIO(packed(USUAL))) as older:
        named = older.Root.Names.Dests.Names.as_list()[1::2]
        before = [[float(value) for value in point.as_list()[2:4]] for point in named]
    assert points[: len(before)] == before


def _elements_by_id(data: bytes) -> dict[str, Tag]:
    """The element that each named destination leads to."""
    with pikepdf.open(BytesIO(data)) as pdf:
        named = pdf.Root.Names.Dests.Names.as_list()
        ids = {str(n): d.SD[0].objgen for n, d in zip(named[::2], named[1::2], strict=True)}
        order = {element.objgen: n for n, element in enumerate(elements(pdf))}
    tags = list(read_tags(data).walk())
    return {name: tags[order[objgen]] for name, objgen in ids.items()}


def test_an_id_leads_to_its_element() -> None:
    """In the sample: headings, the table, the entry of a source, and not what is around them."""
    found = {name: (tag.role, tag.text[:9]) for name, tag in _elements_by_id(packed(NEWER)).items()}
    assert found["title"] == ("Title", "KFOR")
    assert found["detail-1"] == ("H2", "Details")
    assert found["table-2"][0] == "Table"
    assert found["src-1"] == ("BibEntry", "UN, Resol")


@pytest.mark.parametrize(
    ("html", "role"),
    [
        ("<p id=x>word</p>", "P"),
        ("<p>a <span id=x>word</span> b</p>", "P"),
        ("<p>a <em id=x>word</em> b</p>", "Em"),
        ("<section id=x><h2>word</h2><p>b</p></section>", "Sect"),
        ("<aside id=x><p>word</p></aside><p>b</p>", "Div"),
        ("<header id=x><p>word</p><p>b</p></header>", "Div"),
        ("<ul><li id=x>word</li><li>b</li></ul>", "LI"),
        ("<ol><li id=x role=doc-endnote>word</li></ol>", "FENote"),
        ("<p>a</p><p id=x></p><p>word</p>", "P"),
        ("<p>a</p><p>b <a id=x></a>word</p>", "P"),
        ("<p>a</p><table><tr><td id=x>word<td>b</table>", "TD"),
    ],
)
def test_an_id_leads_to_its_element_whatever_becomes_of_it(html: str, role: str) -> None:
    """Also when the element of HTML is none in the tags, or is empty."""
    tag = _elements_by_id(bound(f"<h1>a</h1>{html}"))["x"]
    assert tag.role == role
    assert "word" in tag.text


INLINE: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["{}", "<code id=k#>{}</code>"]),
        st.sampled_from(["em", "strong", "span", "q", "sub", "b"]).flatmap(
            lambda tag: INLINES.map(lambda held: f"<{tag} id=k#>{held}</{tag}>")
        ),
    )
)
INLINES: st.SearchStrategy[str] = st.lists(INLINE, min_size=1, max_size=2).map(" ".join)
BLOCK: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        INLINES.map(lambda held: f"<p id=k#>{held}</p>"),
        INLINES.map(lambda held: f"<h2 id=k#>{held}</h2>"),
        st.sampled_from(["div", "section", "aside", "blockquote", "header"]).flatmap(
            lambda tag: BLOCKS.map(lambda held: f"<{tag} id=k#>{held}</{tag}>")
        ),
        BLOCKS.map(lambda held: f"<ul id=k#><li id=k#>{held}</ul>"),
        INLINES.map(lambda held: f"<dl id=k#><dt id=k#>{held}<dd id=k#>{held}</dl>"),
        INLINES.map(lambda held: f"<table id=k#><tr><th id=k#>{held}<td id=k#>{held}</table>"),
        INLINES.map(lambda held: f"<ol id=k#><li role=doc-endnote id=k#>{held}</ol>"),
        BLOCKS.map(lambda held: f"<div role=note id=k#>{held}</div>"),
    )
)
BLOCKS: st.SearchStrategy[str] = st.lists(BLOCK, min_size=1, max_size=2).map("".join)


def _counted(html: str) -> str:
    """HTML with a number in each id, and a word of its own at each place of text."""
    ids, texts = count(), count()
    html = re.sub("k#", lambda _: f"k{next(ids)}", html)
    return re.sub(r"\{\}", lambda _: f"w{next(texts):03}", html)


def _words_by_id(html: str) -> dict[str, list[str]]:
    """The words in the element of each id, as HTML has them."""
    from lxml import html as parser

    root = parser.fromstring(f"<body>{html}</body>")
    return {
        e.get("id"): re.findall(r"w\d{3}", e.text_content()) for e in root.iter() if e.get("id")
    }


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_whatever_is_written_an_id_leads_to_its_words(template: str) -> None:
    """The element of an id begins with the first word of the id, or is the smallest around it; and
    no element is where it may not be."""
    html = _counted(template)
    data = bound(f"<h1>w</h1>{html}")
    expected = _words_by_id(html)
    found = _elements_by_id(data)
    assert expected.keys() <= found.keys()
    for name, tag in found.items():
        own = re.findall(r"w\d{3}", tag.text)
        wanted = expected[name]
        if own[:1] == wanted[:1]:
            assert own == wanted[: len(own)] or wanted == own[: len(wanted)]
        else:  # an inline element, which has none in the tags: the text that it is in
            assert wanted[0] in "".join(kid for kid in tag.kids if isinstance(kid, str))
    with pikepdf.open(BytesIO(data)) as pdf:
        _check_containment(pdf)


# ── reading ───────────────────────────────────────────────────────────────────────────────


def test_readers_that_know_points_only_find_their_way() -> None:
    """PDFium, which knows no structure destinations, opens bookmarks and links where it did."""
    places = []
    for standard in STANDARDS.values():
        with pdfium.PdfDocument(packed(standard)) as document:
            marks = [(m.get_title(), m.get_dest().get_index()) for m in document.get_toc()]
            named = pdfium.raw.FPDF_CountNamedDests(document)
            text = [page.get_textpage().get_text_range() for page in document]
        places.append((marks, named, text))
    assert places[0] == places[1]
    assert len(places[0][0]) == len(OUTLINE)
