"""Checks: what can be said of a briefing before it is printed (cases in ``cases/checks.md``)."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from briefing.check.checks import CHECKS, check
from briefing.check.readability import Sentence, grade
from briefing.check.subject import Subject
from briefing.check.syllables import syllables
from briefing.model.findings import Location
from briefing.select.selection import editions, select
from support.bodies import kfor
from support.cases import Case, read_cases
from support.projects import case_files, project, read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Briefing
    from briefing.model.findings import Finding

DAY = datetime.date(2026, 11, 24)


def findings(briefing: Briefing, day: datetime.date = DAY) -> tuple[Finding, ...]:
    """What the checks say on a day."""
    chosen = tuple(select(briefing, edition) for edition in editions(briefing))
    return check(Subject(briefing, chosen, day, 60))


@pytest.mark.parametrize("case", read_cases("checks.md"), ids=lambda case: case.title)
def test_the_checks_say_what_is_written(case: Case, tmp_path: Path) -> None:
    """The findings are those of the case and no others, each with place, code and words."""
    found = findings(read(project(tmp_path, case_files(case))))
    expected = case.blocks["says"].splitlines()
    assert len(found) == len(expected), "\n".join(map(str, found))
    for finding, line in zip(found, expected, strict=True):
        place, code, words = line.split(" ", 2)
        assert f"{finding.location}".removeprefix("small/") == place, str(finding)
        assert finding.code == code, str(finding)
        assert finding.hint
        assert words in f"{finding.message} {finding.hint}", str(finding)


def test_each_check_finds_something_somewhere() -> None:
    """The cases together reach every check."""
    said = "\n".join(case.blocks["says"] for case in read_cases("checks.md"))
    codes = ("C102", "C103", "C104", "C201", "C301", "C302", *(f"C40{n}" for n in range(1, 7)))
    codes += tuple(f"C50{n}" for n in range(1, 6))
    assert len(CHECKS) == len(codes)
    for code in ("C101", *codes):
        assert code in said


@pytest.mark.parametrize("case", read_cases("syllables.md"), ids=lambda case: case.title)
def test_syllables_are_those_one_hears(case: Case) -> None:
    """Every word and number of the case is counted as by hand, capital at its head or not."""
    for count, text in case.blocks.items():
        for word in text.split():
            assert (word, syllables(word)) == (word, int(count))
            if word[1:].islower():
                assert syllables(word.capitalize()) == int(count), word


def test_a_syllable_is_counted_of_whatever_stands_in_a_text() -> None:
    """Letters of any alphabet, numbers of any length: at least one, and never an error."""
    for word in ("Приштина", "hmm", "I", "W", "9", "0.05", "1,234,567,890,123", "3rd", "²", "½"):
        assert syllables(word) >= 1
    for endless in ("e" * 9000, "9" * 9000, "mene" * 9000):
        assert syllables(endless) < 500


def test_the_grade_is_that_of_the_formula() -> None:
    """Ten words of fourteen syllables in one sentence, by hand."""
    one = Sentence(Location("a"), "", 10, 14)
    assert grade([one]) == pytest.approx(0.39 * 10 + 11.8 * 1.4 - 15.59)
    assert grade([one, one]) == pytest.approx(grade([one]))
    assert grade([]) == 0


def test_a_fact_goes_stale_by_itself() -> None:
    """The same content is in order today and at fault the day after its facts were due."""
    days = [fact.review_after for fact in kfor().facts.values() if fact.review_after]
    late = max(days) + datetime.timedelta(days=1)
    assert not [f for f in findings(kfor()) if f.code == "C102"]
    assert len([f for f in findings(kfor(), late) if f.code == "C102"]) == len(days)
