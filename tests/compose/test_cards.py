"""Question cards: what is on them (cases in ``cases/cards.md``), and that fronts and backs meet."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.build.pipeline import expectation_of
from briefing.model.errors import ContentError
from briefing.model.findings import Location, Severity, errors
from briefing.model.formats import PrintOptions
from briefing.model.imposition import card_sheet, cut_marks
from briefing.model.paper import Paper
from briefing.prove import prove
from briefing.select.selection import make_edition, select
from support.bodies import kfor, theme
from support.cards import Leaf, built_cards, cards_of, composed_cards, leaves
from support.cases import Case, read_cases
from support.validators import pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path


CASES = read_cases("cards.md")
LINES = "One sentence after another is said to all who ask. " * 3
SETUPS = [
    PrintOptions(card=card, duplex=duplex)
    for card, duplex in product(("a6", "a5"), ("long", "short"))
]
PAPERS = ("A4", "Letter")
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")
SEVERAL = "".join(
    f"/// qa | Question {name}?\n    topic: About {name}\n\nAnswer {name}.\n\n"
    f"//// pressed\nPressed {name}.\n////\n///\n\n"
    for name in NAMES
)


# ── what is on them ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_cards_hold_what_is_listed(case: Case) -> None:
    """For each reader of the case the blocks are those listed, in their order, and no others."""
    briefing = cards_of(case.blocks["section"])
    for reader, expected in case.blocks.items():
        if reader == "findings":
            found = composed_cards(briefing, "policy").document.findings
            said = [f"{f.location} {f.code} {f.message}" for f in found]
            assert said == expected.splitlines()
            assert all(f.severity is Severity.WARNING and f.hint for f in found)
        elif reader != "section":
            blocks = composed_cards(briefing, reader).blocks
            printed = [
                " ".join(block.replace("\N{NO-BREAK SPACE}", " ").split()) for block in blocks
            ]
            assert printed == expected.splitlines()


def test_the_answers_are_on_the_sheet_behind_the_questions() -> None:
    """Number and topic stand on both sides; a sheet of backs follows each sheet of fronts. Who
    hears them hears each answer behind its question, and the topic once."""
    composition = composed_cards(cards_of(SEVERAL), "policy", PrintOptions(duplex="long"))
    names = [fragment.name for fragment in composition.fragments]
    assert names == ["sheet 1 question", "sheet 1 answer", "sheet 2 question", "sheet 2 answer"]
    blocks = list(composition.blocks)
    assert blocks[:4] == ["1 / 5 About alpha", "Question alpha?", "Line to take", "Answer alpha."]
    second = blocks.index("2 / 5 About beta")
    assert blocks[second + 1] == "Question beta?"
    assert composition.repeated == tuple(f"{n} / 5 About {name}" for n, name in enumerate(NAMES, 1))
    assert all(fragment.pages == 1 for fragment in composition.fragments)
    assert [entry.title for entry in composition.outline] == [f"Question {n}?" for n in NAMES]


def test_an_edition_without_questions_says_what_to_write() -> None:
    """No empty sheet is printed where nothing is asked (B307)."""
    with pytest.raises(ContentError) as caught:
        composed_cards(cards_of("Narrative only.\n"))
    [finding] = caught.value.findings
    assert finding.code == "B307"
    assert "no section has one" in finding.message
    assert "/// qa" in finding.hint


def test_cards_leave_no_heading_in_packs() -> None:
    """A section of nothing but questions is not in texts, and no slide is made of it."""
    for format_ in ("pack", "slides"):
        edition = make_edition(kfor(), "public", "full", format_)
        assert "cards" not in {section.id for section in select(kfor(), edition).sections}


# ── what they must not hold ───────────────────────────────────────────────────────────────

SECRET = (
    "/// qa | Will it grow?\n    topic: Strength\n\nThe number is that of today.\n\n"
    "//// pressed\nAsk the marzipan desk.\n////\n\n"
    "//// background\nThe kumquat plan foresees it.\n////\n///\n\n"
    "/// qa | Is there a quince plan?\n    topic: Persimmon\n    owner: Tangerine desk\n"
    "    release: partner\n\nNot that we know.\n///\n"
)


def test_the_marking_is_that_of_the_highest_level_on_the_cards(tmp_path: Path) -> None:
    """Who gets no pressed answer gets cards that all may have."""
    briefing = cards_of(SECRET)
    assert built_cards(tmp_path, briefing, "public").marking == "TLP:CLEAR"
    assert built_cards(tmp_path, briefing, "policy").marking == "TLP:GREEN"


def test_the_proof_finds_what_a_reader_is_not_cleared_for(tmp_path: Path) -> None:
    """Cards for policy staff are refused as cards for the public, by each part that is withheld."""
    briefing = cards_of(SECRET)
    result = built_cards(tmp_path, briefing, "policy")
    assert result.delivered, result.findings
    expectation = expectation_of(briefing, composed_cards(briefing, "public"), theme())
    findings = prove(result.path, expectation, Location("cards.pdf")).findings
    told = " ".join(finding.message for finding in findings if finding.code == "P121")
    for word in ("marzipan", "kumquat", "quince", "persimmon"):
        assert word in told
    assert "Tangerine desk" in expectation.withheld


def test_withheld_answers_are_not_in_the_file(tmp_path: Path) -> None:
    """Neither text nor bookmarks nor names of an edition for all tell of the rest."""
    result = built_cards(
        tmp_path, cards_of(SECRET), "public", print_options=PrintOptions(duplex="short")
    )
    assert result.delivered, result.findings
    with pdfium.PdfDocument(result.path) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
        marks = [mark.get_title() for mark in document.get_toc()]
    assert "1 / 1" in text
    assert "Strength" in text
    assert "Pressed" not in text
    assert marks == ["Will it grow?"]


# ── what does not fit ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "duplex", "slot"),
    [
        (f"/// qa | Q?\n\n{LINES * 8}\n///\n", "", "question and answer"),
        (f"/// qa | Q?\n\n{LINES * 12}\n///\n", "long", "answer"),
        (f"/// qa | {LINES * 4}?\n\nYes.\n///\n", "short", "question"),
        (f"/// qa | Q?\n    topic: {LINES}\n\nYes.\n///\n", "", "topic"),
        (f"/// qa | Q?\n    source: {LINES * 30}\n\nYes.\n///\n", "", "question and answer"),
        (f"/// qa | Q?\n    owner: {LINES * 30}\n\nYes.\n///\n", "long", "answer"),
    ],
)
def test_what_runs_over_is_an_error_at_its_card(
    tmp_path: Path, body: str, duplex: str, slot: str
) -> None:
    """The finding names the line of the card, the slot and by how much (B511)."""
    briefing = cards_of("/// qa | First?\n\nFits.\n///\n\n" + body)
    result = built_cards(tmp_path, briefing, print_options=PrintOptions(duplex=duplex))
    assert not result.delivered
    [fault] = errors(result.findings)
    assert fault.code == "B511"
    assert str(fault.location) == "small/sections/only.md:9"
    assert f"“{slot}”" in fault.message
    assert " mm" in fault.message


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("card", ["a6", "a5"])
@pytest.mark.parametrize("audience", ["public", "policy"])
def test_the_longest_answers_fit(tmp_path: Path, audience: str, paper: str, card: str) -> None:
    """A question of two lines, sixty words, forty if pressed and thirty of background."""
    words = ["Everybody", "here", "must", "understand", "what", "troops", "may", "do", "today"]
    said = [" ".join((words * 9)[:count]) + "." for count in (60, 40, 30)]
    briefing = cards_of(
        "/// qa | Why would anybody ask a question as long as this one is?\n"
        f'    source: "[@mta; @unscr1244]"\n\n{said[0]}\n\n//// pressed\n{said[1]}\n////\n\n'
        f"//// background\n{said[2]} KFOR. LMT.\n////\n///\n"
    )
    result = built_cards(tmp_path, briefing, audience, paper, PrintOptions(card=card))
    assert result.findings == ()


# ── on paper ──────────────────────────────────────────────────────────────────────────────


def _cells(leaf: Leaf, card: str) -> list[tuple[int, int]]:
    columns, rows = (2, 1) if card == "a5" else (2, 2)
    assert (leaf.width > leaf.height) == (card == "a5")
    return [(row, column) for row in range(rows) for column in range(columns)]


def _cell(leaf: Leaf, card: str, x: float, y: float) -> tuple[int, int]:
    """Row and column of a place after the sheet is cut."""
    rows = 1 if card == "a5" else 2
    return int((1 - y / leaf.height) * rows), int(x / leaf.width * 2)


def _turned(leaf: Leaf, duplex: str, x: float, y: float) -> tuple[float, float]:
    """Where a place of the back lies, seen through the sheet from its front.

    A printer turns the sheet about one of its edges: what is left of an upright edge comes to lie
    right of it, what is above a level edge comes to lie below.
    """
    long_is_upright = leaf.height > leaf.width
    about_upright = (duplex == "long") == long_is_upright
    return (leaf.width - x, y) if about_upright else (x, leaf.height - y)


def _seen_from_behind(x: float, y: float) -> tuple[float, float]:
    """A direction on a card once it is turned over like a page, about its upright edge."""
    return -x, y


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all cards are printed in several ways: what they have in common is typeset once."""
    return tmp_path_factory.mktemp("sheets")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "print_options",
    SETUPS,
    ids=lambda print_options: f"{print_options.card}-{print_options.duplex}",
)
def test_behind_each_question_is_its_answer_and_upright(
    sheets: Path, paper: str, print_options: PrintOptions
) -> None:
    """The finished sheets, turned as the printer turns them and cut, are cards that match."""
    result = built_cards(sheets, cards_of(SEVERAL), "policy", paper, print_options)
    assert result.delivered, result.findings
    wanted = [f"{what} {name}" for what in ("Question", "Answer", "Pressed") for name in NAMES]
    pages = leaves(result.path, wanted)
    asked = 0
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        for name in NAMES:
            if not front.found[f"Question {name}"]:
                assert not back.found[f"Answer {name}"]
                continue
            asked += 1
            [question] = front.found[f"Question {name}"]
            assert (question.along, question.up) == ((1, 0), (0, 1))
            assert not front.found[f"Answer {name}"]
            cell = _cell(front, print_options.card, question.x, question.y)
            for part in ("Answer", "Pressed"):
                [answer] = back.found[f"{part} {name}"]
                behind = _turned(back, print_options.duplex, answer.x, answer.y)
                assert _cell(front, print_options.card, *behind) == cell
                origin = _turned(back, print_options.duplex, 0, 0)
                for direction, upright in ((answer.along, (1, 0)), (answer.up, (0, 1))):
                    tip = _turned(back, print_options.duplex, *direction)
                    through = tip[0] - origin[0], tip[1] - origin[1]
                    assert _seen_from_behind(*through) == pytest.approx(upright, abs=0.01)
    assert asked == len(NAMES)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "print_options",
    [*SETUPS, PrintOptions(), PrintOptions(card="a5")],
    ids=lambda print_options: f"{print_options.card}-{print_options.duplex}",
)
def test_each_card_is_marked_at_head_and_foot(
    sheets: Path, paper: str, print_options: PrintOptions
) -> None:
    """Also those that stay empty on the last sheet, and so each sheet at head and foot (P120)."""
    result = built_cards(sheets, cards_of(SEVERAL), "policy", paper, print_options)
    assert result.delivered, result.findings
    for leaf in leaves(result.path, ["TLP:GREEN"]):
        cells = _cells(leaf, print_options.card)
        rows = len(cells) // 2
        marked: dict[tuple[int, int], list[float]] = {cell: [] for cell in cells}
        for mark in leaf.found["TLP:GREEN"]:
            height = (mark.y / leaf.height * rows) % 1
            marked[_cell(leaf, print_options.card, mark.x, mark.y)].append(height)
        for heights in marked.values():
            low, high = sorted(heights)
            assert low < 0.1
            assert high > 0.9


