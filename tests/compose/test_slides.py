"""Slides, handouts and notes: what is on them, that it fits, and that it is the same on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing.compose import PageFurniture, compose_furniture
from briefing.files.themes import theme_of
from briefing.model.composition import Fragment
from briefing.model.content import Node
from briefing.model.deck import AGENDA, CLOSING, COVER, DeckBody
from briefing.model.errors import ContentError
from briefing.model.findings import Location, Severity, errors
from briefing.model.formats import PrintOptions, print_options_of
from briefing.model.formats.handout import OUTLINE, PER_PAGE
from briefing.model.node_text import block_text, inline_text
from briefing.prove import prove
from briefing.prove.extract.pdf_reader import read_pdf
from briefing.resolve import resolve
from briefing.resolve.citation_stripping import CitationStripper
from briefing.resolve.slot_layout import assign_slots
from briefing.select.selection import editions, make_edition, select
from briefing.typeset.weasyprint_engine import typeset
from support.bodies import compose, theme
from support.cases import Case, read_cases
from support.decks import deck_of, make_deck
from support.validators import pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model.content import Briefing
    from briefing.model.document import Document
    from briefing.model.edition import Selection

pytestmark = pytest.mark.usefixtures("kept_renderer")

DECK = """\
Said to the first. [@unscr1244]

/// slide | Three tasks
    id: tasks
