"""Long tables typeset in pieces: on paper and in the tags as if they were typeset whole."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.build import table_pieces
from briefing.build.table_pieces import typeset_in_pieces
from briefing.compose import take_apart
from briefing.model.composition import Fragment
from briefing.model.output import PageFacts, PagePdf, TableRows, TypesetFragment
from support.tables import SECRET, Made, drive, make, printed, write_tables
from support.tagged import read_tags, told

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.output import ColumnWidth

PAGE = PageFacts(595, 842)
_ROW = re.compile(r"<td[^>]*>r(\d+)\.</td>")


def same(whole: Made, pieces: Made) -> None:
    """Two files have the same on each page, and the same tags."""
    assert printed(pieces.pdf) == printed(whole.pdf)
    assert [*told(read_tags(pieces.pdf))] == [*told(read_tags(whole.pdf))]


def test_pieces_are_printed_as_the_whole(tmp_path: Path) -> None:
    """Every line stands where it stands in the whole, and who hears it hears the same: one table,
    its head once, each row once. What is withheld is in no piece."""
    count = write_tables(tmp_path, 2)
    whole, pieces = make(tmp_path, 0), make(tmp_path, 20)
    asked = [fragment.piece for fragment in pieces.fragments]
    assert {"sample", "cut", "rest"} <= {*asked}
    assert not any(fragment.piece for fragment in whole.fragments)
    same(whole, pieces)
    tags = read_tags(pieces.pdf)
    rows = re.findall(r"r(\d+)\.", "".join(table.text for table in tags.all("Table")))
    assert rows == [str(number) for number in range(1, count + 1)]
    long = [table for table in tags.all("Table") if len(table.all("TR")) > 20]
    assert long
    assert all(len(table.all("THead")) == len(table.all("TBody")) == 1 for table in long)
    assert not any(SECRET in fragment.html for fragment in pieces.fragments)


def test_what_stands_behind_the_end_of_a_piece_is_not_missed_in_it(tmp_path: Path) -> None:
    """Fault: a side box that the next piece begins with was said to be cut off in this one."""
    write_tables(tmp_path, 14_010)
    whole, pieces = make(tmp_path, 0), make(tmp_path, 20)
    cut = [fragment.html for fragment in pieces.fragments if fragment.piece == "cut"]
    assert sum('<div class="side' in html for html in cut) > 1
    same(whole, pieces)


def test_a_wide_row_that_no_sample_had_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: the rows thought to be widest are not. Each piece says what it needs, so columns are
    those of the whole all the same."""
    write_tables(tmp_path, 3)
    whole = make(tmp_path, 0)
    monkeypatch.setattr("briefing.compose.long_tables._widest", lambda rows: [0, 1])  # noqa: ARG005
    pieces = make(tmp_path, 20)
    cut = [fragment.html for fragment in pieces.fragments if fragment.piece == "cut"]
    assert len({tuple(re.findall('data-least="[^"]*"', html)) for html in cut}) > 1
    same(whole, pieces)


def test_words_without_end_are_set_whole(tmp_path: Path) -> None:
    """A table whose words must be broken to fit is typeset as ever."""
    write_tables(tmp_path, 2)
    path = tmp_path / "sections/one.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("r1.", f"r1. {'abcdefgh' * 30}"), "utf-8")
    pieces = make(tmp_path, 20)
    asked = [fragment.piece for fragment in pieces.fragments if "abcdefgh" in fragment.html]
    assert asked == ["sample", ""]


# ── the course of it, without the engine ─────────────────────────────────────────────────────────


class Engine:
    """Stands in for the engine: pages of a height, rows of heights of their own."""

    def __init__(self, heights: list[int], page: int = 40) -> None:
        self.heights = heights
        self.page = page
        self.needed: dict[int, ColumnWidth] = {}
        """What the cells of some rows need, where it is more than usual."""
        self.rows_laid_out = 0

    def typeset(self, fragment: Fragment) -> TypesetFragment:
        """Return a fragment whose PDF is a list of its rows."""
        rows = [int(number) for number in _ROW.findall(fragment.html)]
        self.rows_laid_out += len(rows)
        pages: list[list[int]] = [[]]
        room = self.page - (
            0 if "data-least" in fragment.html and "before" not in fragment.html else 9
        )
        for row in rows:
            if pages[-1] and room < self.heights[row]:
                pages.append([])
                room = self.page
            room -= self.heights[row]
            pages[-1].append(row)
        following = None
        if fragment.piece == "cut" and len(pages) > 1 and len(pages[-1]) >= 2:
            following = (0, rows.index(pages[-1][0]))
            pages.pop()
        given = re.search(r'data-least="(\S+) (\S+)"', fragment.html)
        columns = [(float(given[1]), float(given[2]))] if given else [(1.0, 2.0)]
        columns += [self.needed[row] for row in rows if row in self.needed]
        facts = TableRows(
            (((max(a for a, _ in columns), max(b for _, b in columns)),),),
            (("", "section"),),
            next_row=following,
            on_pages=tuple(map(len, pages)),
        )
        return TypesetFragment(
            fragment.name,
            (PAGE,) * len(pages),
            tuple(PagePdf(",".join(map(str, page)).encode()) for page in pages),
            rows=facts if fragment.piece else None,
        )


