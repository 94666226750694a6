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


def test_each_place_of_the_grammar_has_a_case() -> None:
    """A case that shows nothing proves nothing: each names at least one reader."""
    for case in read_cases("marks.md"):
        assert len(case.blocks) >= 2, case.title