- Secure environment [@unscr1244, para 9]
- [A report](https://example.org/report)
- Back to [the tasks](#tasks)
///

/// slide | Growing again
//// number | {{ troops }}
troops
////

//// figure
    src: figures/large.svg
    alt: A grey box.
////
///

/// slide | For policy only
    audience: policy
- The kumquat plan
///

/// slide | What they say
> The presence continues.

Resolution 1244

//// notes
The marzipan remark is said, not shown.
////
///
"""


# ── what is on them ───────────────────────────────────────────────────────────────────────


def _shown(briefing: Briefing, audience: str, length: str, format_: str) -> list[str]:
    edition = make_edition(briefing, audience, length, format_)
    try:
        document = _document(briefing, select(briefing, edition))
    except ContentError as error:
        if [finding.code for finding in error.findings] != ["B307"]:
            raise
        return []  # nothing is selected
    lines = []
    for slide in _deck(document).slides:
        if length == "short" and slide.generated:
            continue
        words = [block.text for block in replace(slide, script=(), source=()).text_blocks()]
        if slide.layout == COVER:
            words = [document.head.title, document.head.standfirst]
        elif slide.layout in {AGENDA, CLOSING}:
            words.insert(0, slide.plain_title)
        words += [f"Source: {inline_text(slide.source)}"] if slide.source else []
        lines.append(" | ".join(" ".join(w.split()) for w in words))
        said = block_text(slide.script)
        if format_ == "notes" and said:
            lines.append(f"> {' '.join(said.split())}")
    return lines


def _document(briefing: Briefing, selection: Selection) -> Document:
    return resolve(briefing, selection, theme().labels_for("en"))


def _deck(document: Document) -> DeckBody:
    assert isinstance(document.body, DeckBody)
    return document.body


@pytest.mark.parametrize("case", read_cases("decks.md"), ids=lambda case: case.title)
def test_a_deck_is_composed_as_written(case: Case, tmp_path: Path) -> None:
    """For each reader the slides are those listed, in their order, and no others."""
    briefing = deck_of(tmp_path, case.blocks["section"])
    for reader, expected in case.blocks.items():
        if reader != "section":
            audience, *length, format_ = reader.split()
            lines = _shown(briefing, audience, length[0] if length else "short", format_)
            assert lines == expected.splitlines()


@pytest.mark.finds("B607", "B608")
def test_what_slides_and_notes_leave_out_is_told(tmp_path: Path) -> None:
    """Points for which there is no room, where nobody is given the rest; a table nobody says."""
    points = "".join(f"- Point {n}\n" for n in range(9))
    briefing = deck_of(tmp_path, f"{points}\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    expected = {"slides": ("B607", 2, "6 of its 9 points"), "notes": ("B608", 14, "a table")}
    for format_, (code, line, words) in expected.items():
        selection = select(briefing, make_edition(briefing, "public", "short", format_))
        [finding] = _document(briefing, selection).findings
        assert (finding.code, finding.severity) == (code, Severity.WARNING)
        assert finding.location.line == line
        assert words in finding.message


def test_one_column_of_two_is_the_text_of_its_slide() -> None:
    """The other is for other readers: half a slide is not left empty for it."""
    one = Node("column", (), (Node("p", (), ("Words",)),))
    assert assign_slots("two-column", (one,)).slots == (("body", (one,)),)
    assert [name for name, _ in assign_slots("", (one, one)).slots] == ["left", "right"]


def test_a_point_that_holds_a_source_alone_is_no_point() -> None:
    """The source is named at the foot; no bullet is left standing for it."""
    cited = Node("li", (), (Node("p", (), (Node("citation", (), ("1",)),)),))
    words = Node("li", (), ("Words",))
    stripper = CitationStripper()
    assert stripper.all((Node("ul", (), (cited, words)),)) == (Node("ul", (), (words,)),)
    assert stripper.blocks((Node("ul", (), (cited,)),)) == ()
    assert list(stripper.numbers) == [1]


# ── whether it fits ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", read_cases("overruns.md"), ids=lambda case: case.title)
def test_what_does_not_fit_is_told_at_its_line(case: Case, tmp_path: Path) -> None:
    """Each finding has the place of its slide or contract, and the PDF is not delivered."""
    bodies = [case.blocks.get("section", "").replace("{again}", "And again, a sentence. " * 300)]
    if "many sections" in case.blocks:
        bodies = ["A sentence.\n"] * 40
    format_ = case.blocks.get("format", "slides").strip()
    length = case.blocks.get("length", "full" if len(bodies) > 1 else "short").strip()
    notes = format_ == "handout"
    changes = dict(line.split(" ⇒ ") for line in case.blocks.get("settings", "").splitlines())
    changes["title: Only"] = f"title: {case.blocks.get('title', 'Only').strip()}"
    result = make_deck(
        deck_of(tmp_path, *bodies, changes=changes),
        tmp_path,
        format_,
        audience="policy" if notes else "public",
        length=length,
        print_options=PrintOptions(per_page="notes") if notes else None,
    )
    expected = case.blocks["says"].splitlines()
    assert len(result.findings) == len(expected), "\n".join(map(str, result.findings))
    for finding, line in zip(result.findings, expected, strict=True):
        place, code, words = re.split(r" (B\d+) ", line, maxsplit=1)
        assert str(finding.location).removeprefix("small/") == place
        assert finding.code == code
        assert words in finding.message
        assert finding.hint
    assert result.delivered == (not errors(result.findings))


CHART = """
    alt: A chart.
    source: "[@unscr1244]"

```chart
mark: bar
encoding:
  x: {field: a, type: nominal}
  y: {field: b, type: quantitative}
data:
  values: [{a: one, b: 1}, {a: two, b: 2}]
```
"""


@pytest.mark.parametrize(
    "around",
    [
        f"//// figure{CHART}////",
        f"- Words\n\n//// figure{CHART}////",
        f"//// number | 5\nthings\n////\n\n//// figure{CHART}////",
        f"//// column\n///// figure{CHART}/////\n////\n\n//// column\nWords\n////",
    ],
    ids=["alone", "beside text", "beside a number", "in a column"],
)
def test_a_chart_can_be_read_wherever_it_stands(around: str, tmp_path: Path) -> None:
    """It is drawn for its place on the slide, and not drawn for the whole width and scaled."""
    result = make_deck(deck_of(tmp_path, f"/// slide | One\n{around}\n///\n"), tmp_path)
    assert not result.findings
    assert result.delivered


@pytest.mark.finds("B513")
def test_a_slide_that_flows_on_is_found() -> None:
    """A sheet is one page; what is laid out on two is reported, whatever stands on it."""
    html = "<html lang='en'><head><title>x</title></head><body><p>a</p>"
    fragment = Fragment("slide 1", f"{html}<p style='break-before: page'>b</p>", pages=1)
    [finding] = typeset(fragment, (), theme().assets).findings
    assert finding.code == "B513"
    assert "takes 2 pages instead of 1" in finding.message


@pytest.mark.parametrize(("points", "told"), [(17.9, True), (18, False)])
def test_text_smaller_than_the_message_may_be_is_found(points: float, *, told: bool) -> None:
    """Measured as laid out, whatever rule of a style sheet made it small."""
    html = (
        "<html lang='en'><head><title>x</title></head><body><section data-block='a.md:7'>"
        "<div data-slot='body' data-smallest='18' data-least='10'>"
        f"<p style='font-size: {points}pt'>Words</p>"
        "<p class='as-of' style='font-size: 10pt'>now</p>"
        "</div></section></body></html>"
    )
    found = typeset(Fragment("slide 1", html, pages=1), (), theme().assets).findings
    assert [(f.code, str(f.location)) for f in found] == ([("B512", "a.md:7")] if told else [])


# ── the same on paper ─────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    """The small briefing with the deck above."""
    return deck_of(tmp_path_factory.mktemp("deck"), DECK)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is printed in several ways: what they have in common is typeset once."""
    return tmp_path_factory.mktemp("sheets")


def _text(path: Path) -> str:
    """The text of a file in the order of its tags, furniture left aside, without spaces."""
    out = []
    for page in read_pdf(path).pages:
        pieces = sorted((p for p in page.text_objects if not p.artifact), key=lambda p: p.path)
        out += [page.text[char] for piece in pieces for char in piece.chars]
    return re.sub(r"[\s\ufffe]+", "", "".join(out))


def _links(path: Path) -> Iterator[str]:
    """Where the links of a file lead: an address, or the text of the page they go to."""
    with pypdfium2.PdfDocument(path) as document:
        raw = pypdfium2.raw
        for page in document:
            for n in range(raw.FPDFPage_GetAnnotCount(page)):
                link = raw.FPDFAnnot_GetLink(raw.FPDFPage_GetAnnot(page, n))
                if not link:
                    continue
                goal = raw.FPDFLink_GetDest(document, link)
                if goal:
                    index = raw.FPDFDest_GetDestPageIndex(document, goal)
                    assert "Three tasks" in document[index].get_textpage().get_text_bounded()
                    yield "tasks"
                else:
                    yield "address"


@pytest.mark.parametrize("shape", ["16:9", "4:3"])
@pytest.mark.parametrize("per_page", [p for p in PER_PAGE.choices if p != OUTLINE])
def test_a_handout_says_what_its_slides_say(
    briefing: Briefing, sheets: Path, per_page: str, shape: str
) -> None:
    """The text layer of each handout is that of its slides, in order, and its links work.

    Besides, it says what it is, and before each slide which of them it is.
    """
    slides = make_deck(briefing, sheets, print_options=PrintOptions(shape=shape))
    handout = make_deck(briefing, sheets, "handout", print_options=PrintOptions(shape, per_page))
    assert slides.findings == ()
    # Public owns no notes: lines to write on stand in their place, which is told.
    empty = ["B613"] if per_page == "notes" else []
    assert [finding.code for finding in handout.findings] == empty
    said = re.sub(
        r"(?<=TLP:CLEAR)Asmallbriefing·forthepublic·Handout[^/]*?(?=1/5)", "", _text(handout.path)
    )
    for number in range(1, 6):
        said = said.replace(f"{number}/5", "", 1)
    assert said == _text(slides.path) != ""
    assert list(_links(slides.path)) == list(_links(handout.path)) == ["address", "tasks"]
    assert pdfua_failures(handout.path) == []


@pytest.mark.parametrize("order", ["horizontal", "vertical"])
def test_slides_stand_on_their_sheet_in_the_order_asked_for(
    briefing: Briefing, sheets: Path, order: str
) -> None:
    """In rows the second slide is right of the first, in columns below it."""
    result = make_deck(
        briefing, sheets, "handout", print_options=PrintOptions(per_page="4", order=order)
    )
    with pypdfium2.PdfDocument(result.path) as document:
        page = document[0]
        text = page.get_textpage()
        first, second = (_place(text, words) for words in ("A small briefing", "Three tasks"))
        width, height = page.get_size()
    assert width > height
    assert (second[0] > first[0] + width / 4) == (order == "horizontal")
    assert (second[1] < first[1] - height / 4) == (order == "vertical")


def _place(text: pypdfium2.PdfTextPage, words: str) -> tuple[float, float]:
    found = text.search(words).get_next()
    assert found, words
    left, bottom, _, _ = text.get_charbox(found[0])
    return left, bottom


def test_every_set_up_has_a_file_name_of_its_own(briefing: Briefing) -> None:
    """No handout takes the place of another."""
    names = [
        edition.file_name
        for format_ in briefing.settings.formats
        for print_options in print_options_of(format_)
        for edition in editions(briefing, "", print_options, format_)
    ]
    assert len(names) == len(set(names))
    assert "small-public-short-handout-4up-vertical-4x3.pdf" in names
    assert "small-public-short-slides.pdf" in names


# ── right reader ──────────────────────────────────────────────────────────────────────────


def test_what_is_said_is_in_no_file_that_is_handed_out(briefing: Briefing, tmp_path: Path) -> None:
    """Neither notes nor narrative: not on slides, nor on handouts of those who own no notes."""
    for format_, print_options in (
        ("slides", PrintOptions()),
        ("handout", PrintOptions(per_page="notes")),
    ):
        text = _text(make_deck(briefing, tmp_path, format_, print_options=print_options).path)
        assert "marzipan" not in text
        assert "Saidtothefirst" not in text


def test_notes_stand_on_the_handout_of_those_who_own_them(
    briefing: Briefing, tmp_path: Path
) -> None:
    """Below their slide, and in no other handout."""
    own = {
        per_page: _text(
            make_deck(
                briefing,
                tmp_path,
                "handout",
                audience="policy",
                print_options=PrintOptions(per_page=per_page),
            ).path
        )
        for per_page in ("3", "notes")
    }
    assert "marzipan" in own["notes"]
    assert "Saidtothefirst" in own["notes"]
    assert "marzipan" not in own["3"]


def test_the_proof_of_slides_finds_notes_in_them(briefing: Briefing, tmp_path: Path) -> None:
    """The speaker's own file, held against what the audience's may say."""
    from briefing.build.pipeline import compose_edition, expectation_of
    from briefing.cache.cache import Cache

    notes = make_deck(briefing, tmp_path, "notes")
    edition = make_edition(briefing, "public", "short", "slides")
    composed = compose_edition(briefing, edition, theme_of(briefing), Cache(tmp_path / "store"))
    expectation = expectation_of(briefing, composed.composition, theme_of(briefing))
    found = prove(notes.path, expectation, Location("notes")).findings
    assert any("marzipan" in finding.message for finding in errors(found))


def test_a_withheld_column_leaves_no_empty_half(tmp_path: Path) -> None:
    """What is left has the whole slide, as if the other had never been written."""
    body = "/// slide | T\n//// column | One\n- Left\n////\n\n//// column | Other\n"
    body += "    audience: policy\n- Right\n////\n///\n"
    briefing = deck_of(tmp_path, body)
    slots = {}
    for audience in ("public", "policy"):
        selection = select(briefing, make_edition(briefing, audience, "short", "slides"))
        [slide] = (s for s in _deck(_document(briefing, selection)).slides if not s.generated)
        slots[audience] = [slot.name for slot in slide.slots]
    assert slots == {"public": ["body"], "policy": ["left", "right"]}


@pytest.mark.parametrize("format_", ["slides", "handout", "notes"])
def test_sources_of_what_is_said_count_as_withheld(tmp_path: Path, format_: str) -> None:
    """No deck names them, so the proof must take them for a leak."""
    briefing = deck_of(tmp_path, "One point. It was resolved. [@unscr1244]\n")
    selection = select(briefing, make_edition(briefing, "policy", "short", format_))
    assert _document(briefing, selection).cited == frozenset()


def test_slides_are_marked_for_what_is_on_them(tmp_path: Path) -> None:
    """Narrative of a higher level, which slides do not hold, does not raise their marking."""
    body = 'Secret to some. {: release="partner" }\n\n/// slide | Open\n- One\n///\n'
    briefing = deck_of(tmp_path, body)
    assert make_deck(briefing, tmp_path, audience="policy").marking == "TLP:CLEAR"
    assert make_deck(briefing, tmp_path, "notes", audience="policy").marking == "TLP:GREEN"


@pytest.mark.parametrize(
    ("body", "marking"),
    [
        ('Open.\n\nSecret to some. {: release="partner" }\n', "TLP:GREEN"),
        ('Open. And more. [Secret to some.]{release="partner"}\n\nMore.\n', "TLP:CLEAR"),
        ('- Open\n- [Secret]{release="partner"} and open\n', "TLP:GREEN"),
        ('- Open\n\nSecret to some. {: release="partner" }\n', "TLP:CLEAR"),
        ('## Head {: release="partner" }\n\nSecret to some.\n', "TLP:GREEN"),
        ('/// slide | [A]{release="partner"} title\n- One\n///\n', "TLP:GREEN"),
    ],
)
@pytest.mark.parametrize("format_", ["slides", "handout"])
def test_a_deck_is_marked_with_the_highest_level_on_it(
    tmp_path: Path, body: str, marking: str, format_: str
) -> None:
    """Of slides made of key points, those key points count and not the text they are taken from."""
    briefing = deck_of(tmp_path, body)
    selection = select(briefing, make_edition(briefing, "policy", "short", format_))
    assert compose(briefing, selection, theme()).head.marking == marking


def test_what_a_section_found_raises_the_marking_where_it_is_shown(tmp_path: Path) -> None:
    """Before a section of a single slide it is not shown, and a deck without breaks has none."""
    found = "/// finding | Secret to some\n    release: partner\n///\n\n"
    one, two = ("/// slide | Open\n- One\n///\n", "/// slide | Two\n- Two\n///\n")
    for body, length, marking in (
        (found + one + two, "full", "TLP:GREEN"),
        (found + one + two, "short", "TLP:CLEAR"),
        (found + one, "full", "TLP:CLEAR"),
    ):
        briefing = deck_of(tmp_path / f"{len(body)}{length}", body)
        selection = select(briefing, make_edition(briefing, "policy", length, "slides"))
        assert compose(briefing, selection, theme()).head.marking == marking


# ── speaker's notes ───────────────────────────────────────────────────────────────────────


def test_notes_tell_the_time(briefing: Briefing, tmp_path: Path) -> None:
    """Planned minutes share out the slot; the clock runs from slide to slide, beside the slides and
    in the bookmarks."""
    result = make_deck(briefing, tmp_path, "notes")
    assert result.delivered
    with pypdfium2.PdfDocument(result.path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        starts = [entry.get_title().partition(" ")[0] for entry in document.get_toc()]
    text = re.sub(r"\s+", "", "".join(pages))
    assert starts == ["0:00", "0:30", "3:30", "6:30", "9:30"]
    assert "planned3:00min" in text  # ten minutes less two half ones, for three slides
    assert "from0:30to3:30" in text
    assert "from9:30to10:00" in text
    assert "4words,0:02at140aminute" in text
    assert text.count("10:00minplannedof10:00") == len(pages)
    assert pdfua_failures(result.path) == []


@pytest.mark.parametrize("format_", ["slides", "notes"])
def test_a_slide_is_the_same_fragment_wherever_it_stands(format_: str, tmp_path: Path) -> None:
    """A deck with a slide more before it, and another slot, typesets it no second time."""
    long = "/// slide | First\n    length: full\nA.\n///\n\nText.\n"
    briefing = deck_of(tmp_path, long, "/// slide | Second\nB.\n///\n\nSaid to it.\n")
    shorter, longer = (
        compose(
            briefing, select(briefing, make_edition(briefing, "policy", length, format_)), theme()
        )
        for length in ("short", "full")
    )
    assert len(longer.fragments) > len(shorter.fragments)
    [one], [other] = (
        [fragment for fragment in deck.fragments if fragment.name == "Second"]
        for deck in (shorter, longer)
    )
    assert (one.html, one.sections) == (other.html, other.sections)


@pytest.mark.parametrize(
    ("format_", "audience", "per_page"),
    [("handout", "public", "3"), ("handout", "policy", "notes"), ("notes", "public", "3")],
)
def test_sheets_are_bound_of_the_slides_that_are_shown(
    briefing: Briefing, format_: str, audience: str, per_page: str
) -> None:
    """No slide is typeset for them that the slides' own file has not; only what is said is."""
    slides, sheets = (
        compose(
            briefing,
            select(
                briefing,
                make_edition(briefing, audience, "short", kind, print_options=print_options),
            ),
            theme(),
        ).fragments
        for kind, print_options in (
            ("slides", PrintOptions()),
            (format_, PrintOptions(per_page=per_page)),
        )
    )
    shown = {fragment.html for fragment in slides}
    others = [fragment for fragment in sheets if fragment.html not in shown]
    assert len(sheets) - len(others) == len(slides)
    assert all(fragment.name.endswith(": notes") for fragment in others)
    assert bool(others) == (per_page == "notes" or format_ == "notes")


@pytest.mark.parametrize(("format_", "kinds"), [("handout", 3), ("notes", 2), ("cards", 2)])
def test_furniture_is_set_once_for_all_sheets_that_are_alike(
    tmp_path: Path, format_: str, kinds: int
) -> None:
    """The first sheet, slides of each ground, sheets with as many lines; what runs from page to
    page is apart, and so is what is read aloud."""
    body = "".join(f"/// slide | {n}\nA.\n///\n\n/// qa | {n}?\nYes.\n///\n\n" for n in range(8))
    briefing = deck_of(tmp_path, body)
    edition = make_edition(briefing, "public", "short", format_)
    composition = compose(briefing, select(briefing, edition), theme())
    params = [sheet.furniture_params for sheet in composition.impositions]
    params = params or [p for f in composition.fragments for p in f.furniture_params]
    sheets = [PageFurniture(str(n), str(len(params)), p) for n, p in enumerate(params, start=1)]
    furniture = compose_furniture(composition, theme(), sheets)
    standing = {below for below, *_ in furniture.laid}
    running = [n for _, *above in furniture.laid for n in above]
    assert standing == set(range(kinds))
    assert running == ([] if format_ == "cards" else [kinds + n for n in range(len(params))])
    made = typeset(furniture.fragment, (), theme().assets)
    assert made.findings == ()
    assert len(made.pages) == furniture.fragment.pages == kinds + len(running)
    aloud = typeset(furniture.spoken, (), theme().assets)
    assert aloud.findings == ()
    assert len(aloud.pages) == furniture.spoken.pages == len(params)
    assert furniture.read == tuple(range(len(params)))


def test_an_outline_is_text_only(briefing: Briefing, tmp_path: Path) -> None:
    """Pictures are told by their alternative text."""
    result = make_deck(
        briefing, tmp_path, "handout", print_options=PrintOptions(per_page="outline")
    )
    text = _text(result.path)
    assert result.delivered
    assert "Agreybox." in text
    assert "Words" not in text
    assert pdfua_failures(result.path) == []
