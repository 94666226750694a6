"""What finished PDFs tell by their tags, read with pikepdf and PDFium: titles, lists, ways back."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from pypdfium2 import raw

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.model.formats import PrintOptions
from briefing.select.selection import make_edition
from support.bodies import briefing_of, theme
from support.cards import built_cards, cards_of
from support.decks import deck_of, make_deck
from support.projects import read, section_project
from support.tagged import Link, Tag, read_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("bind")

BODY = """\
KFOR has {{ troops }} troops.[^a] KFOR stays. [@unscr1244; @mta]

[^a]: What it says. [@unscr1244]

/// side | Who asks
An LMT asks. [@unscr1244, para 9]
///

## Movement {: #movement }

KFOR keeps roads open, and “LMT” is a word. Again.[^a] [@mta]

/// note | Mind the LMTs
There are several LMTs, and KFOR has them.

//// note | Within
It is deep.
////
///

- first
    - below it
    - below it, too

    after what is below

- second

KFOR
:   A force.
:   A station.

LMT
:   A team.
"""


@cache
def text(length: str = "full", body: str = BODY) -> Path:
    """A text edition on paper."""
    briefing, folder = briefing_of(body), Path(mkdtemp())
    edition = make_edition(briefing, "public", length)
    [result] = build(briefing, [edition], theme(), Cache(folder / "store"), folder)
    assert result.path is not None
    # How many pages it should have is another matter.
    assert {f.code for f in result.findings if f.severity.name == "ERROR"} <= {"P103"}
    return Path(result.path)


def plain(words: str) -> str:
    """Words with single spaces: PDFium ends some texts with one."""
    return " ".join(words.replace("\u2060", "").split())


def headings(root: Tag) -> list[tuple[str, str]]:
    """Level and words of each heading, in reading order."""
    found = root.all("H1", "H2", "H3", "H4", "H5", "H6")
    return [(tag.role, plain(tag.text)) for tag in found]


def leads_to(link: Link, tag: Tag) -> bool:
    """Whether a link leads to the page that an element is on, or begins on."""
    own = [page for inner in tag.walk() for page in inner.pages]
    return link.place is not None and link.place[0] == own[0]


# ── headings and bookmarks ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", ["short", "full"])
def test_titles_of_boxes_are_headings_below_their_section(length: str) -> None:
    """Each is a level lower than what it stands under, one in a box lower than that of the box."""
    number = {"short": "", "full": "1 "}[length]
    sub = {"short": "", "full": "1.1 "}[length]
    found = headings(read_tags(text(length)))
    first = found.index(("H2", f"{number}Only"))
    assert found[first : first + 5] == [
        ("H2", f"{number}Only"),
        ("H3", "Who asks"),
        ("H3", f"{sub}Movement"),
        ("H4", "Mind the LMTs"),
        ("H5", "Within"),
    ]


def test_headings_of_one_level_stay_of_one_level() -> None:
    """Where authors skip a level, siblings are not pushed further and further down."""
    body = "### One\n\nText.\n\n### Two\n\nText.\n\n### Three\n\nText.\n\n## Four\n\nText.\n"
    levels = [level for level, _ in headings(read_tags(text("short", body)))]
    assert levels == ["H1", "H2", "H3", "H3", "H3", "H3"]


def test_boxes_have_bookmarks_below_their_section() -> None:
    """A reader finds a box in the bookmarks, under the heading that it stands under."""
    with pikepdf.open(text()) as pdf, pdf.open_outline() as outline:

        def told(items: list[pikepdf.OutlineItem]) -> list[object]:
            return [(item.title, told(item.children)) for item in items]

        tree = told(outline.root)
    below: list[object] = [("Mind the LMTs", [("Within", [])])]
    assert ("1 Only", [("Who asks", []), ("1.1 Movement", below)]) in tree


def test_key_messages_are_a_heading_and_a_bookmark() -> None:
    """They open the text, below its title and above its first section."""
    path = text("short", "/// key-messages\n- One.\n///\n")
    assert headings(read_tags(path))[:2] == [("H1", "A small briefing"), ("H2", "Key messages")]
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Key messages"]


def test_columns_of_slides_are_headings_without_bookmarks(tmp_path: Path) -> None:
    """Their titles stand under that of the slide; the bookmarks are the slides."""
    columns = (
        "/// slide | Then and now\n//// column | Then\nMany.\n////\n\n//// column | Now\nFew.\n"
    )
    result = make_deck(deck_of(tmp_path, f"{columns}////\n///\n"), tmp_path)
    found = headings(read_tags(Path(result.path)))
    at = found.index(("H2", "Then and now"))
    assert found[at + 1 : at + 3] == [("H3", "Then"), ("H3", "Now")]
    with pikepdf.open(result.path) as pdf, pdf.open_outline() as outline:
        assert "Then" not in [item.title for item in outline.root]


# ── notes and sources ─────────────────────────────────────────────────────────────────────


def entries(root: Tag, role: str) -> dict[str, Tag]:
    """Notes or sources by their labels."""
    return {plain(tag.all("Lbl")[0].text): tag for tag in root.all(role)}


@pytest.mark.parametrize("length", ["short", "full"])
def test_notes_and_sources_have_labels_and_lead_back(length: str) -> None:
    """The label of each is a link to where it is referred to first, which leads to it again."""
    root = read_tags(text(length))
    references = root.all("Reference")
    for role, labels in (("Note", ["a"]), ("BibEntry", ["1", "2"])):
        found = entries(root, role)
        assert list(found) == labels
        for label, entry in found.items():
            tags = entry.tags
            assert [tag.role for tag in tags].count("Lbl") == 1
            assert tags[0].role == "Lbl"
            [back] = tags[0].links
            first = next(r for r in references if label in [plain(t.text) for t in r.tags])
            assert leads_to(back, first)
            assert back.description.startswith("Back to the text: ")
            assert any(leads_to(link, entry) for link in first.links)


def test_references_and_entries_name_one_another() -> None:
    """By the structure alone one gets from a citation to its source, and from the source to every
    place where it is cited (ISO 32000-2, 14.7.2)."""
    with pikepdf.open(text()) as pdf:
        elements = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
        ]
        by_role: dict[str, list[pikepdf.Object]] = {}
        for element in elements:
            by_role.setdefault(str(element.S)[1:], []).append(element)
        entries = {e.objgen: e for role in ("Note", "BibEntry") for e in by_role[role]}
        cited = dict.fromkeys(entries, 0)
        for reference in by_role["Reference"]:
            for target in reference.get("/Ref", pikepdf.Array()).as_list():
                if target.objgen in entries:
                    cited[target.objgen] += 1
                    back = [other.objgen for other in target.Ref.as_list()]
                    assert reference.objgen in back
        # The note is referred to twice, and each source is cited three times.
        assert sorted(cited.values()) == [2, 3, 3]


def test_a_source_inside_a_run_leads_back_as_well(tmp_path: Path) -> None:
    """Of “1–3” only the ends are links; the entry of 2 leads to the run as well."""
    target = section_project(tmp_path, "Said. [@unscr1244; @mta; @third]\n")
    with (target / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.write("third: {title: A third, issued: 2001-01-01}\n")
    briefing = read(target)
    edition = make_edition(briefing, "public", "short")
    [result] = build(briefing, [edition], theme(), Cache(tmp_path / "store"), tmp_path)
    root = read_tags(Path(result.path))
    [reference] = root.all("Reference")
    assert len(reference.links) == 2
    middle = entries(root, "BibEntry")["2"]
    [back] = middle.links
    assert leads_to(back, reference)
    with pikepdf.open(result.path) as pdf:
        [cited] = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Reference"
        ]
        assert len(cited.Ref) == 3
        for entry in cited.Ref.as_list():
            assert [other.objgen for other in entry.Ref.as_list()] == [cited.objgen]


# ── lists ─────────────────────────────────────────────────────────────────────────────────


def test_text_after_a_sublist_is_read_after_it() -> None:
    """It is in the same item, behind the list inside."""
    root = read_tags(text())
    item = next(tag for tag in root.all("LI") if plain(tag.text).startswith("• first"))
    words = plain(item.text)
    assert words.index("below it, too") < words.index("after what is below")
    assert "second" not in words


def test_terms_and_meanings_are_apart() -> None:
    """A term is a label and its meanings are the body; they do not run together in the text."""
    root = read_tags(text())
    found = {
        plain(item.tags[0].text): item.tags[1]
        for item in root.all("LI")
        if [tag.role for tag in item.tags] == ["Lbl", "LBody"]
    }
    assert [plain(tag.text) for tag in found["KFOR"].all("P")][:2] == ["A force.", "A station."]
    assert plain(found["LMT"].text) == "A team."


@pytest.mark.parametrize("term", ["KFOR", "LMT"])
def test_no_program_reads_a_term_into_its_meaning(term: str) -> None:
    """A space is printed behind each term of a list and of the glossary: who puts the words
    together in their order does not get “KFORKosovo Force”."""
    found = []
    with pdfium.PdfDocument(text()) as document:
        for page in document:
            text_page = page.get_textpage()
            chars = text_page.raw
            # PDFium makes up spaces where it sees gaps; others may not.
            printed = "".join(
                chr(raw.FPDFText_GetUnicode(chars, n))
                for n in range(raw.FPDFText_CountChars(chars))
                if not raw.FPDFText_IsGenerated(chars, n)
            )
            found += re.findall(rf"{term}(.?)(?:A force|A team|Kosovo Force|Liaison)", printed)
    assert found == ["\N{NO-BREAK SPACE}"] * 2


# ── contents ──────────────────────────────────────────────────────────────────────────────


def test_contents_are_nested_and_each_line_is_one_link() -> None:
    """A subsection is in a list in its section's entry; number, title and page are one area."""
    path = text()
    [contents] = [tag for tag in read_tags(path).all("TOC") if tag.tags[0].tags[0].links][:1]
    [only, *_] = [t for t in contents.tags if plain(t.tags[0].text).startswith("1 Only")]
    assert only.shape() == "TOCI(Reference(Link) TOC(TOCI(Reference(Link))))"
    assert plain(only.tags[0].text) == "1 Only 1"
    assert plain(only.tags[1].text) == "1.1 Movement 1"
    [link] = only.tags[0].links
    with pdfium.PdfDocument(path) as document:
        page = document[link.page]
        across = page.get_width()
        assert link.rectangle[2] - link.rectangle[0] > 0.7 * across
        for share in (0.02, 0.5, 0.98):  # the number, the leader, the page
            x = link.rectangle[0] + share * (link.rectangle[2] - link.rectangle[0])
            y = (link.rectangle[1] + link.rectangle[3]) / 2
            assert raw.FPDFLink_GetLinkAtPoint(page.raw, x, y)


