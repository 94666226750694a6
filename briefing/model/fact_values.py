"""Values of facts: numbers in digits, days, words, and ranges of two of them."""

from __future__ import annotations

import datetime
import math
import re
from functools import cache
from typing import Any

from babel import Locale

from briefing.model.written import WrittenFloat, WrittenInt

Single = int | float | datetime.date | str
Value = Single | tuple[Single, Single]

NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
"""A number that can be printed as it is written."""
PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
_YEAR = re.compile(r"\d{1,4}")
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""Plural categories of Unicode CLDR."""
_WHAT = "a value is a number, a date or words, or a range [lowest, highest]; put quotes round words"


def read_value(value: Any) -> Value:
    """Return what a fact's ``value:`` says; raise ValueError if it cannot be printed."""
    if isinstance(value, list | tuple):
        if len(value) != 2:
            raise ValueError(_WHAT)
        low, high = map(_single, value)
        numbers = all(isinstance(part, int | float) for part in (low, high))
        if not numbers and (type(low) is not type(high) or not _is_ordered(low, high)):
            raise ValueError("a range is of two numbers, two days or months, or two times of day")
        if _rank(low) > _rank(high):
            raise ValueError("a range begins with the lower value: [lowest, highest]")
        return low, high
    return _single(value)


def _is_ordered(*ends: Single) -> bool:
    """Return whether these are days, months, years or times, and not words."""
    texts = [end for end in ends if isinstance(end, str)]
    return any(all(map(form.fullmatch, texts)) for form in (PARTIAL_DATE, _TIME))


def _rank(value: Single) -> Any:
    return value.zfill(5) if isinstance(value, str) else value


def _single(value: Any) -> Single:
    kinds = int | float | datetime.date | str
    odd = isinstance(value, bool | datetime.datetime) or not isinstance(value, kinds)
    if odd or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(_WHAT)
    if isinstance(value, WrittenInt | WrittenFloat) and not NUMBER.fullmatch(value.written):
        raise ValueError(
            f"“{value.written:.40}” is {_digits(value)} to YAML: write that, or put quotes "
            "round it to print it as it stands"
        )
    if isinstance(value, str) and not value.strip():
        raise ValueError("there is nothing to print: give a value, or take the fact out")
    single: Single = value
    return single


def _digits(value: float) -> str:
    if abs(value) < 1e15:
        return f"{value:.15f}".rstrip("0").rstrip(".")
    return "another number"


def parts_of(value: Value) -> tuple[Single, ...]:
    """Return a single value, or the two of a range."""
    return value if isinstance(value, tuple) else (value,)


def check_manner(manner: str, value: Value, currency: str) -> None:
    """Raise ValueError if ``value`` cannot be printed as ``as: manner`` asks."""
    for part in parts_of(value):
        if manner in {"number", "percent", "money"} and not isinstance(part, int | float):
            raise ValueError(f"“as: {manner}” is for numbers; write the value without quotes")
        if manner == "year" and not _YEAR.fullmatch(str(part)):
            raise ValueError("“as: year” is for years, such as 1999")
        if (
            manner == "date"
            and not isinstance(part, datetime.date)
            and not PARTIAL_DATE.fullmatch(str(part))
        ):
            raise ValueError("“as: date” is for 2026-11-01, or 2026-11 where the day is not known")
        if manner == "time" and not _TIME.fullmatch(str(part)):
            raise ValueError("“as: time” is for times of day, from 00:00 to 23:59")
    if manner == "money" and not currency:
        raise ValueError("“as: money” needs a currency: add a line “currency: EUR”")
    if currency and manner != "money":
        raise ValueError("a fact with a currency is printed “as: money”")


@cache
def currencies() -> frozenset[str]:
    """Return the codes of currencies (ISO 4217)."""
    return frozenset(Locale("en").currencies)


def check_unit(unit: Any) -> Any:
    """Return ``printed_unit`` as given; raise ValueError if it has no form for other numbers."""
    if isinstance(unit, dict):
        unknown = [name for name in unit if name not in CATEGORIES]
        if unknown or "other" not in unit:
            raise ValueError(
                "write one unit for all numbers, or {one: soldier, other: soldiers}; languages "
                f"with more forms have more of: {', '.join(CATEGORIES)}"
            )
    return unit
