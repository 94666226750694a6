"""Locales for the chart renderer: number signs and month names (Unicode CLDR, from Babel)."""

from __future__ import annotations

from typing import Any

from babel import Locale


def d3_number_locale(language: str) -> dict[str, Any]:
    """Return the locale definition of d3-format for ``language``, a BCP 47 tag."""
    symbols = _locale(language).number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
        "minus": "\N{MINUS SIGN}",
    }


def d3_time_locale(language: str) -> dict[str, Any]:
    """Return the locale definition of d3-time-format for ``language``, a BCP 47 tag."""
    locale = _locale(language)
    order = (6, 0, 1, 2, 3, 4, 5)  # Sunday first; Babel counts from Monday
    days, months = locale.days["stand-alone"], locale.months["stand-alone"]
    periods = locale.day_periods["format"]["abbreviated"]
    return {
        "dateTime": "%-d %B %Y, %H:%M",
        "date": "%-d %B %Y",
        "time": "%H:%M",
        "periods": [periods["am"], periods["pm"]],
        "days": [days["wide"][n] for n in order],
        "shortDays": [days["abbreviated"][n] for n in order],
        "months": [months["wide"][n] for n in range(1, 13)],
        "shortMonths": [months["abbreviated"][n] for n in range(1, 13)],
    }


def _locale(language: str) -> Locale:
    """Return the Babel locale of a BCP 47 tag; English is British, as everywhere in a briefing."""
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))
