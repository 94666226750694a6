"""Hostile inputs: a sample of those that ``make audit`` tries, each with what it must be told."""

from __future__ import annotations

import pytest

from briefing.load.markdown.size_limits import too_large
from support.bodies import HEAD, read_section
from support.hostile import FILES, SECTIONS, TABLES, names, verdict

SAMPLE = {
    "10 MB of one word": "B218",
    "1 MB of one paragraph": "B218",
    "100 KB of one paragraph": "B218",
    "50,000 rows": "B218",
    "columns and no rows": "B218",
    "10,000 remarks on a line": "B218",
    "10,000 quotes": "B218",
    "10,000 bullets": "B218",
    "10,000 blocks in blocks": "B218",
    "500 words in emphasis": "B205",
    "3,000 references to one footnote": "B218",
    "1 MB of -": "B218",
    "15 KB of *_": "B218",
    "10,000 on a line: [@mta]": "B218",
    "front matter of brackets": "B104",
    "YAML of 10 MB": "B104",
    "YAML of a long number": "B104",
    "CSL-JSON of 10,000 levels": "B104",
    "BibTeX of 10,000 levels": "",
    "CSV of a long field": "B402",
    "30 KB on one line": "",
    "390 brackets": "",
}
"""What is found; empty for nothing that has to be."""


@pytest.mark.parametrize("name", SAMPLE)
def test_it_is_read_or_refused_within_seconds(name: str) -> None:
    """In a process of its own, whose processor time is measured; no exception gets out."""
    found = verdict(name, seconds=6)
    assert not found.fault
    assert not SAMPLE[name] or SAMPLE[name] in found.codes, found


def test_the_audit_tries_some_hundreds() -> None:
    """Each has a name of its own."""
    assert len(names()) == len(set(names())) == len(SECTIONS) + len(FILES) + len(TABLES) > 500


@pytest.mark.parametrize(
    ("body", "line", "figure"),
    [
        (f"A.\n\n{'a' * 50_000}\n", 6, "50,000 characters; the limit is 40,000"),
        ("A.\n\n" + "Words of it all.\n" * 3_000, 6, "51,000 characters; the limit is 40,000"),
        ("A.\n\n" + "*a* " * 2_000, 6, "4,000 characters such as * ["),
        ("A.\n\n" + "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|a|\n" * 400, 6, "201,000 cells"),
        ("A.\n\n" + "> " * 40 + "a\n", 6, "opens 40 quotes or lists; the limit is 30"),
        ("/// note\n" * 31 + "a\n" + "///\n" * 31, 34, "more than 30 deep"),
        ("a\n" * 50_001, 4, "50,001 lines; the limit is 50,000"),
    ],
)
def test_what_is_too_much_is_told_with_its_figure_and_place(
    body: str, line: int, figure: str
) -> None:
    """One finding, at the line where the author finds it, and nothing else of the same cause."""
    _, findings, _ = read_section(HEAD + body)
    assert [(f.location.line, f.code) for f in findings] == [(line, "B218")], findings
    assert figure in findings[0].message
    assert findings[0].hint


def test_an_ordinary_long_text_is_read() -> None:
    """A paragraph of 2,000 words, a table of 500 rows, 25 blocks in blocks."""
    words = 'The force\'s "new" plan, as *agreed* in 1999 by **all**, keeps `roads` open. '
    body = words * 150 + "\n\n| A | B |\n|---|---|\n" + "| a | b |\n" * 500 + "\n"
    section, findings, _ = read_section(HEAD + body)
    assert not findings
    assert sum(node.kind == "tr" for node in section.blocks[1].walk()) == 501
    assert too_large("Words of it all.\n" * 40_000) is None