# ── abbreviations ─────────────────────────────────────────────────────────────────────────


def expansions(root: Tag) -> Iterator[tuple[str, str]]:
    """Every abbreviation that says what it stands for, with that."""
    for tag in root.all("Span"):
        if tag.key("E") and "TLP" not in tag.key("E"):
            yield plain(tag.text), tag.key("E")


def test_acronyms_say_what_they_stand_for_first_under_each_heading() -> None:
    """Not where they are spelled out, not each time, not where the word itself is meant."""
    assert list(expansions(read_tags(text()))) == [
        ("KFOR", "Kosovo Force"),
        ("LMTs", "Liaison and Monitoring Teams"),
    ]


def test_acronyms_in_cells_of_a_table_say_what_they_stand_for() -> None:
    """Heads of its rows too; not heads of columns, which are heard again with each cell."""
    body = "Text.\n\n| Who | KFOR |\n|---|---|\n| LMT | KFOR and KFOR |\n| KFOR | none |\n"
    assert list(expansions(read_tags(text(body=body)))) == [
        ("LMT", "Liaison and Monitoring Team"),
        ("KFOR", "Kosovo Force"),
    ]


def test_expansions_are_on_slides_and_cards_as_well(tmp_path: Path) -> None:
    """On a card, which spells nothing out above its foot, the first in the answer says it."""
    briefing = cards_of("/// qa | Who has LMTs?\n\nKFOR has LMTs. KFOR pays.\n///\n")
    result = built_cards(tmp_path, briefing)
    assert list(expansions(read_tags(Path(result.path)))) == [
        ("KFOR", "Kosovo Force"),
        ("LMTs", "Liaison and Monitoring Teams"),
    ]


