"""Numbers and dates formatted in the edition's language (Unicode CLDR, from Babel)."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, localcontext
from functools import cache

from babel import Locale, dates, numbers

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@cache
def locale(language: str) -> Locale:
    """Return the locale of a BCP 47 tag; English is British, whose dates put the day first."""
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


def print_value(value: float | datetime.date | str, language: str) -> str:
    """Return a number or a date as text in ``language``; strings stay as they are.

    4600 is ``4,600`` in English, ``4 600`` with a no-break space in Albanian, ``4.600`` in Serbian.
    """
    if isinstance(value, datetime.date):
        return print_date(value, language)
    if isinstance(value, str):
        return value
    return print_number(value, language, locale(language).decimal_formats[None].pattern)


def print_number(value: float, language: str, pattern: str, currency: str = "") -> str:
    """Return ``value`` in groups of digits, with the decimals and the sign that were written.

    Args:
        value: the number; a percentage as it is said, 12 for 12 %.
        language: a BCP 47 tag.
        pattern: a number pattern of Unicode CLDR: ``#,##0.00 ¤``.
        currency: its code, for a pattern with ``¤``.
    """
    written = Decimal(str(value))
    with localcontext() as context:
        context.prec = len(written.as_tuple().digits) + abs(int(written.as_tuple().exponent)) + 4
        decimals = max(0, -int(written.as_tuple().exponent))
        form = numbers.parse_pattern(pattern)
        form.frac_prec, form.scale = (decimals, decimals), 0
        text = form.apply(
            written, locale(language), currency=currency or None, currency_digits=False
        )
    sign = numbers.get_plus_sign_symbol(locale(language)) if str(value)[:1] == "+" else ""
    return f"{sign}{text}"


def print_date(value: datetime.date, language: str) -> str:
    """Return a date in full, ``3 October 2025``, with a no-break space after the day."""
    text = dates.format_date(value, "long", locale=locale(language))
    return text.replace(" ", "\N{NO-BREAK SPACE}", 1)


def print_partial_date(value: str, language: str) -> str:
    """Return an ISO date, known to the year, month or day, as text; other strings as they are."""
    match = _ISO.fullmatch(value)
    if not match or not match[2]:
        return value
    year, month, day = (int(part) if part else 1 for part in match.groups())
    date = datetime.date(year, month, day)
    if match[3]:
        return print_date(date, language)
    return str(dates.format_skeleton("yMMMM", date, locale=locale(language)))


def separators(language: str) -> tuple[str, str]:
    """Return the decimal mark of a language, and the sign that groups thousands."""
    return (
        numbers.get_decimal_symbol(locale(language)),
        numbers.get_group_symbol(locale(language)),
    )


def print_in_pattern(value: datetime.date, pattern: str, language: str) -> str:
    """Return a date in a pattern of CLDR; if that is empty, as the language writes short dates."""
    form = pattern or "medium"
    return dates.format_date(value, form, locale=locale(language))


def plural_category(number: str, language: str) -> str:
    """Return the plural category (Unicode CLDR) of a number in digits: ``one``, ``other``."""
    return str(locale(language).plural_form(abs(Decimal(number))))
