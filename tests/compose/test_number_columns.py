"""Columns of numbers: which are taken for some, and that their units stand in line on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.compose.number_columns import with_numbers_in_line
from briefing.model.content import Node
from briefing.typeset.weasyprint_engine import typeset
from support.bodies import briefing_of, composed, theme
from support.page_pdfs import joined

if TYPE_CHECKING:
    from collections.abc import Sequence


def column(cells: Sequence[str], decimal_mark: str = ".", **attributes: str) -> list[str] | None:
    """What each cell of a second column lacks; None if it is no column of numbers."""

    def row(kind: str, *words: str) -> Node:
        pairs = tuple(attributes.items())
        return Node("tr", (), tuple(Node(kind, pairs, (word,) if word else ()) for word in words))

    body = Node("tbody", (), tuple(row("td", "a", cell) for cell in cells))
    head = Node("thead", (), (row("th", "A", "B"),))
    table = with_numbers_in_line(Node("table", (("decimal-mark", decimal_mark),), (head, body)))
    found = [row.nodes[1] for row in table.nodes[1].nodes]
    if any(cell.get("align") != "number" for cell in found):
        return None
    return [cell.get("lacks") for cell in found]


LINED = {
    "decimals": (["12.5", "3", "1,234.75", "0.5"], ["0", ".75", "", "0"]),
    "signs": (["+1", "-2.5", "\u22123", "±4"], [".5", "", ".5", ".5"]),
    "money": (["€ 1,200", "€12.50", "US$ 3", "CHF 4"], [".50", "", ".50", ".50"]),
    "percent": (["12 %", "3.5 %", "4"], [".5", "", ".5 %"]),
    "none": (["12.5", "n/a", "–", "", "tbc", "3.25"], ["0", ".25", ".25", ".25", ".25", ""]),
    "remarks": (["1,200 (estimate)", "800", "90*"], ["", " (estimate)", "(estimate)"]),
    "ranges": (["10–20", "5", "7.5", "8-9.25"], [".25", ".25", "0", ""]),
    "negative in brackets": (["(5)", "12", "3"], ["", ")", ")"]),
    "thin spaces": (["1\u202f200", "12\u202f300.5", "4 600"], [".5", "", ".5"]),
    "words before": (["about 600", "1,258", "ca. 4,686.5"], [".5", ".5", ""]),
    "one number and no other": (["12.5", "–"], ["", ".5"]),
    "units": (["12 km", "3.5 km", "–"], [".5", "", ".5 km"]),
    "commas that group": (["1,234", "12", "567,890"], ["", "", ""]),
    "a single comma in English": (["1,234", "12,345"], ["", ""]),
    "decimal commas": (["1,5", "12,25", "1.234,5"], ["0", "", "0"]),
    "Swiss": (["1’200.50", "30"], ["", ".50"]),
}


@pytest.mark.parametrize("name", LINED)
def test_each_cell_lacks_what_the_longest_has(name: str) -> None:
    """Units are in line as soon as everything behind them is equally wide."""
    cells, lacks = LINED[name]
    found = column(cells)
    assert found is not None
    assert found == lacks


def test_a_lone_comma_is_read_in_the_language_of_the_edition() -> None:
    """Where no cell tells, “1,234” is a thousand in English and little more than one in German."""
    assert column(["1,234", "12", "5"], ".") == ["", "", ""]
    assert column(["1,234", "12", "5"], ",") == ["", ",234", ",234"]


TEXT = {
    "years": ["1999", "2003", "2025"],
    "codes": ["007", "012"],
    "dates": ["3.10.2025", "12.5.2025"],
    "ISO dates": ["2025-10-03", "2025-05-12"],
    "versions": ["1.2.3", "2.10"],
    "times": ["12:30", "9:15"],
    "spans of years": ["1999–2003", "2004–2007"],
    "names": ["A1", "B2"],
    "ordinals": ["1st", "2nd"],
    "other units": ["3 weeks", "12 days"],
    "words": ["12", "many"],
    "one number": ["12", ""],
    "marks that contradict": ["1.5", "2,5"],
    "sentences": ["12 (of which three in the north)", "4"],
}


@pytest.mark.parametrize("name", TEXT)
def test_what_is_not_all_numbers_stays_as_it_is(name: str) -> None:
    """A column is left alone in doubt."""
    assert column(TEXT[name]) is None


def test_what_an_author_aligns_stays_so() -> None:
    """In Markdown and as an option of a data file, which both give all cells of a column a side."""
    assert column(["1.5", "22.25"], align="right") is None


@given(st.lists(st.decimals(-99999, 99999, places=3).map(str), min_size=2, max_size=6))
def test_padding_completes_every_number_to_equal_length(numbers: list[str]) -> None:
    """What follows the mark and what is lacking have as many digits in each row."""
    cells = [re.sub(r"\.?0+$", "", n) if "." in n else n for n in numbers]
    found = column([cell.replace("-0", "0") if cell == "-0" else cell for cell in cells])
    if found is None:  # years, for example
        return
    ends = {len((cell + lacks).partition(".")[2]) for cell, lacks in zip(cells, found, strict=True)}
    assert len(ends) == 1


BODY = """\
| Place | Share | Strength |
|---|---|---|
| Alpha | 12.5 | 1,200 |
| Beta | **3** | 800.25 |
| Gamma | 1,234.75 | – |
| Delta | *0.5* | 4,600.5 |
"""


def test_units_stand_in_line_on_paper_and_copy_as_written() -> None:
    """Measured on the finished page; nothing of what is lacking is in the file."""
    composition = composed(briefing_of(BODY), "public", "short")
    [fragment] = [f for f in composition.fragments if "1,234.75" in f.html]
    page = pdfium.PdfDocument(joined(typeset(fragment, (), theme().assets)))[0].get_textpage()
    text = page.get_text_range()
    assert [n for n in re.findall(r"[\d,]*\d\.?\d*", text) if n in BODY] == re.findall(
        r"[\d,]*\d\.?\d*", BODY
    )

    def end_of_units(number: str) -> float:
        start = text.index(f" {number}") + 1 if f" {number}" in text else text.index(number)
        whole = number.partition(".")[0]
        return float(page.get_charbox(start + len(whole) - 1, loose=True)[2])

    shares = [end_of_units(number) for number in ("12.5", "1,234.75", "0.5")]
    assert max(shares) - min(shares) < 0.6, shares  # in pt; italics have narrower figures
    strengths = [end_of_units(number) for number in ("1,200", "800.25", "4,600.5")]
    assert max(strengths) - min(strengths) < 0.1, strengths
