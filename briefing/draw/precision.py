"""How exact a chart shows a value, and the value as exact as that.

Where a value has no label, its reader estimates it between two labels of an axis, by eye to about a
tenth of the way from one to the next; by a colour or a size of a legend, to half of it.
"""

from __future__ import annotations

import datetime
import math
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARTS = 10
"""Parts of the way from one label of an axis to the next that can be told apart."""
_COARSE_PARTS = 2
"""The same of a legend."""
_NICE = (1, 2, 5, 10)
_DAY = 86_400_000
"""In milliseconds."""
UNITS = ("year", "month", "day", "time")
"""From the coarsest to the finest."""
_LENGTHS = {4: "year", 7: "month", 10: "day"}
_FORMAT = re.compile(
    r"(?P<head>(?:.?[<>=^])?[-+( ]?[$#]?0?\d*,?)(?P<digits>\.\d+)?(?P<trim>~?)(?P<type>[a-z%]?)",
    re.IGNORECASE,
)
"""A specifier of d3-format."""
_DIRECTIVES = {"time": "HIMSLpfXc", "day": "dejaAuwUVW", "month": "bBmq", "year": "YyGgx"}


def resolution(value: float, ticks: Sequence[float], *, coarse: bool = False) -> float | None:
    """Return the step to which ``value`` can be read between ``ticks``; None if it cannot be.

    Args:
        value: the value.
        ticks: the values of the labels, in any order.
        coarse: whether colours or sizes show it, of which the eye is no good judge.
    """
    known = sorted(set(ticks))
    if len(known) < 2:
        return None
    place = min(max(bisect_right(known, value), 1), len(known) - 1)
    interval = known[place] - known[place - 1]
    return _nice(interval / (_COARSE_PARTS if coarse else _PARTS))


def _nice(step: float) -> float:
    """Return the least of 1, 2 and 5 times a power of ten that is not below ``step``."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(n * power for n in _NICE if n * power >= step * (1 - 1e-9))


def rounded(value: float, step: float) -> float:
    """Return the multiple of ``step`` that is nearest to ``value``; it is whole where it can be."""
    places = decimals(step)
    nearest = round(math.floor(value / step + 0.5) * step, places)
    return int(nearest) if nearest == int(nearest) else nearest


def decimals(step: float) -> int:
    """Return how many decimals multiples of ``step`` have at most."""
    text = f"{step:.12f}".rstrip("0")
    return len(text.partition(".")[2])


def number_format(given: str, places: int) -> str:
    """Return a specifier of d3-format for one value that is what an axis makes of ``given``.

    An axis adds to a specifier without a precision as many decimals as its steps need.
    """
    match = _FORMAT.fullmatch(given)
    if match is None:
        return given
    head, digits, kind = match["head"], match["digits"], match["type"]
    if digits or match["trim"]:
        return given
    if not given:
        return f",.{places}~f"
    if kind in {"f", "%"}:
        return f"{head}.{max(0, places - 2 * (kind == '%'))}~{kind}"
    return f"{head}~{kind}" if kind in {"e", "g", "p", "r", "s"} else given


def unit_of_ticks(ticks: Iterable[float]) -> str | None:
    """Return the finest unit in which labels of an axis of time differ; None without labels.

    Args:
        ticks: times in milliseconds since 1970, in UTC.
    """
    known = list(ticks)
    if not known:
        return None
    if any(tick % _DAY for tick in known):
        return "time"
    start = datetime.date(1970, 1, 1)
    days = [start + datetime.timedelta(days=int(tick // _DAY)) for tick in known]
    if all(day.day == 1 for day in days):
        return "year" if all(day.month == 1 for day in days) else "month"
    return "day"


def unit_of_date(value: str) -> str:
    """Return the unit to which a date in ISO 8601 is given."""
    return _LENGTHS.get(len(value), "time")


def unit_of_format(given: str) -> str:
    """Return the finest unit that a specifier of d3-time-format prints."""
    found = re.findall(r"%[-_0]?(\w)", given)
    return next(
        (unit for unit, letters in _DIRECTIVES.items() if any(d in letters for d in found)), "year"
    )


def coarser(first: str, second: str) -> str:
    """Return the coarser of two units."""
    return UNITS[min(UNITS.index(first), UNITS.index(second))]


def milliseconds(value: str) -> float:
    """Return a date or time in ISO 8601 as Vega takes it: in UTC, since 1970."""
    full = value + "1970-01-01"[len(value) :] if len(value) < 10 else value
    moment = datetime.datetime.fromisoformat(full).replace(tzinfo=datetime.UTC)
    return moment.timestamp() * 1000
