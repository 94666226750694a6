"""Facts as they are printed: value, range and unit, in the edition's language (Unicode CLDR)."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from babel import dates, units

from briefing.model.fact_values import NUMBER, PARTIAL_DATE, parts_of
from briefing.text.locale_format import (
    locale,
    plural_category,
    print_number,
    print_partial_date,
    print_value,
)

if TYPE_CHECKING:
    from briefing.model.fact_values import Single
    from briefing.model.settings import Fact

_NBSP = "\N{NO-BREAK SPACE}"
_DASH = "\N{EN DASH}"
_DIGITS = re.compile(r"\d(?:.*\d)?", re.DOTALL)
_TEMPERATURES = {"°C": "temperature-celsius", "°F": "temperature-fahrenheit"}
_SIGNS = frozenset("+-\N{MINUS SIGN}")


def print_fact(fact: Fact, language: str) -> str:
    """Return the value of a fact with its unit: ``4,600 troops``, ``12–15%``, ``€2.50``."""
    value, unit = value_and_unit(fact, language)
    return f"{value}{_NBSP}{unit}" if unit else value


def value_and_unit(fact: Fact, language: str) -> tuple[str, str]:
    """Return the value of a fact, with signs such as %, and the words behind it."""
    manner = fact.as_ or ("money" if fact.currency else "")
    unit = _unit(fact, language)
    if unit == "%" and not manner:
        manner, unit = "percent", ""
    parts = [_single(fact, part, manner, language) for part in parts_of(fact.value)]
    if unit in _TEMPERATURES:
        parts, unit = [_degrees(part, unit, language) for part in parts], ""
    if manner == "money" and unit:  # “€5 million”, but “5 million €”
        parts = [_inside(part, unit) for part in parts]
        unit = ""
    text = parts[0] if len(parts) == 1 else _range(parts[0], parts[1])
    return (f"{text}°", "") if unit == "°" else (text, unit)


def _single(fact: Fact, value: Single, manner: str, language: str) -> str:
    where = locale(language)
    if isinstance(value, int | float):
        if manner == "year":
            return str(value)
        if manner == "percent":
            return print_number(value, language, where.percent_formats[None].pattern)
        if manner == "money":
            pattern = where.currency_formats["standard"].pattern
            text = print_number(value, language, pattern, fact.currency)
            return re.sub(r"(?<=[^\W\d_])(?=\d)", _NBSP, text)  # “CHF 5”
    if manner == "time":
        hour, minute = map(int, str(value).split(":"))
        text = dates.format_time(datetime.time(hour, minute), "short", locale=where)
        return re.sub(r"[ \u202f]", _NBSP, text)
    if manner == "date" and PARTIAL_DATE.fullmatch(str(value)):
        return print_partial_date(str(value), language)
    return print_value(value, language)


def _unit(fact: Fact, language: str) -> str:
    """Return the unit in the form that goes with the value, or with the end of a range."""
    if isinstance(fact.printed_unit, str):
        return fact.printed_unit
    last = str(parts_of(fact.value)[-1])
    forms = fact.printed_unit
    if not NUMBER.fullmatch(last):
        return forms["other"]
    return forms.get(plural_category(last, language), forms["other"])


def _degrees(text: str, unit: str, language: str) -> str:
    printed = units.format_unit(text, _TEMPERATURES[unit], "short", locale=locale(language))
    printed = printed.replace(" ", _NBSP)
    return printed if unit in printed else f"{text}{_NBSP}{unit}"


def _inside(text: str, unit: str) -> str:
    """Return an amount with a unit behind its digits, before a currency that follows them."""
    found = _DIGITS.search(text)
    assert found is not None  # money is a number
    return f"{text[: found.end()]}{_NBSP}{unit}{text[found.end() :]}"


def _range(low: str, high: str) -> str:
    """Return a range, with what both ends say alike said once: ``3–5 October 2025``, ``€10–15``."""
    tail = ""
    ends = [_DIGITS.search(text) for text in (low, high)]
    if ends[0] and ends[1] and not _SIGNS & {*low[: ends[0].start()], *high[: ends[1].start()]}:
        before, after = low[: ends[0].start()], low[ends[0].end() :]
        if before and high.startswith(before):
            high = high[len(before) :]
        elif after and high.endswith(after):
            low, high, tail = low[: -len(after)], high[: -len(after)], after
    low, high, shared = _without_shared_end(low, high)
    spaced = any(mark.isspace() for mark in low + high) or _SIGNS & {low[0], high[0]}
    dash = f"{_NBSP}{_DASH} " if spaced else _DASH
    return f"{low}{dash}{high}{shared}{tail}"


def _without_shared_end(low: str, high: str) -> tuple[str, str, str]:
    """Return both without the words they end with alike, and these."""
    words, others = re.split(r"(\s)", low), re.split(r"(\s)", high)
    shared = ""
    while len(words) > 2 and len(others) > 2 and words[-2:] == others[-2:]:
        shared = "".join(words[-2:]) + shared
        words, others = words[:-2], others[:-2]
    return "".join(words).rstrip(","), "".join(others), shared
