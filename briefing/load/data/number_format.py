"""Values of a workbook as their number formats show them: ``0.12`` with ``0 %`` is “12 %”.

A format is a code such as ``#,##0.00;[Red]-#,##0.00`` (ECMA-376-1, 18.8.31): up to four sections,
for positive numbers, negative ones, zero and text. The code is the same wherever the workbook is
opened; decimal mark, grouping and names of months are those of the reader's language.
"""

from __future__ import annotations

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from briefing.load.data.grid import Unreadable
from briefing.text.locale_format import print_date, print_in_pattern, separators

if TYPE_CHECKING:
    from collections.abc import Callable

Value = bool | int | float | str | datetime.date | datetime.time | datetime.timedelta

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<power>E[+-]0+)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?)"
    r"|(?P<digit>[0#?])|(?P<sign>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(?P<is><=|>=|<>|<|>|=)\s*(?P<than>-?\d+(?:\.\d+)?)")
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}
_LOCALE_DATES = frozenset({"mm-dd-yy", "m/d/yyyy", "m/d/yy"})
"""Formats that a spreadsheet shows as the reader's language writes dates."""
_MIDNIGHT = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a time of day has no zone
_ELAPSED = frozenset({"h", "hh", "m", "mm", "s", "ss"})

_Token = tuple[str, str]


