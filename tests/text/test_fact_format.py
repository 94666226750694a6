"""Facts as they are printed: numbers, ranges, percent, money, days, times and units."""

from __future__ import annotations

import re

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.yaml import read_yaml, validate
from briefing.model.settings import Fact
from briefing.text.fact_format import print_fact

LANGUAGES = ("en", "en-US", "sq", "sr", "sr-Latn", "de", "fr", "pl")


def printed(entry: str, language: str = "en") -> str:
    """What is printed of a fact, written in YAML, its no-break spaces as “~”."""
    text = f"x: {{{entry}, as_of: 2026-01-01, source: a, review_after: never}}"
    file, findings = read_yaml(text, "facts.yaml")
    assert findings == []
    fact, findings = validate(Fact, file, "facts.yaml", ("x",))
    assert findings == []
    assert fact is not None
    return re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", "~", print_fact(fact, language))


@pytest.mark.parametrize(
    ("entry", "english", "german"),
    [
        ("value: 1999, as: year", "1999", "1999"),
        ('value: "1999"', "1999", "1999"),
        ("value: 2.50", "2.50", "2,50"),
        ("value: 3.10", "3.10", "3,10"),
        ("value: 4600", "4,600", "4.600"),
        ("value: 1999, as: number", "1,999", "1.999"),
        ("value: +5", "+5", "+5"),
        ("value: -5", "-5", "-5"),
        ("value: .5", "0.5", "0,5"),
        ("value: 12.50, as: percent", "12.50%", "12,50~%"),
        ("value: 12, printed_unit: '%'", "12%", "12~%"),
        ("value: 20.5, printed_unit: °C", "20.5°C", "20,5~°C"),
        ("value: 2.50, currency: EUR", "€2.50", "2,50~€"),
        ("value: 5, as: money, currency: CHF", "CHF~5", "5~CHF"),
        ("value: 5, currency: EUR, printed_unit: million", "€5~million", "5~million~€"),
        ("value: 2025-10-03", "3~October 2025", "3.~Oktober 2025"),
        ("value: 2025-10", "2025-10", "2025-10"),
        ("value: 2025-10, as: date", "October 2025", "Oktober 2025"),
        ("value: 14:30, as: time", "14:30", "14:30"),
        ("value: [10, 15]", "10–15", "10–15"),
        ("value: [-5, 3]", "-5~– 3", "-5~– 3"),
        ("value: [10, 15], as: percent", "10–15%", "10–15~%"),
        ("value: [2.50, 3], currency: EUR", "€2.50–3", "2,50–3~€"),
        ("value: [1998, 1999], as: year", "1998–1999", "1998–1999"),
        ("value: [2025-10-03, 2025-10-05]", "3–5~October 2025", "3.–5.~Oktober 2025"),
        ("value: [2025-05-30, 2025-06-02]", "30~May~– 2~June 2025", "30.~Mai~– 2.~Juni 2025"),
        ("value: [9:30, 14:00], as: time", "09:30–14:00", "09:30–14:00"),
        ("value: NO", "NO", "NO"),
        ("value: two, printed_unit: men", "two~men", "two~men"),
    ],
)  # fmt: skip
def test_a_fact_is_printed_in_the_language_of_its_edition(
    entry: str, english: str, german: str
) -> None:
    """Digits as they were written; what stands between and around them as the language has it."""
    assert (printed(entry), printed(entry, "de")) == (english, german)


def test_a_unit_has_the_form_that_goes_with_its_number() -> None:
    """By the plural rules of the language; decimals count, and one form may do for all."""
    two = "printed_unit: {one: man, other: men}"
    counted = [printed(f"value: {n}, {two}") for n in (1, 2, 21, "1.0")]
    assert counted == ["1~man", "2~men", "21~men", "1.0~men"]
    three = "printed_unit: {one: one, few: few, other: rest}"
    counted = [printed(f"value: {n}, {three}", "sr") for n in (1, 3, 21, 25)]
    assert counted == ["1~one", "3~few", "21~one", "25~rest"]
    assert printed(f"value: [1, 2], {two}") == "1–2~men"
    assert printed("value: 1, printed_unit: men") == "1~men"


@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", fullmatch=True),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["", ", as: percent", ", currency: EUR", ", printed_unit: men"]),
)
def test_no_digit_is_lost_and_none_is_added(number: str, language: str, manner: str) -> None:
    """What is printed is read back as the number, with all its decimals."""
    tag = "en_GB" if language == "en" else language.replace("-", "_")
    extra = ", as: number" if not manner and "." not in number else manner
    text = printed(f"value: {number}{extra}", language)
    digits = re.search(r"\d.*\d|\d", text)
    assert digits is not None
    bare = re.sub(f"[~{numbers.get_group_symbol(tag)}]", "", digits[0])
    assert bare.replace(numbers.get_decimal_symbol(tag), ".") == number.lstrip("-")
    assert ("-" in text) == number.startswith("-")
