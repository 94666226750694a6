"""Tables as a reader of tags finds them in delivered PDFs: their heads, captions and folds.

Each file is built and proven, then read with another library than wrote it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.model.findings import Severity
from support.decks import deck_of, make_deck
from support.tagged import Tag, read_tags

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result

pytestmark = pytest.mark.xdist_group("tables")

FORMATS = ("pack", "slides", "handout", "notes", "cards")


def made(folder: Path, body: str, format_: str = "pack", audience: str = "public") -> Result:
    """The edition of a section with this body, delivered."""
    briefing = deck_of(folder, body, changes={"pages: [1, 2]": "pages: [1, 9]"})
    result = make_deck(briefing, folder, format_, audience=audience)
    assert result.delivered, result.findings
    return result


def tables_of(
    folder: Path, body: str, format_: str = "pack", audience: str = "public"
) -> list[Tag]:
    """The tables in its tags."""
    return read_tags(made(folder, body, format_, audience).path).all("Table")


def words(tag: Tag) -> str:
    """The text of an element, with single spaces."""
    return " ".join(tag.text.split())


def attribute(cell: Tag, name: str) -> str:
    """An attribute of a cell, empty if it has none."""
    return str(cell.keys.get("/A", {}).get(f"/{name}", ""))


def heads(table: Tag, cell: Tag) -> list[str]:
    """The words of the header cells that a cell names, by their ids."""
    named = cell.keys.get("/A", {}).get("/Headers", ())
    by_id = {one.key("ID"): words(one) for one in table.all("TH")}
    return [by_id[str(name)] for name in named]


def rows(table: Tag) -> list[list[str]]:
    """What its rows hold."""
    return [[words(cell) for cell in row.tags] for row in table.all("TR")]


def table(columns: str, *lines: str, options: str = "") -> str:
    """A table block with these options, header row and rows, cells separated by bars."""
    rule = "|".join("---" for _ in columns.split("|"))
    body = "\n".join(f"| {line} |" for line in (columns, f"{rule}", *lines))
    return f"/// table | Strength\n{options}\n{body}\n///\n".replace("| ---", "|---")


# ── heads ─────────────────────────────────────────────────────────────────────────────────


def test_each_cell_names_the_heads_of_its_row_and_column(tmp_path: Path) -> None:
    """A row head has the scope of its row and the head of its column (ISO 14289-1, 7.5)."""
    body = table(
        "Force | 2024 | 2025", "KFOR | 4,500 | 4,600", "Police | 100 | 90", "Total | 1 | 2"
    )
    [found] = tables_of(tmp_path, body)
    below = [row.tags for row in found.all("TR")[1:]]
    assert [[cell.role for cell in row] for row in below] == [["TH", "TD", "TD"]] * 3
    assert {attribute(row[0], "Scope") for row in below} == {"/Row"}
    assert {attribute(cell, "Scope") for cell in found.all("TR")[0].tags} == {"/Column"}
    assert heads(found, below[0][2]) == ["KFOR", "2025"]
    assert heads(found, below[2][1]) == ["Total", "2024"]
    assert heads(found, below[1][0]) == ["Force"]


NAMES = {
    "words": ("Italy", "Germany", "Spain"),
    "words and numbers": ("Italy", "2", "3"),
    "years": ("1999", "2004", "2023"),
    "spans of years": ("1999–2002", "2006", "2010–2019"),
    "dates": ("9 June 1999", "2025-03-10", "10.06.1999"),
    "classes": ("10–19", "20–29", "30–39"),
    "letters": ("(a)", "(b)", "(c)"),
    "with a blank": ("Italy", "", "Spain"),
}
MEASURES = {
    "numbers": ("800", "1,200", "5"),
    "counted": ("1", "2", "3"),
    "shares": ("12 %", "3.5 %", "4 %"),
    "money": ("€ 5", "€ 12.50", "n/a"),
    "none": ("–", "n/a", "tbc"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_a_first_column_of_names_heads_its_rows(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Words, dates and years do, with a block around the table or without; a blank cell heads
    nothing."""
    body = "\n".join(["| Who | What |", "|---|---|", *(f"| {name} | x |" for name in names)])
    [found] = tables_of(tmp_path, body)
    below = [row.tags for row in found.all("TR")[1:]]
    for name, (first, second) in zip(names, below, strict=True):
        assert first.role == ("TH" if name else "TD")
        assert heads(found, second) == ([words(first)] if name else []) + ["What"]


