"""Binding: pages, structure, links and fonts of several fragments become those of one PDF."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import ImageChops

from briefing.model.composition import OutlineEntry
from support.fragments import FONT_FILES, bind, furniture, typeset
from support.packs import INFO, OUTLINE, elements, kids, sample, words
from support.page_pdfs import joined
from support.projects import ROOT
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model.output import BoundPdf, TypesetFragment

pytestmark = pytest.mark.xdist_group("bind")


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound sample with what went into it."""

    parts: tuple[TypesetFragment, ...]
    furniture: TypesetFragment
    pack: BoundPdf
    path: Path


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Bound:
    """The sample, bound."""
    parts, over = sample()
    pack = bind(parts, over, OUTLINE, INFO)
    path = tmp_path_factory.mktemp("bound") / "pack.pdf"
    path.write_bytes(pack.pdf)
    return Bound(parts, over, pack, path)


@pytest.fixture
def pdf(bound: Bound) -> Iterator[pikepdf.Pdf]:
    """The bound sample, reopened."""
    with pikepdf.open(bound.path) as opened:
        yield opened


# ── pages ─────────────────────────────────────────────────────────────────────────────────


def test_pages_keep_their_order_and_their_words(bound: Bound) -> None:
    """Each page of the pack says what its fragment's page said, then what its furniture says."""
    number = 0
    for part in bound.parts:
        for page in range(len(part.pages)):
            text = words(bound.pack.pdf, number)
            own, over = words(joined(part), page), words(joined(bound.furniture), number)
            assert text.startswith(own)
            assert text[len(own) :].split() == over.split()
            number += 1
    assert number == bound.pack.pages


def test_pages_look_as_before_with_furniture_upright_on_top(bound: Bound) -> None:
    """A page drawn is its fragment's page and its furniture laid over each other, dot by dot."""

    def drawn(data: bytes, number: int) -> Any:
        with pdfium.PdfDocument(data) as document:
            return document[number].render(scale=1).to_pil().convert("L")

    for number, (part, page) in enumerate([(0, 0), (1, 0), (2, 0), (2, 1)]):
        expected = ImageChops.darker(
            drawn(joined(bound.parts[part]), page), drawn(joined(bound.furniture), number)
        )
        difference = ImageChops.difference(expected, drawn(bound.pack.pdf, number))
        assert difference.getbbox() is None


def test_front_matter_counts_apart(bound: Bound) -> None:
    """Page labels are i, ii, … in front parts and 1, 2, … in the rest."""
    with pdfium.PdfDocument(bound.pack.pdf) as document:
        labels = [document.get_page_label(n) for n in range(len(document))]
    assert labels == ["i", "ii", *(str(n) for n in range(1, bound.pack.pages - 1))]


def test_a_pack_without_front_matter_counts_from_one() -> None:
    """With no front part the first label is 1."""
    pack = bind([typeset("only", "<p>x</p>")], furniture(1), (), INFO)
    with pdfium.PdfDocument(pack.pdf) as document:
        assert document.get_page_label(0) == "1"


# ── ways into it ──────────────────────────────────────────────────────────────────────────


def test_bookmarks_nest_and_lead_to_their_pages(bound: Bound) -> None:
    """Each entry of the outline is a bookmark at its level, to the page that has the heading."""
    with pdfium.PdfDocument(bound.pack.pdf) as document:
        found = [
            (mark.level + 1, mark.get_title(), mark.get_dest().get_index())
            for mark in document.get_toc()
        ]
    assert [(level, title) for level, title, _ in found] == [(e.level, e.title) for e in OUTLINE]
    headings = ("Contents", "Chapter 1", "Details", "Chapter 2", "Details", "Sources")
    for heading, (_, _, page) in zip(headings, found, strict=True):
        assert heading in words(bound.pack.pdf, page)


@pytest.mark.parametrize(("entries", "mode"), [(3, "/UseNone"), (4, "/UseOutlines")])
def test_the_panel_opens_for_four_bookmarks(entries: int, mode: str) -> None:
    """A viewer opens its panel of bookmarks when there are four or more."""
    parts, over = sample()
    pack = bind(parts, over, OUTLINE[:entries], INFO)
    with pikepdf.open(BytesIO(pack.pdf)) as pdf:
        assert pdf.Root.PageMode == mode


