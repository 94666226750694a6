"""Tables wider than their place: the full measure, smaller type, a turned page, an error."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model.findings import Severity
from briefing.typeset.weasyprint_engine import typeset
from support.bodies import briefing_of, composed, theme
from support.page_pdfs import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.output import TypesetFragment

MM = 72 / 25.4


def printed(body: str) -> TypesetFragment:
    """The fragment of a section with this body, on paper."""
    [fragment] = [f for f in composed(briefing_of(body), "public", "short").fragments if f.sections]
    return typeset(fragment, (), theme().assets)


def table(columns: int, word: str, rows: int = 2) -> str:
    """A table whose columns are as wide as a word."""
    lines = [[f"{word}{n}" for n in range(columns)], ["---"] * columns]
    lines += [[f"{word}{n}" for n in range(columns)] for _ in range(rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def letters(done: TypesetFragment) -> Iterator[tuple[str, float, float, float]]:
    """Each letter with its right edge and foot in mm from the paper's left and foot, and size."""
    for page in pdfium.PdfDocument(joined(done)):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            _, bottom, right, top = text.get_charbox(index, loose=True)
            words = text.get_text_range(index, 1)
            if words.strip():
                yield words, right / MM, bottom / MM, (top - bottom) / MM


def codes(done: TypesetFragment) -> list[str]:
    """What was found wrong with it."""
    return [finding.code for finding in done.findings if finding.severity is Severity.ERROR]


def widest(done: TypesetFragment) -> float:
    """How far its letters reach, in mm from the paper's left."""
    return max(right for _, right, _, _ in letters(done))


@pytest.mark.parametrize(("columns", "is_wide"), [(6, False), (9, True)])
def test_many_columns_in_which_short_names_break_have_the_full_measure(
    columns: int, is_wide: bool
) -> None:
    """“half full” in two lines tells that the column is too narrow, though each word fits."""
    heads = "| " + " | ".join(f"Time {n} ms" for n in range(columns)) + " |\n"
    rows = "| " + " | ".join(["half full", *["1200"] * (columns - 1)]) + " |\n"
    done = printed(heads + "| --- " * columns + "|\n" + rows * 3)
    assert codes(done) == []
    assert (widest(done) > 170) == is_wide


def test_many_columns_with_room_stay_in_the_text() -> None:
    """A table of digits is not drawn out."""
    digits = "| " + " | ".join("123456789") + " |\n"
    assert widest(printed(digits + "| --- " * 9 + "|\n" + digits * 3)) < 160


def test_a_table_goes_to_the_full_measure_and_then_steps_down() -> None:
    """One that fits its column stays there; the others are as large as they can be."""

    def right(columns: int) -> float:
        done = printed(table(columns, "Headquarters"))
        assert codes(done) == []
        assert not any(finding.code == "B505" for finding in done.findings)
        return max(edge for _, edge, *_ in letters(done))

    left, measure = theme().papers["A4"].inner_mm, theme().text.measure_mm
    assert right(3) <= left + measure + 0.1
    assert right(3) < right(6) <= left + 170.1
    assert right(8) <= left + 170.1


def test_an_address_in_a_cell_breaks() -> None:
    """As nobody could shorten it."""
    address = f"https://example.org/{'reports/' * 12}"
    done = printed(
        f"| Report | Address |\n|---|---|\n| One | <{address}> |\n| Two | <{address}> |\n"
    )
    assert codes(done) == []
    assert max(edge for _, edge, *_ in letters(done)) <= theme().papers["A4"].inner_mm + 170.1


@pytest.mark.finds("B406")
def test_a_table_that_never_fits_is_one_error_that_names_its_columns() -> None:
    """At its line, with what each column takes; nothing more is said of its lines."""
    done = printed(f"Words.\n\n{table(14, 'Headquarters')}\nMore.\n")
    [finding] = done.findings
    assert (finding.code, finding.location.line) == ("B406", 6)
    assert "“Headquarters0” " in finding.message
    assert " mm, “Headquarters1” " in finding.message
    assert finding.message.endswith(" and 2 more")
    assert "turned: true" in finding.hint


@settings(deadline=None, max_examples=12)
@given(st.integers(2, 12), st.text("abcdefghijk", min_size=1, max_size=18))
def test_no_letter_of_a_table_is_off_the_type_area(columns: int, word: str) -> None:
    """Whatever its columns hold: it fits, or it is refused."""
    done = printed(f"Words.\n\n{table(columns, word)}\n")
    if codes(done) != ["B406"]:
        assert codes(done) == []
        left = theme().papers["A4"].inner_mm
        assert max(edge for _, edge, *_ in letters(done)) <= left + 170.1


@pytest.mark.parametrize("titled", [False, True])
def test_a_table_beside_the_text_stays_there(titled: bool) -> None:
    """It is set smaller rather than let into the text, and refused where that is not enough."""
    rows = table(5, "12,345.")
    inner = f"//// table | Numbers\n{rows}////\n" if titled else rows
    done = printed(f"/// side | Beside\n{inner}///\n\n{'A word of text and more. ' * 30}\n")
    assert done.findings == ()
    column = theme().papers["A4"].inner_mm + 110
    edges = [right for letter, right, *_ in letters(done) if letter.isdigit()]
    assert edges
    assert min(edges) > column + 8
    wide = printed(f"/// side | Beside\n{table(12, 'Headquarters')}///\n\nText.\n")
    assert codes(wide) == ["B406"]


def test_a_turned_table_has_a_page_to_itself() -> None:
    """The paper stays upright, and words stand from its foot to its head."""
    block = f"/// table | Sites\n    turned: true\n{table(14, 'Headquarters')}///\n"
    done = printed(f"Before.\n\n{block}\nAfter.\n")
    assert codes(done) == []
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(joined(done))]
    assert ["Before" in page for page in pages] == [True, False, False]
    assert ["Sites" in page for page in pages] == [False, True, False]
    assert ["After" in page for page in pages] == [False, False, True]
    document = pdfium.PdfDocument(joined(done))
    assert len({document[n].get_size() for n in range(len(document))}) == 1
    text = document[1].get_textpage()
    start = text.get_text_range().index("Sites")
    boxes = [text.get_charbox(n) for n in range(start, start + 5)]
    assert all(after[1] > before[1] for before, after in pairwise(boxes))


def test_a_heading_goes_with_its_turned_table() -> None:
    """It stands above it, on the same page."""
    block = f"/// table | Sites\n    turned: true\n{table(9, 'Headquarters')}///\n"
    done = printed(f"Before.\n\n## All of them\n\n{block}\nAfter.\n")
    assert codes(done) == []
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(joined(done))]
    assert len(pages) == 3
    assert "All of them" in pages[1]
    assert "Sites" in pages[1]


@pytest.mark.finds("B411")
def test_a_turned_table_that_is_too_high_is_an_error() -> None:
    """At its line, with by how much."""
    [finding] = printed(f"/// table | T\n    turned: true\n{table(3, 'a', 70)}///\n").findings
    assert (finding.code, finding.location.line) == ("B411", 4)
    assert "mm too high for its page" in finding.message
