"""Numbers and dates as a language prints them, and citations as authors write them."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.text.citation_syntax import ACRONYM, citations
from briefing.text.locale_format import print_date, print_partial_date, print_value


@pytest.mark.parametrize(
    ("language", "number", "date"),
    [
        ("en", "4,600", "3\N{NO-BREAK SPACE}October 2025"),
        ("sq", "4\N{NO-BREAK SPACE}600", "3\N{NO-BREAK SPACE}tetor 2025"),
        ("de", "4.600", "3.\N{NO-BREAK SPACE}Oktober 2025"),
    ],
)
def test_each_language_has_its_way(language: str, number: str, date: str) -> None:
    """Groups of digits and names of months are those of Unicode CLDR."""
    assert print_value(4600, language) == number
    assert print_date(datetime.date(2025, 10, 3), language) == date


@given(st.integers(-(10**12), 10**12), st.sampled_from(["en", "sq", "sr", "de", "fr"]))
def test_no_digit_is_lost(number: int, language: str) -> None:
    """Whatever stands between its digits, a number keeps all of them."""
    assert re.sub(r"\D", "", print_value(number, language)) == str(abs(number))


def test_a_date_is_as_exact_as_it_is_known() -> None:
    """A year stays a year, a month has no day, and other words stay as they are."""
    assert print_partial_date("1999", "en") == "1999"
    assert print_partial_date("1999-06", "en") == "June 1999"
    assert print_partial_date("1999-06-10", "en") == "10\N{NO-BREAK SPACE}June 1999"
    assert print_partial_date("undated", "en") == "undated"


def test_citations_are_read_with_their_locators() -> None:
    """An id is empty where none can be read."""
    assert citations("@a; @b-c, para 9") == [("a", ""), ("b-c", "para 9")]
    assert citations("a") == [("", "a")]


def test_acronyms_are_told_from_other_words() -> None:
    """Two capital letters and more; not a name in an address, nor a word with one capital."""
    assert ACRONYM.findall("KFOR and MNBRs, not Kosovo, a@NATO or nato.int/SHAPE") == [
        "KFOR",
        "MNBR",
    ]