def test_links_go_to_places_or_out(pdf: pikepdf.Pdf) -> None:
    """A link inside the pack is a GoTo to a page of it; none of our private addresses is left."""
    pages = {page.obj.objgen for page in pdf.pages}
    seen = set()
    for page in pdf.pages:
        for link in page.obj.get("/Annots", pikepdf.Array()).as_list():
            seen.add(str(link.A.S))
            if link.A.S == "/GoTo":
                assert link.A.D[0].objgen in pages
                assert [link.A.D[1], link.A.D[4]] == ["/XYZ", None]
            else:
                assert str(link.A.URI).startswith("https://")
    assert seen == {"/GoTo", "/URI"}
    everything = b"".join(
        bytes(item.read_bytes()) if isinstance(item, pikepdf.Stream) else item.unparse()
        for item in pdf.objects
    )
    assert b"urn:" not in everything
    assert b"briefing-mark" not in everything


def test_links_say_where_they_lead(pdf: pikepdf.Pdf) -> None:
    """A link is described by the title it leads to, else its words, else the page."""
    found = {
        str(link.Contents)
        for page in pdf.pages
        for link in page.obj.get("/Annots", pikepdf.Array()).as_list()
    }
    assert found == {
        "Go to Chapter one",
        "Go to Chapter two",
        "Go to a table",
        f"Go to page {len(pdf.pages) - 2}",
        "a page elsewhere (https://example.org/x)",
    }


def test_every_id_is_a_named_destination(pdf: pikepdf.Pdf) -> None:
    """All anchors of all fragments can be linked to from outside, in the order PDF asks for."""
    names = [str(name) for name in pdf.Root.Names.Dests.Names.as_list()[::2]]
    assert names == sorted(names)
    assert {"title", "contents", "detail-1", "table-2", "src-1"} <= set(names)


# ── structure ─────────────────────────────────────────────────────────────────────────────


def test_every_mark_on_a_page_is_in_the_tree_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    """Tree, parent tree and pages agree on every piece of marked content."""
    in_tree: dict[tuple[int, int], Any] = {}
    numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
    for element in elements(pdf):
        for kid in kids(element):
            if isinstance(kid, int):
                in_tree[numbers[element.Pg.objgen], kid] = element.objgen
            elif "/MCID" in kid:
                in_tree[numbers[kid.Pg.objgen], int(kid.MCID)] = element.objgen
    on_pages = {
        (n, int(mcid))
        for n, page in enumerate(pdf.pages)
        for mcid in re.findall(rb"/MCID (\d+)", page.obj.Contents.read_bytes())
    }
    assert on_pages == in_tree.keys()
    flat = pdf.Root.StructTreeRoot.ParentTree.Nums.as_list()
    parents: dict[Any, Any] = dict(zip(flat[::2], flat[1::2], strict=True))
    for n, page in enumerate(pdf.pages):
        for mcid, owner in enumerate(parents[int(page.obj.StructParents)].as_list()):
            assert (owner.objgen if owner is not None else None) == in_tree.get((n, mcid))


def test_every_link_hangs_in_a_link_element(pdf: pikepdf.Pdf) -> None:
    """Annotation, structure element and parent tree refer to each other."""
    flat = pdf.Root.StructTreeRoot.ParentTree.Nums.as_list()
    parents: dict[Any, Any] = dict(zip(flat[::2], flat[1::2], strict=True))
    in_tree = {
        kid.Obj.objgen: element
        for element in elements(pdf)
        for kid in kids(element)
        if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
    }
    links = [a for page in pdf.pages for a in page.obj.get("/Annots", pikepdf.Array()).as_list()]
    assert {link.objgen for link in links} == in_tree.keys()
    for link in links:
        assert in_tree[link.objgen].S == "/Link"
        assert parents[int(link.StructParent)].objgen == in_tree[link.objgen].objgen


def test_a_link_over_two_lines_is_one_element(pdf: pikepdf.Pdf) -> None:
    """The halves of a broken link are one Link with two rectangles, not two links to announce."""
    pieces = [sum(not isinstance(k, int) for k in kids(e)) for e in elements(pdf, "Link")]
    assert sorted(pieces)[-2:] == [2, 2]


def test_broken_tables_are_joined_and_headed_once(pdf: pikepdf.Pdf) -> None:
    """A table over several pages is one Table; its repeated head is not in the tree."""
    tables = elements(pdf, "Table")
    assert len(tables) == 2
    assert len(elements(pdf, "THead")) == len(elements(pdf, "TBody")) == 2
    assert len(elements(pdf, "TR")) == 2 * (1 + 40)
    pages = {cell.Pg.objgen for cell in elements(pdf, "TD")}
    assert len(pages) > 2


