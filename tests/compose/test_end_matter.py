"""The sources stand below a last chapter that is short, or are few; else they have their page."""

from __future__ import annotations

import pytest

from briefing.compose.end_matter import sources_run_on
from briefing.model.content import Node
from briefing.model.document import Chapter, SourceEntry, TextSection


def _chapter(*blocks: Node) -> Chapter:
    return Chapter((TextSection("one", "one.md", "1", ("One",), 3, blocks),), ())


def _sources(count: int) -> list[SourceEntry]:
    return [
        SourceEntry(n, ("An author, a title of some words, 12 May 2020.",)) for n in range(count)
    ]


LINE = Node("p", (), ("Words. " * 10,), (), 5)
TABLE = Node("table", (), (), (), 7)


@pytest.mark.parametrize(
    ("lines", "table", "sources", "together"),
    [
        (4, False, 50, True),  # a few lines would be alone on the page before
        (60, False, 50, False),
        (60, True, 20, True),  # few sources would be alone on their page
        (4, True, 50, False),  # nobody knows how high it is
        (12, False, 90, False),
        (0, False, 0, True),
    ],
)
def test_together_they_take_a_page_or_little_of_one(
    lines: int, table: bool, sources: int, together: bool
) -> None:
    """It follows from the text alone, wherever pages end."""
    chapter = _chapter(*[LINE] * lines, *[TABLE] * table)
    assert sources_run_on(chapter, _sources(sources)) is together


def test_more_sources_never_bring_them_back() -> None:
    """From some number on they have a page of their own."""
    told = [sources_run_on(_chapter(LINE), _sources(n)) for n in range(0, 200, 10)]
    assert told == sorted(told, reverse=True)
    assert told[0]
    assert not told[-1]
