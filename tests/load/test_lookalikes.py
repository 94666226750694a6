"""What looks like a mark, and what other tools hide: refused at its line, never printed to all."""

from __future__ import annotations

import pytest

from briefing.load.markdown.foreign_syntax import RULES
from support.bodies import HEAD, read_section
from support.cases import Case, read_cases
from support.projects import words

RULE_CASES = read_cases("othertools.md")
LOOKALIKES = read_cases("lookalikes.md")
_MARKS = {"B201", "B202", "B203", "B204", "B210", "B215", "B216"}


def _lines(case: Case, kind: str) -> list[str]:
    return [line.replace("⏎", "\n") for line in case.blocks[kind].splitlines()]


def _plain(text: str) -> str:
    """Text without what Markdown and our typography change of it."""
    for sign, instead in {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "…": "..."}.items():
        text = text.replace(sign, instead)
    return " ".join(text.split())


@pytest.mark.parametrize("case", RULE_CASES, ids=lambda case: case.title)
def test_what_another_tool_hides_is_refused_by_the_tools_name(case: Case) -> None:
    """The first finding names the rule's tool and the way out, at a line of the text."""
    rule = next(rule for rule in RULES if rule.name == case.title)
    for text in _lines(case, "refused"):
        _, findings, _ = read_section(f"{HEAD}{text}\n")
        told = [f for f in findings if f.code == "B216"]
        assert told, f"{text!r} is let through: {findings}"
        assert told[0].message.startswith(f"{rule.message}: “"), (text, told[0].message)
        assert told[0].hint == rule.hint
        assert 4 <= told[0].location.line <= 3 + len(text.split("\n"))
        assert {f.code for f in findings} <= {"B216", "B210"}, (text, findings)


@pytest.mark.parametrize("case", LOOKALIKES, ids=lambda case: case.title)
def test_what_looks_like_a_mark_and_is_none_is_refused(case: Case) -> None:
    """Each text has a finding that says where a mark or block went wrong."""
    for text in _lines(case, "refused"):
        _, findings, _ = read_section(f"{HEAD}{text}\n")
        told = [f for f in findings if f.code in _MARKS]
        assert told, f"{text!r} is let through"
        assert all(f.hint for f in findings), text
        lines = [f.location.line for f in findings]
        assert len(set(lines)) == len(lines) == len(told), (text, findings)


@pytest.mark.parametrize("case", [*RULE_CASES, *LOOKALIKES], ids=lambda case: case.title)
def test_what_only_resembles_it_is_printed_as_it_stands(case: Case) -> None:
    """Near misses have no finding, and none of their words goes."""
    for text in _lines(case, "printed"):
        section, findings, _ = read_section(f"{HEAD}{text}\n")
        assert not findings, (text, findings)
        got = _plain(words(section.blocks))
        if not any(sign in text for sign in ("[Words]", "<http", "\\#", "- One", "a@if.")):
            assert got == _plain(text), text


@pytest.mark.parametrize("case", [*RULE_CASES, *LOOKALIKES], ids=lambda case: case.title)
def test_in_code_and_fences_all_of_it_is_plain_words(case: Case) -> None:
    """A guide can show what is refused elsewhere."""
    for text in _lines(case, "refused"):
        fenced = f"{HEAD}~~~~\n{text}\n~~~~\n"
        _, findings, _ = read_section(fenced)
        assert not findings, (text, findings)
        for line in text.split("\n"):
            if "`" not in line:
                section, findings, _ = read_section(f"{HEAD}So: ``{line}`` it is.\n")
                assert not findings, (line, findings)
                assert " ".join(line.split()) in words(section.blocks)


def test_each_rule_has_its_case_and_two_near_misses() -> None:
    """A rule without a case could refuse nothing, or everything."""
    assert sorted(case.title for case in RULE_CASES) == sorted(rule.name for rule in RULES)
    for case in (*RULE_CASES, *LOOKALIKES):
        assert len(_lines(case, "refused")) >= 1, case.title
        assert len(_lines(case, "printed")) >= 2, case.title


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/%%a%%",
        "https://example.org/{.policy}",
        "https://example.org//audience",
        "https://example.org/a?release=partner&length=short",
        "https://example.org/:::/!!!/~~a~~",
        "https://example.org/{id}",
        "https://example.org/#+BEGIN_COMMENT",
        "https://example.org/{++a++}",
    ],
)
def test_in_addresses_it_is_plain_words(address: str) -> None:
    """An address may hold any sign: in the text, in angle brackets, behind a link's words."""
    for text in (f"See {address} there.", f"See <{address}> there.", f"See [it]({address}) there."):
        _, findings, _ = read_section(f"{HEAD}{text}\n")
        assert not findings, (text, findings)