# ── cards ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("duplex", ["", "long", "short"])
def test_a_card_is_one_section_question_then_answer(tmp_path: Path, duplex: str) -> None:
    """Wherever its answer is printed, it is read behind its question; its topic is read once."""
    parts = "//// pressed\nPressed {0}.\n////\n"
    bodies = (
        f"/// qa | Question {name}?\n    topic: About {name}\n\nAnswer {name}.\n\n"
        f"{parts.format(name)}///\n"
        for name in ("alpha", "beta", "gamma", "delta", "epsilon")
    )
    briefing = cards_of("\n".join(bodies))
    options = PrintOptions(duplex=duplex)
    result = built_cards(tmp_path, briefing, "policy", print_options=options)
    assert result.delivered, result.findings
    cards = read_tags(Path(result.path)).all("Sect")
    assert len(cards) == 5
    for card, name in zip(cards, ("alpha", "beta", "gamma", "delta", "epsilon"), strict=True):
        assert headings(card) == [
            ("H1", f"Question {name}?"),
            ("H2", "Line to take"),
            ("H2", "If pressed"),
        ]
        words = plain(card.text)
        assert words.count(f"About {name}") == 1
        assert words.index("Question") < words.index(f"Answer {name}.") < words.index("Pressed")
        pages = {page for tag in card.walk() for page in tag.pages}
        assert len(pages) == (2 if duplex else 1)


# ── titles ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("format_", "label"),
    [
        ("pack", "Two pages"),
        ("slides", "Slides"),
        ("notes", "Speaker's notes, not for distribution"),
    ],
)
def test_the_title_says_which_of_the_pdfs_it_is(tmp_path: Path, format_: str, label: str) -> None:
    """In the bar of its window, in the information dictionary and in XMP alike."""
    briefing = deck_of(tmp_path, "Text.\n\n/// slide | One\n- A point\n///\n")
    result = make_deck(briefing, tmp_path, format_)
    with pikepdf.open(result.path) as pdf:
        title = f"{briefing.settings.title} – {label}"
        assert str(pdf.docinfo["/Title"]) == title
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == title