def fragment_of(rows: int) -> Fragment:
    """A fragment with one table of so many rows."""
    cells = "".join(f"<tr><td>r{number}.</td></tr>\n" for number in range(rows))
    html = (
        '<html><body><main><section class="section" id="s"><p>before</p>'
        f"<table><thead><tr><th>Row</th></tr></thead>\n<tbody>{cells}</tbody></table>"
        "<p>after</p></section></main></body></html>"
    )
    return Fragment("s", html)


def rows_in(part: TypesetFragment) -> list[int]:
    """The rows that are printed in a fragment, in order."""
    return [int(row) for page in part.pdfs for row in page.content.decode().split(",")]


@pytest.mark.parametrize("seed", range(30))
def test_each_row_is_kept_once(seed: int) -> None:
    """Whatever rows measure, each is printed once, in order, and no task is much longer than
    others; what is laid out in vain is bounded."""
    chance = random.Random(seed)
    rows = chance.randint(601, 6_000)
    tall = chance.choice([0, 0, 0.001, 0.02, 0.5])
    heights = [chance.randint(2, 30) if chance.random() < tall else 1 for _ in range(rows)]
    engine = Engine(heights, page=chance.randint(30, 60))
    if seed % 3 == 0:
        engine.needed = {chance.randrange(rows): (5.0, 9.0 + n) for n in range(3)}
    [part], rounds = drive(typeset_in_pieces([fragment_of(rows)]), engine.typeset)
    assert rows_in(part) == list(range(rows))
    assert part.pdfs[-1].piece
    assert len(part.pages) == len(part.pdfs)
    asked = [f for each in rounds for f in each]
    assert max(len(_ROW.findall(f.html)) for f in asked) <= table_pieces.PIECE_ROWS * 2
    assert engine.rows_laid_out <= rows * (6 if engine.needed else 2.5 if tall else 1.2) + 1_000


def test_rows_alike_are_typeset_at_the_same_time() -> None:
    """Where all pages have as many rows, more and more pieces are asked for at once."""
    _, rounds = drive(typeset_in_pieces([fragment_of(9_000)]), Engine([1] * 9_000).typeset)
    assert [len(each) for each in rounds[:4]] == [1, 1, 8, 14]
    assert len(rounds) == 4


def test_an_edit_costs_one_piece() -> None:
    """A cell that changes changes one piece; those before and after it stay as they are."""
    before = fragment_of(4_000)
    after = replace(before, html=before.html.replace("<td>r2222.", "<td title=new>r2222."))
    engine = Engine([1] * 4_000)
    first, second = (
        {f.html for each in drive(typeset_in_pieces([one]), engine.typeset)[1] for f in each}
        for one in (before, after)
    )
    assert len(second - first) == 1


def test_an_engine_that_fails_is_heard() -> None:
    """A piece that cannot be laid out ends it with what is said of that piece."""

    def failing(fragment: Fragment) -> TypesetFragment:
        if fragment.piece == "cut":
            return TypesetFragment(fragment.name, ())
        return Engine([1] * 900).typeset(fragment)

    [part], _ = drive(typeset_in_pieces([fragment_of(900)]), failing)
    assert part.pages == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<section class="section"', '<section class="side"'),
        ("<main>", "<main><aside>"),
        ("<p>before</p>", "<p>before</p></div>"),
        ("<table>", "<ul><li><table>"),
        ("<td>r5.", "<td><table><tr><td></td></tr></table>r5."),
        ("<tr><th>Row</th></tr>", "<tr><th>Row</th></tr><tr><th>Unit</th></tr>"),
        ("<table><thead><tr><th>Row</th></tr></thead>", "<table>"),
    ],
)
def test_what_may_be_set_in_any_way_is_left_whole(old: str, new: str) -> None:
    """A table in a box or list, or with more header rows than one, is typeset whole."""
    html = fragment_of(700).html
    assert take_apart("s", html, 600) is not None
    assert old in html
    assert take_apart("s", html.replace(old, new), 600) is None