def test_broken_paragraphs_are_joined(pdf: pikepdf.Pdf) -> None:
    """The paragraph that runs over a page break is one P with content on both pages."""
    long = [p for p in elements(pdf, "P") if len(kids(p)) > 20]
    assert len(long) == 2
    assert all(any(not isinstance(kid, int) for kid in kids(p)) for p in long)


def test_header_cells_have_unique_ids_that_cells_name(pdf: pikepdf.Pdf) -> None:
    """Ids are unique in the pack and in the id tree; each data cell names its row and column."""
    heads = {bytes(th.ID) for th in elements(pdf, "TH")}
    assert len(heads) == len(elements(pdf, "TH"))
    listed = pdf.Root.StructTreeRoot.IDTree.Names.as_list()[::2]
    assert [bytes(name) for name in listed] == sorted(bytes(name) for name in listed)
    assert heads <= {bytes(name) for name in listed}
    for cell in elements(pdf, "TD"):
        names = [bytes(name) for name in cell.A.Headers.as_list()]
        assert len(names) == 2
        assert heads >= set(names)


def test_furniture_is_an_artifact(pdf: pikepdf.Pdf) -> None:
    """Running heads and folios are drawn as pagination artifacts, by a form without marks."""
    for page in pdf.pages:
        assert b"/Artifact <</Type /Pagination>> BDC q /Furniture1 Do Q EMC" in (
            page.obj.Contents.read_bytes()
        )
        assert b"MCID" not in page.obj.Resources.XObject.Furniture1.read_bytes()


def test_tagged_furniture_is_an_artifact_too() -> None:
    """Furniture that was typeset with tags loses them."""
    over = furniture(1, tagged=True)
    pack = bind([typeset("only", "<h1>Title</h1><p>Text</p>")], over, (), INFO)
    with pikepdf.open(BytesIO(pack.pdf)) as pdf:
        assert b"MCID" not in pdf.pages[0].obj.Resources.XObject.Furniture1.read_bytes()
        assert len(elements(pdf)) == 3


def test_furniture_of_many_pages_is_one_form() -> None:
    """What stands the same is laid over each page that it is named for, below what is its own."""
    parts = [typeset(name, f"<h1>{name}</h1>") for name in ("one", "two")]
    pack = bind(parts, furniture(3), (), INFO, laid=((0, 1), (0, 2)))
    assert [words(pack.pdf, n).split()[1:] for n in range(2)] == [
        ["RUNNING", "HEAD", "1", "/", "3", "RUNNING", "HEAD", "2", "/", "3"],
        ["RUNNING", "HEAD", "1", "/", "3", "RUNNING", "HEAD", "3", "/", "3"],
    ]
    with pikepdf.open(BytesIO(pack.pdf)) as pdf:
        first, second = (page.obj.Resources.XObject for page in pdf.pages)
        assert first.Furniture1.objgen == second.Furniture1.objgen
        assert first.Furniture2.objgen != second.Furniture2.objgen


# ── what is shared ────────────────────────────────────────────────────────────────────────


def test_a_face_is_embedded_once(pdf: pikepdf.Pdf) -> None:
    """Whatever fragments and furniture use it, a face has one font program and one font."""
    names = [str(i.FontName)[8:] for i in pdf.objects if _is(i, "/FontDescriptor")]
    fonts = [str(i.BaseFont)[8:] for i in pdf.objects if _is(i, "/Font") and "/Encoding" in i]
    assert sorted(names) == sorted(fonts)
    assert len(set(names)) == len(names) == 4


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


def test_equal_images_are_embedded_once(pdf: pikepdf.Pdf) -> None:
    """A picture in two fragments is in the pack once, and no viewer is asked to smooth it."""
    images = [i for i in pdf.objects if isinstance(i, pikepdf.Stream)]
    images = [i for i in images if i.get("/Subtype") == "/Image"]
    assert len(images) == 1
    assert not bool(images[0].Interpolate)


# ── what it says about itself, and always says ────────────────────────────────────────────


