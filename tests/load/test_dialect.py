"""The dialect of Markdown is as its table says: what each form prints, or which error it is."""

from __future__ import annotations

import pytest

from briefing.model.findings import errors
from support.bodies import HEAD, read_section
from support.dialect import Row, outline, read_table

ROWS = read_table()


@pytest.mark.parametrize("row", ROWS, ids=[f"line {row.number}" for row in ROWS])
def test_a_form_is_read_as_the_table_says(row: Row) -> None:
    """As it says, to the letter; an error has a remedy as well."""
    section, findings, _ = read_section(f"{HEAD}{row.written}\n")
    assert outline(section, findings, HEAD.count("\n")) == row.printed
    assert all(finding.hint for finding in errors(findings))


def test_the_table_is_a_whole_dialect() -> None:
    """It shows a hundred forms and more, each once, and both what works and what is refused."""
    written = [row.written for row in ROWS]
    assert len(set(written)) == len(written)
    refused = [row for row in ROWS if row.printed[:1] == "B"]
    assert len(ROWS) > 3
    assert refused
