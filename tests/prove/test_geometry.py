"""The pages of finished files are measured, by the program and here once more by other means."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.files.themes import load_theme
from briefing.model.findings import Location
from briefing.model.proof import Expectation, PaperPlan
from briefing.prove.completeness import locate
from briefing.prove.extract.extracted import Extract, Inventory, PageText, Picture, TextObject
from briefing.prove.extract.object_reader import ObjectContents
from briefing.prove.extract.pdf_reader import read_pdf
from briefing.prove.geometry.measure import measure
from briefing.prove.letter_stream import stream
from briefing.select.selection import make_edition
from support.cases import Case, read_cases
from support.documents import document, made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from briefing.model.findings import Finding
    from briefing.prove.extract.extracted import Box

Placed: TypeAlias = "tuple[str, Box, tuple[int, ...]]"
"""Words, their box and their path in the structure tree."""
SENTENCE = "The clerk counts the boxes and writes each number in the book before noon. "
SLACK = 2.0


def _written(case: Case) -> Case:
    """The case with its sentences and long words written out."""

    def out(match: re.Match[str]) -> str:
        count = int(match[1])
        return (SENTENCE * count).strip() if match[2] == "sentences" else ("ord" * count)[:count]

    blocks = {
        name: re.sub(r"\{(\d+) (sentences|letters)\}", out, text)
        for name, text in case.blocks.items()
    }
    return replace(case, blocks=blocks)


# ── whole files ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", read_cases("paper.md"), ids=lambda case: case.title)
def test_odd_shapes_are_right_on_paper(case: Case, tmp_path: Path) -> None:
    """Pages begin as listed, nothing is lost or off its place, and what is ugly is told."""
    briefing = document(_written(case), tmp_path / "content")
    edition = make_edition(briefing, "public", "short", "pack")
    [result] = made(briefing, [edition], tmp_path)
    told = [f"{f.location} {f.severity} {f.code}".removeprefix("content/") for f in result.findings]
    assert [line for line in told if "B506" not in line] == case.blocks.get("says", "").splitlines()
    with pdfium.PdfDocument(result.path) as pdf:
        pages = [page.get_textpage() for page in pdf]
        _nothing_is_out_of_place(pages)
        left, bottom, right, top = load_theme("institution").papers["A4"].type_area
        column = left + 0.6 * (right - left)
        area = {"left": left, "bottom": bottom, "right": column, "top": top}
        texts = [" ".join(page.get_text_bounded(**area).split()) for page in pages]
    begun = case.blocks["pages"].splitlines()
    assert len(texts) == len(begun)
    sentence = SENTENCE.strip()
    for text, begins in zip(texts, begun, strict=True):
        if begins == "goes on":  # with a word of a sentence, or a whole one
            assert re.sub(r"\W+", "", text[:20]) in re.sub(r"\W+", "", f"{sentence} {sentence}")
        elif begins != "…":
            assert text.startswith(begins)


def _nothing_is_out_of_place(pages: list[pdfium.PdfTextPage]) -> None:
    """Each letter is between the margins of its page; above and below is only furniture."""
    left, bottom, right, top = load_theme("institution").papers["A4"].type_area
    for number, page in enumerate(pages, start=1):
        around = ""
        for index in range(page.count_chars()):
            letter = page.get_text_range(index, 1)
            x0, y0, x1, y1 = page.get_charbox(index)
            if not letter.strip():
                continue
            assert left - SLACK < x0 <= x1 < right + SLACK, (number, letter)
            if y1 > top + SLACK or y0 < bottom - SLACK:
                around += letter
        length = " · Short" * (number > 1)  # the masthead says it
        furniture = re.sub(r"\s", "", f"A paper · for the public{length} PUBLIC {FOOT}")
        folio = f"{number}/{len(pages)}" * (len(pages) > 1)
        assert sorted(around) == sorted(furniture + folio)


FOOT = "Facts as of 23 November 2026 PUBLIC"


def test_a_title_that_is_too_long_for_its_cover_is_refused_at_its_line(tmp_path: Path) -> None:
    """It is set smaller in steps, and told where it is written when there are no more."""
    [case, *_] = map(_written, read_cases("paper.md"))
    sizes = []
    for repeats in (0, 30, 90):
        title = "A title of many words" + " that goes on and on" * repeats
        settings = f"title: A paper ⇒ title: {title}⏎short_title: A paper"
        briefing = document(
            replace(case, blocks={**case.blocks, "settings": settings}), tmp_path / f"{repeats}"
        )
        edition = make_edition(briefing, "public", "full", "pack")
        [result] = made(briefing, [edition], tmp_path / f"{repeats}")
        faults = [f"{f.location} {f.code}" for f in result.findings if f.severity == "error"]
        if result.path.exists():
            assert faults == []
            [cover, *_] = read_pdf(result.path).pages
            sizes.append(max(o.box[3] - o.box[1] for o in cover.text_objects if o.heading))
        else:
            assert faults == [f"{repeats}/briefing.yaml:1 B511"]
    assert len(sizes) == 2
    assert sizes[0] > sizes[1] > 15


def test_a_contents_list_begins_below_its_heading(tmp_path: Path) -> None:
    """Though it is longer than a page, and no part of it has a sub-heading."""
    names = [f"s{n}" for n in range(50)]
    files = {f"file sections/{n}.md": f"---\ntitle: Part {n}\n---\nText.\n" for n in names}
    settings = f"sections: [one] ⇒ sections: [{', '.join(names)}]"
    case = Case("many parts", {**files, "settings": settings})
    briefing = document(case, tmp_path / "content")
    [result] = made(briefing, [make_edition(briefing, "public", "full", "pack")], tmp_path)
    with pdfium.PdfDocument(result.path) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    assert "Part s0" in next(text for text in texts if "Contents" in text)


@pytest.mark.finds("B524")
def test_a_figure_that_is_made_as_much_lower_as_is_told_fits(tmp_path: Path) -> None:
    """On the page that it left empty."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path d="M0 0H3V2H0Z"/></svg>'
    )
    figure = "/// figure | A\n    src: figures/a.svg\n    alt: A field.\n    place: wide\n"

    def told(height: str) -> list[str]:
        text = f"---\ntitle: One\n---\n{SENTENCE * 17}\n\n{figure}{height}///\n\n{SENTENCE * 9}\n"
        case = Case("a figure", {"file sections/one.md": text, "file figures/a.svg": drawing})
        folder = tmp_path / f"{len(height)}"
        briefing = document(case, folder / "content")
        [result] = made(briefing, [make_edition(briefing, "public", "short", "pack")], folder)
        assert result.delivered
        return [finding.hint for finding in result.findings if finding.code == "B524"]

    [hint] = told("")
    lower = re.search(r"make it (\d+) mm lower", hint)
    assert lower is not None, hint
    assert told(f"    height: {170 * 2 // 3 - int(lower[1])} mm\n") == []