def shown(value: Value, code: str, language: str) -> str:
    """Return ``value`` as number format ``code`` shows it, in ``language``.

    Raises:
        Unreadable: the format is of a kind that is not printed, such as fractions.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    sections = _sections(code or "General")
    if isinstance(value, str):
        text = sections[3] if len(sections) > 3 else sections[0]
        if ("sign", "@") not in text or (len(sections) < 4 and len(sections) > 1):
            return value if len(sections) < 4 or text else ""
        return "".join(value if token == ("sign", "@") else _literal(token) for token in text)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return _date(value, code, sections[0], language)
    if not math.isfinite(value):
        raise _unprintable(code)
    with localcontext(prec=400):  # a float has up to 309 digits before its mark
        return _number(Decimal(repr(value)), sections, code, language)


def _sections(code: str) -> list[list[_Token]]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "space"
        if kind == "other" and match[0] == ";":
            sections.append([])
        else:
            sections[-1].append((kind, match[kind] if match.lastgroup else match[0]))
    return sections


def _literal(token: _Token) -> str:
    """Return what a token prints of itself: its words, or a currency."""
    kind, text = token
    if kind in {"quoted", "escaped", "other"}:
        return text
    if kind == "bracket" and text.startswith("$"):
        return text[1:].partition("-")[0]
    return ""


def _number(value: Decimal, sections: list[list[_Token]], code: str, language: str) -> str:
    conditions = [
        next((m for k, t in s if k == "bracket" and (m := _CONDITION.fullmatch(t))), None)
        for s in sections[:3]
    ]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _COMPARED[condition["is"]](value, Decimal(condition["than"])):
                return _in_section(value, section, code, language)
        raise _unprintable(code)
    if len(sections) == 1 or value > 0 or (value == 0 and len(sections) < 3):
        return _in_section(value, sections[0], code, language)
    if value < 0:  # its section says itself how a negative number looks
        return _in_section(-value, sections[1], code, language)
    return _in_section(value, sections[2], code, language)


def _in_section(value: Decimal, section: list[_Token], code: str, language: str) -> str:
    kinds = {kind for kind, _ in section}
    if "date" in kinds or ("sign", "/") in section:
        raise _unprintable(code)
    decimal, group = separators(language)
    sign = "-" if value < 0 else ""
    value = abs(value)
    if "general" in kinds:
        number = _general(value).replace(".", decimal)
        text = "".join(number if t[0] == "general" else _literal(t) for t in section)
        return f"{sign}{text}"
    if ("sign", "@") in section or "digit" not in kinds:
        return sign * bool(section) + "".join(map(_literal, section))
    value = value.scaleb(2 * section.count(("sign", "%")))
    if "power" in kinds:
        number = _scientific(value, section).replace(".", decimal)
        return sign + number
    first = next(n for n, token in enumerate(section) if token[0] == "digit")
    last = max(n for n, token in enumerate(section) if token[0] == "digit")
    while last + 1 < len(section) and section[last + 1] == ("sign", ","):
        del section[last + 1]  # each comma behind the digits divides by a thousand
        value = value.scaleb(-3)
    body = _digits(value, section[first : last + 1], decimal, group)
    if not re.search("[1-9]", body):
        sign = ""
    before, after = (
        "".join("%" if t == ("sign", "%") else _literal(t) for t in part)
        for part in (section[:first], section[last + 1 :])
    )
    return f"{sign}{before}{body}{after}"


def _digits(value: Decimal, pattern: list[_Token], decimal: str, group: str) -> str:
    """Return a number whose digits fill the places of ``pattern``."""
    point = pattern.index(("sign", ".")) if ("sign", ".") in pattern else len(pattern)
    whole_places, part_places = pattern[:point], pattern[point + 1 :]
    places = [text for kind, text in part_places if kind == "digit"]
    value = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    whole, _, part = f"{value:f}".partition(".")
    digits = "" if whole == "0" else whole
    digits = digits.rjust(sum(t == ("digit", "0") for t in whole_places), "0")
    if ("sign", ",") in whole_places:
        printed = _grouped(digits, group)
    else:
        printed = ""
        rest = list(digits)
        left = sum(kind == "digit" for kind, _ in whole_places)
        for token in reversed(whole_places):
            if token[0] == "digit":
                left -= 1
                taken = "".join(rest) if left == 0 else (rest[-1] if rest else "")
                rest = [] if left == 0 else rest[:-1]
                printed = taken + printed
            else:
                printed = _literal(token) + printed
    while part and places[len(part) - 1] != "0" and part.endswith("0"):
        part = part[:-1]
    if not part:
        return printed
    trailing = iter(part)
    fraction = "".join(
        next(trailing, "") if token[0] == "digit" else _literal(token) for token in part_places
    )
    return f"{printed}{decimal}{fraction}"


def _grouped(digits: str, group: str) -> str:
    parts = []
    while digits:
        digits, part = digits[:-3], digits[-3:]
        parts.append(part)
    return group.join(reversed(parts))


def _general(value: Decimal) -> str:
    """Return a number as a cell without a format shows it: at most ten digits behind the mark."""
    places = max(0, 10 - max(0, value.adjusted() + 1)) if value else 0
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(value: Decimal, section: list[_Token]) -> str:
    places = 0
    after = False
    for kind, text in section:
        after = after or text == "."
        places += after and kind == "digit"
    power = next(text for kind, text in section if kind == "power")
    digits, exponent = f"{value:.{places}E}".split("E")
    number = int(exponent)
    sign = "-" if number < 0 else "+" if power[1] == "+" else ""
    return f"{digits}E{sign}{abs(number):0{len(power) - 2}d}"


def _date(
    value: datetime.date | datetime.time | datetime.timedelta,
    code: str,
    section: list[_Token],
    language: str,
) -> str:
    """Return a date or a time as its format shows it."""
    brackets = {text for kind, text in section if kind == "bracket"}
    if isinstance(value, datetime.date):
        if code.lower().partition(";")[0] in _LOCALE_DATES:
            return print_in_pattern(value, "", language)
        if "$-F800" in brackets:
            return print_date(value, language)
    parts = [
        t for t in section if t[0] == "date" or (t[0] == "bracket" and t[1].lower() in _ELAPSED)
    ]
    half = any(kind == "half" for kind, _ in section)
    out, seen = "", 0
    for token in section:
        kind, text = token
        if token[0] == "bracket" and text.lower() in _ELAPSED:
            out += _elapsed(value, text.lower())
            seen += 1
        elif kind == "date":
            before = parts[seen - 1][1].lower()[:1] if seen else ""
            after = parts[seen + 1][1].lower()[:1] if seen + 1 < len(parts) else ""
            minutes = text[0] in "mM" and len(text) < 3 and (before == "h" or after == "s")
            out += _date_part(value, text.lower(), language, minutes=minutes, half=half, code=code)
            seen += 1
        elif kind == "half":
            out += "AM" if _clock(value, code).hour < 12 else "PM"
        elif kind == "sign" and text in ".,/":
            out += text
        else:
            out += _literal(token)
    return out


def _elapsed(value: datetime.date | datetime.time | datetime.timedelta, unit: str) -> str:
    if isinstance(value, datetime.time):
        value = datetime.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if not isinstance(value, datetime.timedelta):
        raise _unprintable(f"[{unit}]")
    seconds = int(value.total_seconds())
    return f"{seconds // {'h': 3600, 'm': 60, 's': 1}[unit[0]]:0{len(unit)}d}"


def _clock(value: object, code: str) -> datetime.time:
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, datetime.timedelta):
        return (_MIDNIGHT + value % datetime.timedelta(days=1)).time()
    raise _unprintable(code)


def _date_part(
    value: datetime.date | datetime.time | datetime.timedelta,
    text: str,
    language: str,
    *,
    minutes: bool,
    half: bool,
    code: str,
) -> str:
    if minutes or text[0] in "hs":
        clock = _clock(value, code)
        unit = "m" if minutes else text[0]
        number = {"h": (clock.hour + 11) % 12 + 1 if half else clock.hour, "m": clock.minute}.get(
            unit, clock.second
        )
        _, _, places = text.partition(".")
        fraction = f".{clock.microsecond:06d}"[: len(places) + 1] if places else ""
        return f"{number:0{min(2, len(text.partition('.')[0]))}d}{fraction}"
    if not isinstance(value, datetime.date):
        raise _unprintable(code)
    if text[0] == "y":
        return f"{value.year:04d}" if len(text) > 2 else f"{value.year % 100:02d}"
    number = value.month if text[0] == "m" else value.day
    if len(text) < 3:
        return f"{number:0{len(text)}d}"
    if text[0] == "m":
        return print_in_pattern(value, {3: "LLL", 4: "MMMM"}.get(len(text), "LLLLL"), language)
    return print_in_pattern(value, "EEE" if len(text) == 3 else "EEEE", language)


def _unprintable(code: str) -> Unreadable:
    fault = f"its number format “{code}” cannot be printed"
    return Unreadable("B409", fault, "give the cell another number format, or write it as text")
