"""Locales for the chart renderer: number signs, names of months, and the order of dates (Unicode
CLDR, from Babel)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELD = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")
_GUIDES = {
    **dict.fromkeys(("x", "y"), "axis"),
    **dict.fromkeys(("row", "column", "facet"), "header"),
    **dict.fromkeys(("color", "fill", "opacity", "shape", "size", "stroke"), "legend"),
}
"""What prints the values of a channel, by its name."""
_OWN = frozenset(("format", "formatType", "labelExpr"))
_UNITS = {"year": "%Y", "quarter": "Q%q", "month": "%b", "day": "%a", "date": "%-d"}
_DIRECTIVES = {
    "y": "%Y", "M": "%-m", "MM": "%m", "MMM": "%b", "MMMM": "%B", "L": "%-m", "LL": "%m",
    "LLL": "%b", "LLLL": "%B", "d": "%-d", "dd": "%d", "EEE": "%a", "E": "%a", "EEEE": "%A",
    "ccc": "%a", "cccc": "%A", "H": "%-H", "HH": "%H", "h": "%-I", "hh": "%I", "mm": "%M",
    "ss": "%S", "a": "%p",
}  # fmt: skip
"""What CLDR's pattern letters (UTS 35, "Date Field Symbol Table") are in d3-time-format."""


def d3_number_locale(language: str) -> dict[str, Any]:
    """Return the locale definition of d3-format for ``language``, a BCP 47 tag."""
    locale = _locale(language)
    symbols = locale.number_symbols["latn"]
    before, after = _around(locale.currency_formats["standard"].pattern, "¤", "$")
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": [before, after],
        "percent": _around(locale.percent_formats[None].pattern, "%", "%")[1] or "%",
        "minus": "\N{MINUS SIGN}",
    }


def _around(pattern: str, sign: str, printed: str) -> tuple[str, str]:
    """Return what stands before and after a number where ``pattern`` has ``sign``, with spaces."""
    positive = pattern.split(";", maxsplit=1)[0].replace("\N{RIGHT-TO-LEFT MARK}", "")
    head, _, tail = re.sub(r"[#0,.]+", "\0", positive, count=1).partition("\0")
    return head.replace(sign, printed), tail.replace(sign, printed)


def d3_time_locale(language: str) -> dict[str, Any]:
    """Return the locale definition of d3-time-format for ``language``, a BCP 47 tag."""
    locale = _locale(language)
    order = (6, 0, 1, 2, 3, 4, 5)  # Sunday first; Babel counts from Monday
    days, months = locale.days["stand-alone"], locale.months["stand-alone"]
    periods = locale.day_periods["format"]["abbreviated"]
    date, time = _d3(locale.date_formats["long"].pattern), _d3(locale.time_formats["short"].pattern)
    return {
        "dateTime": f"{date}, {time}",
        "date": date,
        "time": time,
        "periods": [periods["am"], periods["pm"]],
        "days": [days["wide"][n] for n in order],
        "shortDays": [days["abbreviated"][n] for n in order],
        "months": [months["wide"][n] for n in range(1, 13)],
        "shortMonths": [months["abbreviated"][n] for n in range(1, 13)],
    }


def date_formats(language: str) -> dict[str, str]:
    """Return how ``language`` writes a date that is given to the year, month, day or time, each in
    d3-time-format: ``June 1999``."""
    locale = _locale(language)
    month = locale.datetime_skeletons.get("yMMMM") or locale.datetime_skeletons["yMMM"]
    day = _d3(locale.date_formats["long"].pattern)
    time = _d3(locale.time_formats["short"].pattern)
    return {"year": "%Y", "month": _d3(month.pattern), "day": day, "time": f"{day}, {time}"}


def print_dates(spec: dict[str, Any], language: str) -> None:
    """Have a spec print dates in the order of ``language`` where its author gives no format.

    On an axis of time each tick says what changes there: the year at its start, the month at its
    start, else the day, and the time within a day.
    """
    skeletons = _locale(language).datetime_skeletons
    formats = {name: _d3(skeletons[name].pattern) for name in ("MMMd", "yMMM", "yMMMd")}
    formats["time"] = _d3(_locale(language).time_formats["short"].pattern)
    config = spec["config"]
    config.setdefault("timeFormat", formats["yMMMd"])
    config["axisTemporal"] = {"format": _of_ticks(formats), **config.get("axisTemporal", {})}
    channels = list(_channels(spec))
    guides = [(name, channel, _guide(name, channel)) for name, channel in channels]
    own = {name for name, _, guide in guides if guide and _OWN & set(guide)}
    for name, channel, guide in guides:
        unit = channel.get("timeUnit")
        if unit is None or guide is None or name in own:
            continue
        form = _of_unit(unit if isinstance(unit, str) else str(unit.get("unit")), formats)
        if form and name == "text":
            channel["format"] = form
        elif form:
            channel[_GUIDES[name]] = {**guide, "format": form}


def _channels(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the channels of a spec by name."""
    if isinstance(part, list):
        for item in part:
            yield from _channels(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "encoding" and isinstance(value, dict):
                yield from (pair for pair in value.items() if isinstance(pair[1], dict))
            elif key not in {"values", "datasets", "config"}:
                yield from _channels(value)


def _guide(name: str, channel: dict[str, Any]) -> dict[str, Any] | None:
    """Return what prints the values of a channel: its axis, legend, header or itself; None if
    nothing does."""
    if name == "text":
        return channel
    found = channel.get(_GUIDES[name], {}) if name in _GUIDES else None
    return found if isinstance(found, dict) else None


def _of_ticks(formats: Mapping[str, str]) -> dict[str, str]:
    day, time = formats["MMMd"], formats["time"]
    return {
        "year": "%Y",
        **dict.fromkeys(("quarter", "month"), "%b"),
        **dict.fromkeys(("week", "date", "day"), day),
        **dict.fromkeys(("hours", "minutes"), time),
        "seconds": "%H:%M:%S",
        "milliseconds": "%H:%M:%S.%L",
    }


def _of_unit(unit: str, formats: Mapping[str, str]) -> str:
    """Return the format of a time unit; none for those that Vega prints alike everywhere."""
    unit = unit.removeprefix("binned").removeprefix("utc")
    date, _, time = unit.partition("hours")
    order = {"yearmonthdate": "yMMMd", "monthdate": "MMMd", "yearmonth": "yMMM"}.get(date)
    if unit in {"hours", "hoursminutes"}:
        return formats["time"]
    if order is None or "seconds" in time:
        return _UNITS.get(unit, "")
    return formats[order] + (f", {formats['time']}" if "hours" in unit else "")


def _d3(pattern: str) -> str:
    """Return a CLDR pattern as d3-time-format has it; a no-break space after the day."""
    return "".join(
        match[1] if match[1] is not None else _DIRECTIVES.get(match[0], match[0])
        for match in _FIELD.finditer(pattern)
    ).replace("%-d ", "%-d\N{NO-BREAK SPACE}")


def _locale(language: str) -> Locale:
    """Return the Babel locale of a BCP 47 tag; English is British, as everywhere in a briefing."""
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))
