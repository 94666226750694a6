"""Numbers and dates as the edition's language prints them (Unicode CLDR, by way of Babel)."""

from __future__ import annotations

import datetime
from functools import cache

from babel import Locale, dates, numbers


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
    return numbers.format_decimal(value, locale=locale(language))


def print_date(value: datetime.date, language: str) -> str:
    """A date in full: ``3 October 2025``, the day kept with its month on one line."""
    text = dates.format_date(value, "long", locale=locale(language))
    return text.replace(" ", "\N{NO-BREAK SPACE}", 1)


def roman(number: int) -> str:
    """Small Roman numerals, as folios of front matter (up to 39 pages of it)."""
    tens, ones = divmod(number, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
