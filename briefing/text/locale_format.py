"""Numbers and dates as the edition's language prints them (Unicode CLDR, by way of Babel)."""

from __future__ import annotations

import datetime
import re
from functools import cache

from babel import Locale, dates, numbers

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@cache
def locale(language: str) -> Locale:
    """The locale of a BCP 47 tag; English is British, whose dates put the day first."""
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


def print_value(value: float | datetime.date | str, language: str) -> str:
    """``4,600`` in English, ``4 600`` with a no-break space in Albanian, ``4.600`` in Serbian."""
    if isinstance(value, datetime.date):
        return print_date(value, language)
    if isinstance(value, str):
        return value
    return numbers.format_decimal(value, locale=locale(language), decimal_quantization=False)


def print_date(value: datetime.date, language: str) -> str:
    """A date in full: ``3 October 2025``, the day kept with its month on one line."""
    text = dates.format_date(value, "long", locale=locale(language))
    return text.replace(" ", "\N{NO-BREAK SPACE}", 1)


def print_partial_date(value: str, language: str) -> str:
    """An ISO date as exact as it is known: year, month or day; other words as they are."""
    match = _ISO.fullmatch(value)
    if not match or not match[2]:
        return value
    year, month, day = (int(part) if part else 1 for part in match.groups())
    date = datetime.date(year, month, day)
    if match[3]:
        return print_date(date, language)
    return str(dates.format_skeleton("yMMMM", date, locale=locale(language)))
