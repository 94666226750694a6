"""Rows that are taller than a page: they break, whole, below a header row on each page."""

from __future__ import annotations

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.model.findings import Severity
from briefing.typeset.weasyprint_engine import typeset
from support.bodies import briefing_of, composed, theme
from support.page_pdfs import joined

SENTENCE = "The clerk counts the boxes and writes each number in the book before noon. "


@pytest.mark.parametrize("sentences", [40, 60, 120])
def test_rows_higher_than_a_page_break_below_their_header_row(sentences: int) -> None:
    """No word of them is lost or moved, and the columns are named on every page of the table."""
    rows = "".join(f"| row{n} | {SENTENCE * sentences}end{n} |\n" for n in range(3))
    body = f"Intro.\n\n| Nameofrow | Whatitsays |\n|---|---|\n{rows}\nAfterwards.\n"
    [fragment] = [f for f in composed(briefing_of(body), "public", "short").fragments if f.sections]
    done = typeset(fragment, (), theme().assets)
    assert not [f for f in done.findings if f.severity is Severity.ERROR]
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(joined(done))]
    words = " ".join(" ".join(pages).replace("Nameofrow Whatitsays", "").split())
    assert words.count("clerk counts") == 3 * sentences
    marks = [mark for n in range(3) for mark in (f"row{n}", f"end{n}")]
    assert sorted(marks, key=words.index) == marks
    assert words.index("Afterwards") > words.index("end2")
    with_rows = [page for page in pages if "clerk" in page]
    for page in with_rows:
        assert page.index("Nameofrow") < page.index("clerk")


def test_a_row_that_fits_on_a_page_does_not_break() -> None:
    """Beside a row that is taller than a page, too."""
    short = "".join(f"| small{n} | words of row {n} |\n" for n in range(30))
    body = f"Intro.\n\n| A | B |\n|---|---|\n| tall | {SENTENCE * 70} |\n{short}"
    [fragment] = [f for f in composed(briefing_of(body), "public", "short").fragments if f.sections]
    done = typeset(fragment, (), theme().assets)
    text = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(joined(done))]
    for n in range(30):
        assert any(f"small{n}" in page and f"words of row {n}" in page for page in text)
