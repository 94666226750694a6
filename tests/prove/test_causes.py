"""What the proof says of a missing block: where it was written, and why, as the file shows it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from briefing.prove.causes import cause_of
from briefing.select.selection import make_edition
from support.cases import Case, read_cases
from support.documents import document, made

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.findings import Finding
    from briefing.model.proof import Expectation
    from briefing.prove.extract.extracted import PageText


def told(case: Case, folder: Path) -> list[Finding]:
    """What building the public's short pack says."""
    briefing = document(case, folder / "paper")
    edition = make_edition(briefing, "public", "short")
    [result] = made(briefing, [edition], folder)
    return list(result.findings)


@pytest.mark.parametrize("case", read_cases("reasons.md"), ids=lambda case: case.title)
def test_one_finding_tells_the_cause(case: Case, tmp_path: Path) -> None:
    """One finding, of the block's line, with the cause and a way out."""
    code, says, hint = case.blocks["says"].splitlines()
    [finding] = told(case, tmp_path)
    text = str(finding)
    assert finding.code == code
    assert "sections/one.md:" in text
    assert says in text
    assert hint in text


def test_words_of_a_chart_that_cannot_be_read_overlap() -> None:
    """What is measured before may miss it: the file shows it."""
    expected = cast("Expectation", SimpleNamespace(charts=("Cabo Verde",), lines={}, tall=()))
    page = cast("PageText", SimpleNamespace(text="Cabo Vrede"))
    cause = cause_of("Figure 1 Cabo Verde", expected, [page])
    assert cause is not None
    assert "labels of this chart overlap, so that “Verde” cannot be read" in cause.why
    assert cause_of("Words of the text", expected, [page]) is None


def test_a_row_on_two_pages_is_a_warning(tmp_path: Path) -> None:
    """It is printed whole; only where the engine loses words of it, it is the cause of that."""
    small = "".join(f"| row {n} | {n} |\n" for n in range(60))
    row = " ".join(f"word{n}" for n in range(900))
    body = f"---\ntitle: One\n---\nIntro.\n\n| A | B |\n|---|---|\n{small}| one | {row} |\n"
    found = told(Case("", {"file sections/one.md": body}), tmp_path)
    [finding] = [f for f in found if f.code != "B506"]
    assert finding.code == "B507"
    assert str(finding.location).endswith("sections/one.md:6")
    assert "a row of this table breaks over two pages" in finding.message