@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_a_first_column_of_measures_does_not(tmp_path: Path, measures: tuple[str, ...]) -> None:
    """Nor does one that an author says does not; and any does that an author says does."""
    lines = [f"{measure} | x" for measure in measures]
    said = [
        table("Troops | Of", *lines),
        table("Troops | Of", *lines, options="    row-heads: yes\n"),
        table("Of | Troops", *("A | 1", "B | 2"), options="    row-heads: no\n"),
    ]
    plain, asked, refused = tables_of(tmp_path, "\n".join(said))
    for found, role in ((plain, "TD"), (asked, "TH"), (refused, "TD")):
        assert {row.tags[0].role for row in found.all("TR")[1:]} == {role}


def test_a_table_without_a_head_has_heads_of_rows_only(tmp_path: Path) -> None:
    """A blank header row is not there at all, a blank corner is no head."""
    blank = table(" | ", "Owner | Press desk", "Since | 1999", options="    row-heads: yes\n")
    bare = "| | |\n|---|---|\n| a | b |\n"
    corner = table(" | Size | Cost", "Hold | 4,600 | a lot")
    first, second, third = tables_of(tmp_path, f"{blank}\n{bare}\n{corner}")
    assert first.shape() == "Table(Caption(P) TBody(TR(TH TD) TR(TH TD)))"
    assert second.shape() == "Table(TBody(TR(TD TD)))"
    assert third.shape() == "Table(Caption(P) THead(TR(TD TH TH)) TBody(TR(TH TD TD)))"
    assert heads(third, third.all("TD")[-1]) == ["Hold", "Cost"]


def test_a_head_that_a_reader_must_not_see_heads_nothing(tmp_path: Path) -> None:
    """A row whose name is withheld is as one that never had it; so is a header row."""
    held = '[Italy]{audience="policy"} | 5'
    body = (
        table("Who | How many", held, "Spain | 6")
        + "\n"
        + table('[Who]{audience="policy"} | [What]{audience="policy"}', "a | b")
    )
    first, second = tables_of(tmp_path / "public", body)
    assert first.shape() == "Table(Caption(P) THead(TR(TH TH)) TBody(TR(TD TD) TR(TH TD)))"
    assert second.shape() == "Table(Caption(P) TBody(TR(TD TD)))"
    first, second = tables_of(tmp_path / "policy", body, audience="policy")
    assert [row.tags[0].role for row in first.all("TR")[1:]] == ["TH", "TH"]
    assert second.shape() == "Table(Caption(P) THead(TR(TH TH)) TBody(TR(TH TD)))"


@pytest.mark.parametrize("format_", FORMATS)
def test_tables_have_row_heads_in_every_format(tmp_path: Path, format_: str) -> None:
    """On slides, what is made of them, and cards."""
    inner = "| Body | Task |\n|---|---|\n| Police | politics |\n| Courts | rights |\n"
    body = (
        f"Text.\n\n{inner}\n/// slide | Two bodies\n{inner}///\n\n"
        f"/// qa | Who else?\nThese:\n\n{inner}///\n"
    )
    found = tables_of(tmp_path, body, format_)
    assert found
    for one in found:
        assert rows(one) == [["Body", "Task"], ["Police", "politics"], ["Courts", "rights"]]
        assert [heads(one, cell) for cell in one.all("TD")] == [
            ["Police", "Task"],
            ["Courts", "Task"],
        ]


# ── captions ──────────────────────────────────────────────────────────────────────────────


