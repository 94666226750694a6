"""Marks: every place one may stand, and whom it lets through (cases in ``cases/marks.md``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.cases import Case, read_cases
from support.projects import read, section_project, selected, words

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("case", read_cases("marks.md"), ids=lambda case: case.title)
def test_readers_get_what_the_marks_say(case: Case, tmp_path: Path) -> None:
    """Each reader named in the case gets exactly the words listed for it."""
    briefing = read(section_project(tmp_path, case.blocks["section"]))
    for reader, expected in case.blocks.items():
        if reader == "section":
            continue
        audience, _, length = reader.partition(" ")
        sections = selected(briefing, audience, length or "short").sections
        got = words(tuple(block for section in sections for block in section.blocks))
        assert got.replace(" .", ".") == " ".join(expected.split()), reader


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("| A |\n|---|\n| x |", 1),
        ("A |\n---|\nx |", 1),
        ("A |\n---|\nx | {: .wide }\n{: audience='press' }", 1),
        ("| A\n|---\n| x", 1),
        ("A | B |\n---|---|\nx | y |", 2),
        ("A | B\n---|---\nx | y", 2),
        ("| A | B |\n|---|---|\n| x | \\| |", 2),
        ("A | B\n---|---\nx | \\|", 2),
        ("A | B\n---|---\nx | \\| {: audience='press' }", 2),
    ],
)
def test_a_table_has_the_columns_that_its_author_sees(
    text: str, columns: int, tmp_path: Path
) -> None:
    """Bars at the start or the end of its rows make no column, nor do marks or escaped bars."""
    [table] = read(section_project(tmp_path, f"{text}\n")).sections[0].blocks
    cells = [node.kind for node in table.walk() if node.kind in {"th", "td"}]
    assert table.kind == "table"
    assert cells == ["th"] * columns + ["td"] * columns


def test_each_place_of_the_grammar_has_a_case() -> None:
    """A case that shows nothing proves nothing: each names at least one reader."""
    for case in read_cases("marks.md"):
        assert len(case.blocks) >= 2, case.title
