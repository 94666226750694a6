"""Numbers and dates as people write them in data, understood where they can mean one thing only.

Vega takes what it is given: it reads 03/10/2025 as 10 March, 2025 as the third second of 1970, and
drops what it cannot read. So charts are given numbers and ISO 8601 dates and nothing else, and
whatever might mean two things is refused with what to write instead.
"""

from __future__ import annotations

import datetime
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE} "
_MINUS = "\N{MINUS SIGN}"
_WHOLE = rf"(?:0|[1-9]\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d{{0,2}}(?:[{_SPACES}’']\d{{3}})+)"
_NUMBER = re.compile(rf"(?P<sign>[-+{_MINUS}]?)(?P<number>(?:{_WHOLE})?(?:\.\d+)?)")
_SCIENTIFIC = re.compile(r"[-+]?\d+(\.\d+)?[eE][-+]?\d{1,3}")
_GROUPS = re.compile(rf"[,{_SPACES}’']")

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_TRIPLE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?|(\d{4})(\d\d)(\d\d)")
_QUARTER = re.compile(r"(\d{4})[- /]?Q([1-4])|Q([1-4])[- /](\d{4})", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})[- ]?W(\d\d)(?:-?\d)?", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.? (\d{4})")

NONE_GIVEN = frozenset(("", "-", "--", "–", "—", "n/a", "na", "n.a.", "none", "null", "nan", "..",
                        "...", "…", "?", "x", "tbd", "tbc", "unknown"))  # fmt: skip
"""What people write where they know no value, in small letters."""


class NotUnderstood(Exception):
    """A value is not, or not certainly, what its field says; ``remedy`` says what to write."""

    def __init__(self, remedy: str) -> None:
        super().__init__(remedy)
        self.remedy = remedy


def decimal_sign(cells: Iterable[str], separator: str) -> str:
    """Return the decimal sign of a column of text, “.” or “,”; empty if it could be either.

    Where commas separate cells it is a point. Where semicolons or tabs do, as in files saved in
    most of Europe, a cell tells that can be read in one way only: “1,5”, “1.234,5”.

    Args:
        cells: the cells of the column.
        separator: the sign between cells; empty for data that are no text file.
    """
    if separator in {",", ""}:
        return "."
    bare = [cell.strip().lstrip(f"+-{_MINUS}") for cell in cells]
    signs = {sign for sign, certain in _CERTAIN.items() if any(map(certain.fullmatch, bare))}
    return signs.pop() if len(signs) == 1 else ""


_CERTAIN = {
    ",": re.compile(r"\d+,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}|0,\d+"),
    ".": re.compile(r"\d+\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|0\.\d+"),
}
"""Numbers that show which sign is the decimal one."""
_COMMA_AND_POINT = str.maketrans(",.", ".,")


def number_of(value: Any, decimal: str = ".") -> float:
    """Return a value of data as a number; raise `NotUnderstood` if it may be none.

    “1,234”, “1 234” with any space, “−5” and “+5” are numbers; “1,5”, “12 %” and “€5” are not.

    Args:
        value: the value.
        decimal: the decimal sign of its column; empty if that cannot be told.
    """
    if isinstance(value, str):
        if not decimal and set(",.") & set(value):
            raise NotUnderstood(
                "it could be grouped or a fraction; write all numbers of the column without groups"
            )
        if decimal == ",":
            value = value.translate(_COMMA_AND_POINT)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotUnderstood("write a number")
    if not isinstance(value, str):
        if isinstance(value, float) and not math.isfinite(value):
            raise NotUnderstood("write a number")
        return value
    text = value.strip()
    match = _NUMBER.fullmatch(text)
    if match and match["number"]:
        digits = _GROUPS.sub("", match["number"])
        found: float = float(digits) if "." in digits else int(digits)
        return -found if match["sign"] in {"-", _MINUS} else found
    if _SCIENTIFIC.fullmatch(text) and math.isfinite(found := float(text)):
        return found
    raise NotUnderstood(_number_remedy(text))


_LEAVE_OUT = "leave out the row, or leave the cell empty and say what becomes of it"


