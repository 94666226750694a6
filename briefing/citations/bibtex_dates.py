"""Dates of BibTeX (year, month, day) and BibLaTeX (ISO 8601 with EDTF), as CSL has them."""

from __future__ import annotations

import re
from typing import Any

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_NAME = re.compile(r"\b(?:" + "|".join((*_MONTHS, "sept")) + r")[a-z]*\b\.?", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_YEARS = re.compile(r"(\d{4})\s*(?:[-–—/]+\s*(\d{4}|\d{2}))?")
_ABOUT = re.compile(r"^(?:c\.|ca\.?|circa|about|approx\.?)\s*|^\[|\??\]$|[~?%]$", re.IGNORECASE)
_SEASON = re.compile(r"(\d{4})-2([1-4])")
HOW_TO = "write month = {3}, mar, or {March--April}; day = {5}"


def classic_date(year: str, month: str, day: str) -> Any:
    """Return the date of the fields ``year``, ``month`` and ``day``.

    Raises:
        ValueError: The month cannot be read.
    """
    about = bool(_ABOUT.search(year))
    bare = year
    while about and _ABOUT.search(bare):
        bare = _ABOUT.sub("", bare).strip()
    found = _YEARS.fullmatch(bare)
    if found is None:  # “in press”, “n.d.”
        return {"literal": f"{month} {year}".strip()}
    begin, end = found[1], found[2] or ""
    end = f"{begin[: 4 - len(end)]}{end}" if end else ""
    if not month.strip():
        return _iso(f"{begin}/{end}" if end else begin, about=about)
    season = next((n for name, n in _SEASONS.items() if name in month.lower()), 0)
    if season:
        return {"date-parts": [[int(begin)]], "season": season, "circa": about}
    months, days = _months(month)
    days = days or ([int(day)] if day.strip().isdigit() else [])
    if len(months) == 1:
        ends = [(months[0], number) for number in days] or [(months[0], 0)]
    elif len(days) in {0, 2}:
        ends = list(zip(months, days or (0, 0), strict=True))
    else:
        raise ValueError(month)
    first = _joined(begin, *ends[0])
    if len(ends) == 1:
        return _iso(first, about=about)
    return _iso(f"{first}/{_joined(end or begin, *ends[1])}", about=about)


def _months(text: str) -> tuple[list[int], list[int]]:
    """Return one or two months, and the days that are named with them: “30 March–2 April”."""
    if re.fullmatch(r"\s*\d{1,2}(?:\s*[-–—/]+\s*\d{1,2})?\s*", text):
        return [int(number) for number in re.findall(r"\d+", text)], []
    names = _NAME.findall(text)
    rest = _NAME.sub(" ", text)
    days = [int(number) for number in re.findall(r"\d+", rest)]
    if not 1 <= len(names) <= 2 or len(days) > 2 or _WORDS.search(rest.replace("and", " ")):
        raise ValueError(text)
    return [_MONTHS.index(name[:3].lower()) + 1 for name in names], days


def _joined(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def edtf_date(value: str) -> Any:
    """Return a BibLaTeX date; one that cannot be read is returned as it is, and refused later."""
    text = value.strip()
    about = bool(re.search(r"[~?%]", text))
    text = re.sub(r"[~?%]", "", text)
    if season := _SEASON.fullmatch(text):
        return {"date-parts": [[int(season[1])]], "season": int(season[2]), "circa": about}
    begin, slash, end = text.partition("/")
    if slash and end in {"", ".."}:  # it goes on
        return {"literal": f"{begin}–"}
    if slash and begin in {"", ".."}:
        return {"literal": f"–{end}"}
    if re.fullmatch(r"\d{2,3}[X]{1,2}", text):
        return {"literal": f"{text.replace('X', '0')}s"}
    text = re.sub(r"-XX", "", text)
    return _iso(text, about=about)


def _iso(text: str, *, about: bool) -> Any:
    return {"raw": text, "circa": True} if about else text