# ── single faults ─────────────────────────────────────────────────────────────────────────


def _found(
    *pages: Sequence[Placed],
    furniture: Sequence[tuple[str, Box]] = (),
    pictures: Sequence[tuple[int, Picture]] = (),
    headings: Sequence[str] = (),
    shown: tuple[str, ...] = (),
    table: int = 0,
    sizes: Mapping[str, float] | None = None,
    smallest: float = 0.0,
) -> list[Finding]:
    """What is measured on pages of 200 by 300 pt with margins of 20 pt, made of texts by their
    words, box and path; a block is written in the line of its place among them."""

    def size(text: str) -> float:
        return (sizes or {}).get(text, 20.0)

    held = []
    for number, texts in enumerate(pages):
        words, objects = "", []
        for text, box, path in texts:
            chars = tuple(range(len(words), len(words) + len(text)))
            heading = text in headings
            objects.append(
                TextObject(chars, path, box=box, heading=heading, table=table, size=size(text))
            )
            words += text + "\n"
        for text, box in furniture:
            chars = tuple(range(len(words), len(words) + len(text)))
            objects.append(
                TextObject(chars, artifact=True, box=box, standing=True, size=size(text))
            )
            words += text + "\n"
        shows = tuple(picture for page, picture in pictures if page == number)
        held.append(PageText(words, tuple(objects), 0, (200.0, 300.0), shows))
    blocks = shown or tuple(text for texts in pages for text, *_ in texts)
    expectation = Expectation(
        shown=blocks,
        lines={text: f"one.md:{n}" for n, text in enumerate(blocks, start=1)},
        paper=PaperPlan((20, 20, 180, 280), frozenset({len(pages)}), "Figure", smallest),
    )
    file = replace(_nothing(), pages=tuple(held))
    letters = stream(file.pages)
    return measure(file, expectation, letters, locate(blocks, letters), Location("a.pdf"))