def test_title_note_and_source_of_a_table_are_its_caption(tmp_path: Path) -> None:
    """It is the first kid of the table, which nothing is around (ISO 32000-1, 14.8.4.3.4)."""
    options = '    note: Rounded.\n    source: "[@mta]"\n'
    tree = read_tags(made(tmp_path, table("Who | What", "a | b", options=options)).path)
    [found] = tree.all("Table")
    caption = found.tags[0]
    assert [kid.role for kid in found.tags] == ["Caption", "THead", "TBody"]
    assert [words(kid) for kid in caption.tags][:2] == ["Table 1 Strength", "Rounded."]
    assert words(caption.tags[2]).startswith("Source: Military Technical Agreement")
    assert len(caption.links) == 1
    assert found in [kid for tag in tree.all("Sect") for kid in tag.tags]


@pytest.mark.parametrize("options", ["    wide: yes\n", "    turned: true\n", "    fold: 2\n"])
def test_a_caption_stays_with_its_table_however_it_is_laid_out(
    tmp_path: Path, options: str
) -> None:
    """Wide, turned or folded, it is the same to a reader of tags."""
    body = table("Who | What", "a | b", "c | d", options=options + "    note: Rounded.\n")
    [found] = tables_of(tmp_path, body)
    assert found.shape() == "Table(Caption(P P) THead(TR(TH TH)) TBody(TR(TH TD) TR(TH TD)))"


def test_a_block_of_several_tables_is_read_as_it_is_printed(tmp_path: Path) -> None:
    """The first has the title, the last the note; what else is there stays in its place."""
    grid = "| Who | What |\n|---|---|\n| a | b |\n"
    body = f"/// table | Two\n    note: Rounded.\n\n{grid}\nBetween.\n\n{grid}///\n"
    tree = read_tags(made(tmp_path, body).path)
    first, second = tree.all("Table")
    assert [kid.role for kid in first.tags] == ["Caption", "THead", "TBody"]
    assert [kid.role for kid in second.tags] == ["THead", "TBody", "Caption"]
    [block] = [tag for tag in tree.all("Div") if first in tag.tags]
    assert [kid.role for kid in block.tags] == ["Table", "P", "Table"]


def test_all_that_is_said_of_a_figure_is_one_caption_that_is_read(tmp_path: Path) -> None:
    """It stands right before the figure: inside it would be replaced by the alternative text
    (ISO 32000-1, 14.9.3), and its links with it."""
    body = (
        "/// figure | A square\n    src: figures/large.svg\n    alt: A grey square.\n"
        '    subtitle: By hand\n    credit: A photographer\n    source: "[@mta]"\n\n'
        "It has four sides.\n///\n"
    )
    tree = read_tags(made(tmp_path, body).path)
    [figure] = tree.all("Figure")
    [block] = [tag for tag in tree.walk() if figure in tag.tags]
    caption, after = block.tags
    assert (block.role, caption.role, after) == ("Div", "Caption", figure)
    said = [words(kid) for kid in caption.tags]
    assert {said[0], said[1]} == {"Figure 1 A square", "By hand"}
    assert {"A photographer", "It has four sides."} < set(said)
    assert figure.key("Alt") == "A grey square."
    assert not figure.links
    assert len(caption.links) == 1


# ── folds ─────────────────────────────────────────────────────────────────────────────────


def long_table(number: int, fold: int, options: str = "    wide: yes\n") -> str:
    """A table of so many rows, folded."""
    lines = [f"Commander {n} | Nation {n} | {n * 37}" for n in range(1, number + 1)]
    return table("Name | Nation | Days", *lines, options=f"    fold: {fold}\n{options}")


def places(path: Path) -> list[list[tuple[int, float, float]]]:
    """For each page, number of row, left edge and height of the first cell of each row, in pt."""
    found = []
    for page in pdfium.PdfDocument(path):
        text = page.get_textpage()
        whole = text.get_text_range()
        here = []
        for match in re.finditer(r"Commander (\d+)", whole):
            left, bottom, *_ = text.get_charbox(match.start())
            here.append((int(match[1]), round(left), round(bottom)))
        found.append(here)
    return found


