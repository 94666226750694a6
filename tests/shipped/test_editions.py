"""The shipped editions, all twenty: built, proven, in budget, valid, and fit for their reader."""

from __future__ import annotations

import ctypes
import math
import re
import statistics
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
import yaml
from pypdfium2 import raw

from briefing.build.build import Result, build
from briefing.files.themes import load_theme, theme_of
from briefing.model.settings import Settings
from briefing.select.selection import make_edition, select, title_for
from support.projects import ROOT
from support.validators import pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from briefing.cache.cache import Cache
    from briefing.model.content import Briefing, Node

pytestmark = pytest.mark.slow

SETTINGS = Settings.model_validate(
    yaml.safe_load((ROOT / "content" / "kfor" / "briefing.yaml").read_text("utf-8"))
)
NAMES = [
    f"kfor-{audience}-{length}-pack"
    for audience in SETTINGS.audiences
    for length in SETTINGS.lengths
]
PAPERS = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}  # pt
TLP_SIZE = 12.0  # pt, TLP 2.0: the marking is set in 12 pt or larger
EDGE = 0.1  # share of the sheet's height that is head or foot
END_MATTER = {"Notes", "Abbreviations", "Sources"}

every_edition = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def result(built: Mapping[str, Result], name: str) -> Result:
    """One edition, which must have been delivered."""
    found = built[name]
    assert found.delivered, "\n".join(map(str, found.findings))
    return found


@pytest.fixture
def reader(result: Result) -> Iterator[Any]:
    """The edition, opened by PDFium."""
    document = pdfium.PdfDocument(result.path)
    yield document
    document.close()


@pytest.fixture
def pdf(result: Result) -> Iterator[pikepdf.Pdf]:
    """The edition's objects."""
    with pikepdf.open(result.path) as document:
        yield document


def _texts(document: Any) -> list[str]:
    """The text of each page, words that lines divide closed up."""
    found = (page.get_textpage().get_text_range() for page in document)
    return [re.sub(r"[\ufffe\u00ad\u2010](\r?\n)?", "", text) for text in found]


def _foot(page: Any) -> str:
    return str(page.get_textpage().get_text_bounded(top=page.get_height() * EDGE))


