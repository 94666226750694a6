"""Composing: numbers, sources, short forms and references (cases in ``cases/compose.md``)."""

from __future__ import annotations

import datetime
import re

import pytest

from briefing.compose.values import print_date, print_value, roman
from support.bodies import briefing_of, composed, text_of
from support.cases import Case, read_cases

DAY = datetime.date(2025, 10, 3)


@pytest.mark.parametrize("case", read_cases("compose.md"), ids=lambda case: case.title)
def test_a_section_is_composed_as_written(case: Case) -> None:
    """For each reader of the case the blocks are those listed, in their order, and no others."""
    for reader, expected in case.blocks.items():
        if reader != "section":
            audience, _, length = reader.partition(" ")
            blocks = text_of(case.blocks["section"], audience, length)
            printed = [block.replace("\N{NO-BREAK SPACE}", " ") for block in blocks]
            assert printed == expected.splitlines()


def html(body: str, audience: str = "public", length: str = "short") -> str:
    """The HTML of a section's fragments, spaces made one."""
    fragments = composed(briefing_of(body), audience, length).fragments
    return " ".join("".join(fragment.html for fragment in fragments).split())


def test_key_messages_are_numbered_before_the_column_beside_them() -> None:
    """What is read first is cited first: the box, then the side column at its height."""
    body = (
        "/// key-messages\n- First. [@unscr1244]\n///\n\n"
        "/// side\n//// number | {{ troops }}\ntroops\n////\n///\n"
    )
    page = html(body)
    assert page.index("First.") < page.index("4,500")
    assert re.search(r"First\.<sup[^>]*><a [^>]*>1<", page)
    assert re.search(r"as of 3.October 2025<sup[^>]*><a [^>]*>2<", page)


def test_a_source_s_number_keeps_apart_from_a_figure() -> None:
    """“2025⁴” must not be read, copied or searched as 20254: the theme puts a space there."""
    assert '2025<sup class="cite after-figure">' in html("In 2025 [@mta]\n")
    assert 'word<sup class="cite">' in html("A word [@mta]\n")


def test_a_list_may_begin_at_any_number() -> None:
    """The engine does not read ``start``, so the number is a style; absurd ones count nothing."""
    assert "counter-reset: list-item 5" in html("6. six\n7. seven\n")
    assert "counter-reset" not in html("1. one\n2. two\n")
    assert "counter-reset" not in html(f"{'9' * 5000}. much\n")


def test_bold_words_at_the_start_make_a_run_in_head() -> None:
    """A question set in bold opens its paragraph without an indent."""
    assert 'class="run-in"' in html("**Why?** Because.\n")
    assert "run-in" not in html("This is **bold**.\n")


@pytest.mark.parametrize(
    ("language", "number", "date"),
    [
        ("en", "4,600", "3 October 2025"),
        ("sq", "4 600", "3 tetor 2025"),
        ("sr", "4.600", "3. октобар 2025."),
        ("sr-Latn", "4.600", "3. oktobar 2025."),
    ],
)
def test_values_are_printed_by_locale(language: str, number: str, date: str) -> None:
    """Grouping and dates are the language's; a number never breaks over two lines."""
    assert print_value(4600, language).replace("\N{NO-BREAK SPACE}", " ") == number
    assert " " not in print_value(4600, language)
    assert print_date(DAY, language).replace("\N{NO-BREAK SPACE}", " ") == date
    assert print_value(DAY, language) == print_date(DAY, language)


def test_folios_of_front_matter_are_roman() -> None:
    """Small letters, as printers number what stands before the text."""
    assert [roman(n) for n in (1, 4, 9, 12, 39)] == ["i", "iv", "ix", "xii", "xxxix"]