def test_information_and_xmp_agree(pdf: pikepdf.Pdf) -> None:
    """Title, author, subject, dates and producer are the same in both, and as given."""
    about = pdf.docinfo
    assert str(about["/CreationDate"]) == str(about["/ModDate"]) == "D:20251003000000Z"
    xmp = pdf.open_metadata()
    assert xmp["dc:title"] == about["/Title"] == INFO.title
    assert xmp["dc:creator"] == [str(about["/Author"])] == [INFO.author]
    assert xmp["dc:description"] == about["/Subject"] == INFO.subject
    assert xmp["pdf:Producer"] == about["/Producer"]
    assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2025-10-03T00:00:00Z"
    assert (xmp["pdfuaid:part"], xmp["pdfaid:part"]) == ("1", "2")
    assert xmp["pdfaid:conformance"] == "A"
    assert str(about["/Producer"]).startswith("briefing ")
    assert str(pdf.Root.Lang) == INFO.language
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_equal_input_gives_equal_bytes_everywhere(bound: Bound, tmp_path: Path) -> None:
    """Another process, in another folder, with another hash seed, writes the same file."""
    arguments = tmp_path / "arguments"
    arguments.write_bytes(pickle.dumps((bound.parts, bound.furniture, OUTLINE, INFO, FONT_FILES)))
    code = (
        f"import sys, pickle; sys.path.insert(0, {str(ROOT)!r}); "
        "from briefing.bind.bind import bind; "
        "*arguments, files = pickle.load(open('arguments', 'rb')); "
        "sys.stdout.buffer.write(bind(*arguments, font_files=files).pdf)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(
        run, cwd=tmp_path, env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )
    assert done.stdout == bound.pack.pdf


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_validators_find_nothing(marked: bool, tmp_path: Path) -> None:
    """The pack is PDF/UA-1 and PDF/A-2a, with our marks in the fragments and without."""
    parts, over = sample(marked=marked)
    path = tmp_path / "pack.pdf"
    path.write_bytes(bind(parts, over, OUTLINE, INFO).pdf)
    assert pdfua_failures(path) == []
    assert pdfa_failures(path) == []


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("java") and shutil.which("mvn")), reason="no Java or Maven")
def test_verapdf_finds_nothing(bound: Bound) -> None:
    """The reference validator passes the pack for both standards."""
    script = ROOT / "tests/verapdf/run.sh"
    run = subprocess.run([script, bound.path], capture_output=True, text=True, check=False)
    if run.returncode == 3:
        pytest.skip(run.stderr.strip())
    assert (run.returncode, run.stdout.count("pass ")) == (0, 2), run.stdout


# ── refusals ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("html", "outline", "message"),
    [
        ('<p><a href="urn:briefing:gone">x</a></p>', (), "gone"),
        ('<p><a href="#gone">x</a></p>', (), "gone"),
        ("<p>x</p>", (OutlineEntry(1, "Gone", "gone"),), "gone"),
    ],
    ids=["link", "inner link", "bookmark"],
)
def test_a_missing_target_is_refused(
    html: str, outline: tuple[OutlineEntry, ...], message: str
) -> None:
    """A link or bookmark to an id that no fragment has is an error that names the id."""
    with pytest.raises(ValueError, match=message):
        bind([typeset("only", html)], furniture(1), outline, INFO)


def test_an_ambiguous_target_is_refused() -> None:
    """A link to an id that two fragments have could lead to the wrong one."""
    one, two = typeset("one", "<p id=x>x</p>"), typeset("two", "<p id=x><a href='#x'>x</a></p>")
    with pytest.raises(ValueError, match='"x", which is in two'):
        bind([one, two], furniture(2), (), INFO)


def test_furniture_has_to_fit() -> None:
    """Furniture of another length or size is refused; so is a pack of nothing."""
    part = typeset("only", "<p>x</p>")
    with pytest.raises(ValueError, match="for 2 pages, but there are 1"):
        bind([part], furniture(2), (), INFO)
    with pytest.raises(ValueError, match="differ in size"):
        bind([part], furniture(1, size="A5 landscape"), (), INFO)
    with pytest.raises(ValueError, match="at least one part"):
        bind([], furniture(1), (), INFO)


def test_untagged_parts_are_refused() -> None:
    """A part without tags would make an inaccessible pack; the message names the part."""
    part = typeset("bare", "<p>x</p>", tagged=False)
    with pytest.raises(ValueError, match="bare: the PDF has no structure tree"):
        bind([part], furniture(1), (), INFO)