def _nothing() -> Extract:
    """The extract of a file without anything to measure."""
    return Extract(
        (), (), (), ObjectContents(), Inventory(), "1.7", "", "",
        tagged=True, encrypted=False,
        attachments=(), revisions=1,
    )  # fmt: skip


def _codes(findings: list[Finding]) -> list[str]:
    return [f"{f.location} {f.severity} {f.code}" for f in findings]


FULL = "The last words of a page that is full"
FOOTED: Box = (20, 21, 180, 30)
NEXT = ("What goes on on the next page", (20, 270, 180, 280), (9, 0))


def test_a_page_in_order_is_not_found_fault_with() -> None:
    """Text and picture between the margins, furniture outside them."""
    page = [("One line of text", (20, 260, 180, 270), (0, 0)), (FULL, FOOTED, (1, 0))]
    picture = Picture((20, 100, 180, 250), (2, 0, 0))
    assert _found(page, [NEXT], furniture=(("HEAD", (20, 285, 60, 292)),)) == []
    assert _found(page, pictures=((0, picture),)) == []


@pytest.mark.finds("B505", "B518")
def test_ink_off_its_place_is_one_finding_at_its_line() -> None:
    """Outside the type area is a warning, off the paper an error; a block is told of once."""
    out = ("Sticks out", (20, 200, 190, 210), (0, 0))
    off = ("Is cut off", (20, 180, 210, 190), (1, 0))
    gone = ("Is not there", (250, 180, 270, 190), (1, 0))
    assert _codes(_found([out])) == ["one.md:1 warning B505"]
    assert _codes(_found([out, off])) == ["one.md:1 warning B505", "one.md:2 error B518"]
    assert "3.5 mm of it are lost" in _found([off])[0].message
    assert "lies off the paper" in _found([gone])[0].message
    picture = Picture((20, -30, 180, 100), (3, 1, 0))
    title = ("Figure 1 A tower", (20, 110, 180, 120), (3, 0, 0))
    assert _codes(_found([title], pictures=((0, picture),))) == ["one.md:1 error B518"]


@pytest.mark.finds("B505")
def test_a_picture_from_edge_to_edge_may_pass_the_margins_at_its_sides() -> None:
    """Not one that ends short of the edge, nor one that passes head or foot."""

    def found(box: Box) -> list[str]:
        title = ("Figure 1 A river", (20, 252, 180, 262), (3, 0, 0))
        picture = Picture(box, (3, 1, 0))
        return [c.split()[-1] for c in _codes(_found([title], pictures=((0, picture),)))]

    assert found((0, 100, 200, 250)) == []
    assert found((0, 100, 195, 250)) == ["B505"]
    assert found((0, 10, 200, 250)) == ["B505"]


@pytest.mark.finds("B505")
def test_large_letters_may_overhang_by_more() -> None:
    """The tail of a slanted y at the beginning of a line; in small print that would be a word."""
    line = ("your street", (17.7, 200, 100, 210), (0, 0))
    assert _found([line], sizes={"your street": 20}) == []
    assert _codes(_found([line], sizes={"your street": 10})) == ["one.md:1 warning B505"]


@pytest.mark.finds("B518")
def test_a_table_off_the_paper_is_one_finding() -> None:
    """All its cells are one cause, told where it begins."""
    cells: list[Placed] = [
        (f"Cell number {n}", (n * 40, 200, n * 40 + 30, 210), (5, n, 0)) for n in range(8)
    ]
    assert len(_found(cells)) > 1  # as paragraphs
    assert _codes(_found(cells, table=1)) == ["one.md:1 error B518"]


@pytest.mark.finds("B519", "B520")
def test_what_is_printed_over_something_is_an_error() -> None:
    """Furniture and other text stay legible, and furniture among itself."""
    over = [
        ("A line of text", (20, 40, 120, 50), (0, 0)),
        ("Another one", (60, 42, 160, 52), (1, 0)),
    ]
    assert _codes(_found(over)) == ["one.md:2 error B520"]
    under = ((0, Picture((20, 45, 180, 90), (3, 1, 0))),)
    assert _codes(_found(over[:1], pictures=under)) == ["one.md:1 error B520"]
    foot = ("FOLIO", (80, 41, 100, 49))
    assert _codes(_found(over[:1], furniture=(foot,))) == ["one.md:1 error B519"]
    twice = (foot, ("MARKING", (90, 42, 140, 50)))
    high = [("A line of text", (20, 240, 120, 250), (0, 0))]
    assert _codes(_found(high, furniture=twice)) == ["a.pdf error B519"]