def test_cards_are_numbered_in_reading_order_on_the_sheet() -> None:
    """Fronts and backs cover the sheet without gap or overlap, each place once."""
    for paper, print_options in product((Paper("A4", 210, 297, 27, 18, 22, 22),), SETUPS):
        sheet = card_sheet(paper, print_options.card, print_options.duplex)
        area = sheet.paper.width_mm * sheet.paper.height_mm
        for boxes in (sheet.fronts, sheet.backs):
            assert len(set(boxes)) == len(boxes)
            assert sum(box.width * box.height for box in boxes) == pytest.approx(area)
        assert [(b.top, b.left) for b in sheet.fronts] == sorted(
            (b.top, b.left) for b in sheet.fronts
        )


def test_cut_marks_stand_on_the_cuts_and_on_the_sheet() -> None:
    """At every end of a cut is a mark that reaches 9 mm in, beyond what printers leave blank."""
    paper = Paper("A4", 210, 297, 27, 18, 22, 22)
    marks = cut_marks(card_sheet(paper, "a6", ""))
    assert {mark.left for mark in marks if not mark.width} == {105}
    assert {mark.top for mark in marks if not mark.height} == {148.5}
    assert (105, 2.0, 7.0) in {(mark.left, mark.top, mark.height) for mark in marks}
    assert (105, 288.0, 7.0) in {(mark.left, mark.top, mark.height) for mark in marks}
    assert len(cut_marks(card_sheet(paper, "a5", ""))) == 2


def test_cards_are_accessible(tmp_path: Path) -> None:
    """Turned backs too: tagged in the order of their numbers, questions as headings (PDF/UA-1)."""
    result = built_cards(
        tmp_path, cards_of(SEVERAL), "policy", print_options=PrintOptions(duplex="short")
    )
    assert pdfua_failures(result.path) == []