def _letters(text: str) -> str:
    """A text as a stream of letters and digits: line ends and hyphens make no difference."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def _places(page: Any, wanted: str) -> list[tuple[float, float]]:
    """Each place of a string: its height on the page from 0 to 1, its size on paper in pt."""
    text = page.get_textpage()
    found = []
    for match in re.finditer(re.escape(wanted), text.get_text_range()):
        matrix = raw.FS_MATRIX()
        assert raw.FPDFText_GetMatrix(text, match.start(), ctypes.byref(matrix))
        scale = math.hypot(matrix.c, matrix.d)  # the size in the font's own units is px
        size = raw.FPDFText_GetFontSize(text, match.start()) * scale
        found.append((matrix.f / page.get_height(), size))
    return found


def _objects(pdf: pikepdf.Pdf, **wanted: str) -> list[pikepdf.Dictionary]:
    """All objects with these values."""
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary)
        and all(item.get(f"/{key}") == value for key, value in wanted.items())
    ]


def test_there_are_twenty(built: Mapping[str, Result]) -> None:
    """Five audiences at four lengths, each delivered without an error or a warning."""
    assert list(built) == NAMES
    assert len(NAMES) == 20
    assert {name: [str(f) for f in r.findings] for name, r in built.items() if r.findings} == {}
    assert all(result.delivered for result in built.values())


# ── the file ──────────────────────────────────────────────────────────────────────────────


@every_edition
def test_the_page_budget_is_kept(result: Result, reader: Any) -> None:
    """The contract of the length, counted in the finished file, on whole sheets of its paper."""
    fewest, most = SETTINGS.lengths[result.edition.length].pages
    assert fewest <= len(reader) <= most
    assert len(reader) == result.pages
    for page in reader:
        assert page.get_size() == pytest.approx(PAPERS[result.edition.paper], abs=0.1)


@every_edition
def test_the_validator_finds_nothing(result: Result) -> None:
    """PDF/UA-1 in an independent validator; veraPDF checks both profiles in ``make verapdf``."""
    assert pdfua_failures(result.path) == []


@every_edition
def test_it_is_tagged(result: Result, pdf: pikepdf.Pdf) -> None:
    """The file is marked as tagged, and its one heading of the first level is its title."""
    assert bool(pdf.Root.MarkInfo.Marked)
    roles = [str(e.S) for e in _objects(pdf) if "/S" in e and "/P" in e]
    assert roles.count("/H1") == 1
    assert {"/Document", "/P", "/H2", "/L", "/LI"} <= set(roles)
    if result.edition.length == "full":
        assert {"/Table", "/TH", "/TD", "/TOC", "/TOCI"} <= set(roles)


@every_edition
def test_it_says_what_it_is(result: Result, pdf: pikepdf.Pdf) -> None:
    """Title, author, language and date are those of the edition; a viewer shows the title."""
    audience = SETTINGS.audiences[result.edition.audience]
    which = SETTINGS.lengths[result.edition.length].label
    assert str(pdf.docinfo["/Title"]) == f"{audience.title or SETTINGS.title} – {which}"
    assert str(pdf.docinfo["/Author"]) == SETTINGS.owner
    assert str(pdf.docinfo["/CreationDate"]) == f"D:{SETTINGS.as_of:%Y%m%d}000000Z"
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


@every_edition
def test_one_font_program_per_face(pdf: pikepdf.Pdf) -> None:
    """No face is embedded twice, each is embedded, and none is drawn by procedures (Type 3)."""
    fonts = _objects(pdf, Type="/Font")
    assert fonts
    assert [font for font in fonts if font.Subtype == "/Type3"] == []
    descriptors = _objects(pdf, Type="/FontDescriptor")
    programs = {font.FontFile2.objgen for font in descriptors}
    faces = [str(font.FontName).partition("+")[2] for font in descriptors]
    assert all(faces)
    assert len(faces) == len(set(faces)) == len(programs)


@every_edition
def test_links_lead_somewhere(pdf: pikepdf.Pdf) -> None:
    """A link goes to a page of the file or to an address on the web, and says where."""
    pages = {page.obj.objgen for page in pdf.pages}
    links = _objects(pdf, Type="/Annot", Subtype="/Link")
    assert links
    assert len(links) == len(_objects(pdf, Type="/Annot")), "links are all there is to click"
    for link in links:
        assert str(link.Contents).strip()
        if link.A.S == "/GoTo":
            assert link.A.D[0].objgen in pages
        else:
            assert link.A.S == "/URI"
            assert re.match(r"https?://[^/]+", str(link.A.URI))


# ── ways in ───────────────────────────────────────────────────────────────────────────────


@every_edition
def test_bookmarks_are_the_sections_shown(result: Result, kfor: Briefing, reader: Any) -> None:
    """Each section shown has a bookmark with its title for this reader, and each titled box above
    them; no other stands at their level."""
    chain = SETTINGS.reads_as(result.edition.audience)
    shown = select(kfor, result.edition).sections
    titles: list[str] = []
    for section in shown:
        titles.append(title_for(section, chain).text())
        if section.opens:  # its boxes have no heading above them
            boxes = (node for block in section.blocks for node in block.walk())
            titles += [node.text() for node in boxes if node.kind == "box-title"]
    marks = list(reader.get_toc())
    top = [mark.get_title() for mark in marks if mark.level == 0]
    sections = [re.sub(r"^\d+ ", "", title) for title in top if title not in END_MATTER]
    assert list(map(_letters, sections)) == list(map(_letters, titles))
    assert top[-1] == "Sources"
    pages = [mark.get_dest().get_index() for mark in marks]
    assert pages == sorted(pages)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("full-pack")])
def test_acronyms_stand_with_the_contents(reader: Any) -> None:
    """Contents and acronyms share one page, and the list does not name that page."""
    contents = _texts(reader)[1]
    assert contents.count("Contents") == contents.count("Abbreviations") == 1
    assert "Sources" not in _texts(reader)[2]


@every_edition
def test_folios_count_the_pages(result: Result, reader: Any) -> None:
    """Page x of y at the foot and as a label; front matter in Roman numerals, uncounted. A cover
    has no number, nor has a page that is the only one."""
    front = 2 if SETTINGS.lengths[result.edition.length].cover else 0
    total = len(reader) - front
    labels = ["i", "ii"][:front] + [str(n + 1) for n in range(total)]
    assert [reader.get_page_label(n) for n in range(len(reader))] == labels
    for number, (label, page) in enumerate(zip(labels, reader, strict=True)):
        folio = f"{label} / {total}" if label.isdigit() else label
        numbered = len(reader) > 1 and not (front and number == 0)
        found = re.search(rf"(?:^|\s){folio}(?:\s|$)", _foot(page))
        assert bool(found) == numbered, _foot(page)


# ── every page ────────────────────────────────────────────────────────────────────────────


@every_edition
def test_every_page_is_marked_above_and_below(result: Result, reader: Any) -> None:
    """TLP 2.0: in head and foot of each page, at 12 pt or more, and no other marking anywhere."""
    others = {release.marking for release in SETTINGS.releases} - {result.marking}
    for page in reader:
        large = [height for height, size in _places(page, result.marking) if size >= TLP_SIZE]
        assert max(large) > 1 - EDGE
        assert min(large) < EDGE
        assert not any(_places(page, other) for other in others)


@every_edition
def test_every_page_says_how_old_its_facts_are(result: Result, reader: Any) -> None:
    """The as-of date stands at the foot of each page; a cover says it in its table."""
    as_of = f"Facts as of {SETTINGS.as_of.day}\N{NO-BREAK SPACE}{SETTINGS.as_of:%B %Y}"
    pages = list(reader)
    if SETTINGS.lengths[result.edition.length].cover:
        assert _letters(as_of) in _letters(_texts(reader)[0])
        del pages[0]
    assert all(as_of in _foot(page) for page in pages)


@every_edition
def test_text_takes_the_room(result: Result, reader: Any) -> None:
    """From its second page on, no text leaves the right third of a page empty, and a line of it has
    72 letters or so."""
    left, _, right, _ = load_theme("institution").papers[result.edition.paper].type_area
    front = 2 if SETTINGS.lengths[result.edition.length].cover else 0
    third = left + (right - left) * 2 / 3
    counts = []
    for page in list(reader)[front + 1 :]:
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        inside = [b for b in boxes if page.get_height() * EDGE < b[1] < page.get_height() * 0.9]
        assert any(box[2] > third + 30 for box in inside)
        lines = text.get_text_range().splitlines()
        counts += [len(line) for line in lines if len(line) > 60]
    if counts:
        assert 60 < statistics.median(counts) <= 76


@every_edition
def test_a_colophon_closes_the_edition(result: Result, reader: Any) -> None:
    """The last page says who answers for it and what its marking asks of the reader."""
    last = _letters(_texts(reader)[-1])
    note = next(r.note for r in SETTINGS.releases if r.marking == result.marking)
    assert _letters(f"Answers for it: {SETTINGS.owner}, {SETTINGS.contact}") in last
    assert _letters(f"{result.marking} {note}") in last


# ── the right reader ──────────────────────────────────────────────────────────────────────


def _partner_runs(briefing: Briefing) -> set[str]:
    """Runs of five words that are marked for partners and stand nowhere else in the briefing."""
    marked: set[str] = set()
    rest: list[str] = []

    def visit(node: Node, *, inside: bool) -> None:
        inside = inside or any(c.release == "partner" for c in node.conditions)
        if inside:
            words = re.findall(r"[^\W_]+", node.text().casefold())
            marked.update("".join(words[at : at + 5]) for at in range(len(words) - 4))
        else:
            rest.append("".join(c if isinstance(c, str) else " " for c in node.children))
            for child in node.children:
                if not isinstance(child, str):
                    visit(child, inside=False)

    for section in briefing.sections:
        whole = any(c.release == "partner" for c in section.conditions)
        for block in (section.title, *section.blocks):
            visit(block, inside=whole)
    everybody = _letters(" ".join(rest))
    return {run for run in marked if len(run) > 15 and run not in everybody}


@every_edition
def test_only_the_cleared_get_partner_text(result: Result, kfor: Briefing, reader: Any) -> None:
    """TLP:CLEAR editions hold no words that only partners may read; those in TLP:GREEN do."""
    runs = _partner_runs(kfor)
    assert len(runs) > 100
    titles = " ".join(mark.get_title() for mark in reader.get_toc())
    held = _letters(" ".join([*_texts(reader), titles]))
    found = sorted(run for run in runs if run in held)
    cleared = SETTINGS.audiences[result.edition.audience].clearance == "partner"
    assert bool(found) == (result.marking == "TLP:GREEN"), found[:5]
    assert cleared or not found


def test_some_editions_are_for_partners(built: Mapping[str, Result]) -> None:
    """The shipped briefing has partner text at all: on some editions, not on all."""
    assert {result.marking for result in built.values()} == {"TLP:CLEAR", "TLP:GREEN"}


def test_each_audience_opens_in_its_own_words(built: Mapping[str, Result]) -> None:
    """No two readers get the same first page of the same length, or nearly the same."""
    for length in ("one-pager", "short", "standard"):
        firsts = {}
        for result in built.values():
            if result.edition.length == length:
                with pdfium.PdfDocument(result.path) as document:
                    words = re.findall(r"\w+", document[0].get_textpage().get_text_bounded())
                firsts[result.edition.audience] = {
                    tuple(words[i : i + 5]) for i in range(len(words) - 4)
                }
        for one, runs in firsts.items():
            for other, others in firsts.items():
                if one < other:
                    assert len(runs & others) < 0.75 * min(len(runs), len(others)), (one, other)


def test_letter_keeps_the_contract_too(kfor: Briefing, kfor_cache: Cache, tmp_path: Path) -> None:
    """The tightest lengths, and one with a cover, on the other paper."""
    chosen = [
        make_edition(kfor, audience, length, paper="Letter")
        for audience in kfor.settings.audiences
        for length in ("one-pager", "short")
    ]
    chosen.append(make_edition(kfor, "public", "full", paper="Letter"))
    for result in build(kfor, chosen, theme_of(kfor), kfor_cache, tmp_path):
        assert result.delivered, result.findings
        with pdfium.PdfDocument(result.path) as document:
            for page in document:
                assert page.get_size() == pytest.approx(PAPERS["Letter"], abs=0.1)
                large = [h for h, size in _places(page, result.marking) if size >= TLP_SIZE]
                assert (max(large) > 1 - EDGE, min(large) < EDGE) == (True, True)


def test_settings_describe_themselves() -> None:
    """Editors complete briefing.yaml from the model's own schema."""
    assert "audiences" in Settings.model_json_schema()["properties"]