@pytest.mark.parametrize(("number", "fold"), [(1, 2), (5, 2), (30, 2), (30, 3), (31, 3)])
def test_a_folded_table_is_one_table_to_a_reader(tmp_path: Path, number: int, fold: int) -> None:
    """Its head is in the tags once, its rows in their order; on paper each column has the head."""
    result = made(tmp_path, long_table(number, fold))
    [found] = read_tags(result.path).all("Table")
    assert rows(found)[0] == ["Name", "Nation", "Days"]
    assert [row[0] for row in rows(found)[1:]] == [f"Commander {n}" for n in range(1, number + 1)]
    assert len(found.all("THead")) == 1
    assert heads(found, found.all("TD")[-1]) == [f"Commander {number}", "Days"]
    [page] = pdfium.PdfDocument(result.path)
    printed = page.get_textpage().get_text_range()
    assert printed.count("Nation") - number == min(fold, number)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(2, 34), st.sampled_from((2, 3)))
def test_the_columns_of_a_fold_are_as_high_as_one_another(
    tmp_path_factory: pytest.TempPathFactory, number: int, fold: int
) -> None:
    """None has more rows than the first, which has as many as it takes; rows stand side by side,
    and the note right below the longest."""
    folder = tmp_path_factory.mktemp("fold")
    result = made(folder, long_table(number, fold, "    wide: yes\n    note: Below it.\n"))
    [page] = places(result.path)
    lefts = sorted({left for _, left, _ in page})
    columns = [[bottom for _, at, bottom in page if at == left] for left in lefts]
    rows = -(-number // fold)
    assert len(columns) == -(-number // rows)  # four rows in three columns take two of them
    assert len(columns[0]) == rows
    assert all(len(a) >= len(b) for a, b in pairwise(columns))
    assert all(b == columns[0][: len(b)] for b in columns)
    text = pdfium.PdfDocument(result.path)[0].get_textpage()
    note = text.get_charbox(text.get_text_range().index("Below it."))[3]
    assert 0 < min(columns[0]) - note < 14


def test_a_fold_over_pages_is_read_page_by_page_down_its_columns(tmp_path: Path) -> None:
    """On each page the left column comes first; nothing is lost or read twice."""
    result = made(tmp_path, long_table(150, 2))
    pages = [page for page in places(result.path) if page]
    assert len(pages) == 2
    for page in pages:
        lefts = sorted({left for _, left, _ in page})
        read = [n for left in lefts for n, at, _ in page if at == left]
        assert len(lefts) == 2
        assert read == sorted(read)
    [found] = read_tags(result.path).all("Table")
    assert [row[0] for row in rows(found)[1:]] == [f"Commander {n}" for n in range(1, 151)]


def test_a_fold_saves_pages(tmp_path: Path) -> None:
    """A table that breaks the contract of pages keeps it folded."""
    lines = [f"Commander {n} | Nation {n} | {n * 37}" for n in range(1, 131)]
    straight = deck_of(tmp_path / "straight", table("Name | Nation | Days", *lines))
    told = make_deck(straight, tmp_path / "straight", "pack")
    assert [f.code for f in told.findings if f.severity is Severity.ERROR] == ["B503"]
    folded = made(tmp_path / "folded", long_table(130, 2))
    assert len(pdfium.PdfDocument(folded.path)) == 2


def test_a_fold_that_is_too_wide_takes_the_full_measure_then_smaller_type(tmp_path: Path) -> None:
    """As other tables do: in its column it would have half of that."""
    lines = [f"Commander {n} | Nation | {n * 37}" for n in range(1, 9)]
    body = table("Commandersofheadquarters | Nationality | Days", *lines, options="    fold: 2\n")
    result = made(tmp_path, body)
    [page] = [page for page in places(result.path) if page]
    first, second = sorted({left for _, left, _ in page})
    assert second - first > 200  # pt: half of the full measure is 241, of the column 156


def test_a_fold_stands_on_a_slide(tmp_path: Path) -> None:
    """Where a list of two columns has its place."""
    inner = long_table(8, 2, "").replace("///", "////").replace(" | Strength", "")
    body = f"/// slide | Eight commanders\n{inner}///\n"
    result = made(tmp_path, body, "slides")
    [page] = [page for page in places(result.path) if page]
    assert len({left for _, left, _ in page}) == 2
    [found] = read_tags(result.path).all("Table")
    assert len(rows(found)) == 9