def _number_remedy(text: str) -> str:
    bare = text.replace(_MINUS, "-").strip()
    remedy = "write a number, or declare the field as nominal if these are names"
    if bare.lower() in NONE_GIVEN:
        remedy = _LEAVE_OUT
    elif re.fullmatch(r"[-+]?[\d.,]+\s*[%‰]", bare):
        remedy = "write the number alone and say “per cent” in the title of the axis"
    elif re.fullmatch(r"\([\d.,\s]+\)", bare):
        remedy = f"write -{bare[1:-1].strip()} if it is negative"
    elif found := re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*([kKmM])", bare):
        zeros = {"k": 1_000, "m": 1_000_000}[found[2].lower()]
        remedy = f"write it out, {float(found[1]) * zeros:.15g}"
    elif re.fullmatch(r"[-+]?\d+,\d+", bare):
        remedy = f"write a decimal point, {bare.replace(',', '.')}"
    elif re.fullmatch(r"[-+]?0\d+(\.\d+)?", bare):
        digits = bare.lstrip("+-0") or "0"
        remedy = f"write {digits}, or declare the field as nominal if these are codes"
    elif re.search(r"\d", bare):
        remedy = "write the number alone, such as 1234.5; its unit belongs in the title of the axis"
    return remedy


def date_of(value: Any) -> tuple[str, str]:
    """Return a value of data as an ISO 8601 date or time, and the time zone that it names.

    A year, a month, a day and a time are dates: “2025”, “2025-03”, “2025-03-10”,
    “2025-03-10T14:30”. The zone is left out of the first: what is drawn is the clock where it was.

    Raises:
        NotUnderstood: it is no date, or could be several.
    """
    if isinstance(value, datetime.date):
        value = value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotUnderstood("write a date, such as 2025-03-10")
    text = str(value).strip()
    match = _ISO.fullmatch(text)
    if match is None:
        raise NotUnderstood(_date_remedy(text))
    try:
        datetime.date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        if match["time"]:
            datetime.time.fromisoformat(match["time"])
    except ValueError:
        raise NotUnderstood("there is no such day or time; write one that there is") from None
    if not match["time"]:
        return text, ""
    zone = (match["zone"] or "").replace(":", "")
    return f"{text[:10]}T{match['time']}", "Z" if zone in {"+0000", "-0000"} else zone


def _date_remedy(text: str) -> str:
    if text.lower() in NONE_GIVEN:
        return _LEAVE_OUT
    for pattern, remedy in _REMEDIES:
        if (found := pattern.fullmatch(text)) and (what := remedy(found)):
            return what
    return _AS_ISO


def _year_first(found: re.Match[str]) -> str:
    parts = [part for part in found.groups() if part]
    return f"write {'-'.join(part.zfill(2) for part in parts)}"


def _quarter(found: re.Match[str]) -> str:
    year, quarter = (found[1] or found[4]), int(found[2] or found[3])
    first = f"{year}-{3 * quarter - 2:02}-01"
    return f"write the day it begins, {first}, or declare the field as ordinal"


def _week(found: re.Match[str]) -> str:
    try:
        monday = datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return "there is no such week; write a date, such as 2025-03-10"
    return f"write its Monday, {monday}, or declare the field as ordinal"


def _named_month(found: re.Match[str]) -> str:
    month = found[2].lower()[:3]
    if month not in _MONTHS:
        return ""
    day = f"-{int(found[1]):02}" if found[1] else ""
    return f"write {found[3]}-{_MONTHS.index(month) + 1:02}{day}"


def _counted(found: re.Match[str]) -> str:
    """Return what to write for a time that is counted in days or milliseconds."""
    number = int(found[0])
    if 20_000 <= number < 80_000:  # 1954 to 2119
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=number)
        return f"a spreadsheet's number of a day? write {day}"
    if 10**11 <= number < 10**13:
        time = datetime.datetime.fromtimestamp(number // 1000, datetime.UTC)
        return f"milliseconds? write {time:%Y-%m-%dT%H:%M}"
    return ""


def _day_or_month_first(found: re.Match[str]) -> str:
    first, second, year = int(found[1]), int(found[3]), found[4]
    if len(year) == 2:
        return "write the year with four digits, and first: 2025-03-10"
    by_day, by_month = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
    valid = [date for date in dict.fromkeys((by_day, by_month)) if _is_day(date)]
    if len(valid) == 2:
        return f"it could be two days; write {by_day} or {by_month}"
    return f"write {valid[0]}" if valid else "there is no such day; write it as 2025-03-10"


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


_AS_ISO = "write it as 2025, 2025-03, 2025-03-10 or 2025-03-10T14:30"
_REMEDIES = (
    (_TRIPLE, _day_or_month_first),
    (_YEAR_FIRST, _year_first),
    (re.compile(r"\d{5}|\d{12,13}"), _counted),
    (_QUARTER, _quarter),
    (_WEEK, _week),
    (_NAMED_MONTH, _named_month),
)
"""What else people write for dates, and what to say of it."""