@pytest.mark.finds("B530")
def test_text_that_is_too_small_for_its_print_is_an_error_at_its_line() -> None:
    """Of a block, and of what repeats around it; words in a picture are measured elsewhere."""
    texts = (
        ("A paragraph of text", (20, 200, 180, 216), (0, 0)),
        ("and a smaller one", (20, 100, 180, 110), (0, 1)),
        ("words of a picture", (20, 40, 180, 50), (0, 2, 0, 0)),
    )
    sizes = {"A paragraph of text": 18.0, "and a smaller one": 15.4, "words of a picture": 9.0}
    furniture = [("A paper", (20.0, 285.0, 100.0, 295.0))]
    picture = [(0, Picture((20, 30, 180, 60), (0, 2, 0, 0)))]
    found = partial(_found, texts, furniture=furniture, pictures=picture)
    [fault] = found(smallest=16, sizes=sizes)
    assert (fault.code, str(fault.location)) == ("B530", "one.md:2")
    assert "15.4 pt" in fault.message
    assert found(sizes=sizes) == []
    [fault] = found(smallest=12, sizes={**sizes, "A paper": 8.0})
    assert "“A paper” on page 1 is 8.0 pt high" in fault.message


@pytest.mark.finds("B524", "B525")
def test_a_page_that_ends_too_early_is_told() -> None:
    """Left empty before the next block, or with a heading as its last line."""
    early = [("A line of text", (20, 200, 120, 210), (0, 0))]
    assert _codes(_found(early, [NEXT])) == ["one.md:2 warning B524"]
    assert _found(early) == []  # the last page may
    head = [("A line of text", (20, 260, 120, 270), (0, 0)), ("The heading", FOOTED, (1, 0))]
    assert _codes(_found(head, [NEXT], headings=("The heading",))) == ["one.md:2 warning B525"]


@pytest.mark.finds("B526")
def test_a_word_over_the_end_of_a_page_is_told() -> None:
    """It is found by the block's own words, whatever sign stands at the end of its line."""
    block = "A sentence with an extraordinary word in it"
    for first, then, told in (
        ("A sentence with an extra-", "ordinary word in it", ["one.md:1 warning B526"]),
        ("A sentence with an", "extraordinary word in it", []),
    ):
        pages = ([(first, FOOTED, (0, 0))], [(then, (20, 270, 180, 280), (0, 1))])
        assert _codes(_found(*pages, shown=(block,))) == told


@pytest.mark.finds("B527", "B528")
def test_figures_stand_in_their_order_and_with_their_titles() -> None:
    """The higher number is neither left of the lower nor above it; no picture leaves its title."""
    one = ("Figure 1 The first", (110, 250, 170, 258), (0, 0, 0, 0))
    two = ("Figure 2 The second", (20, 250, 80, 258), (1, 0, 0, 0))
    pictures = (
        (0, Picture((110, 200, 170, 240), (0, 1, 0))),
        (0, Picture((20, 200, 80, 240), (1, 1, 0))),
    )
    assert _codes(_found([one, two], pictures=pictures)) == ["one.md:2 warning B527"]
    turned = [(one[0], two[1], one[2]), (two[0], one[1], two[2])]
    assert _found(turned, pictures=pictures) == []
    low = [("Figure 1 The first", FOOTED, (0, 0, 0, 0))]
    torn = ((1, Picture((20, 100, 180, 250), (0, 1, 0))),)
    assert _codes(_found(low, [NEXT], pictures=torn)) == ["one.md:1 warning B528"]


@pytest.mark.parametrize(
    ("marking", "faults"),
    [
        ("TLP:AMBER+STRICT", set()),
        ("EU RESTRICTED / RESTREINT UE", set()),
        ("OFFICIAL-SENSITIVE – COMMERCIAL AND LEGAL PRIVILEGE", set()),
        ("NOT FOR RELEASE " * 6, {"B511"}),
    ],
)
def test_markings_of_any_scheme_have_room(tmp_path: Path, marking: str, faults: set[str]) -> None:
    """A long one has a line of its own; one that is wider than the page is told."""
    [case, *_] = map(_written, read_cases("paper.md"))
    settings = f'marking: "PUBLIC" ⇒ marking: "{marking.strip()}"'
    briefing = document(replace(case, blocks={**case.blocks, "settings": settings}), tmp_path)
    editions = [make_edition(briefing, "public", length, "pack") for length in ("short", "full")]
    for result in made(briefing, editions, tmp_path):
        assert {f.code for f in result.findings if f.severity == "error"} == faults
