"""What words beside a mark say: whether “more than 4,500” gives the value of the mark, 4,500."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPACES = "\u00a0\u2009\u202f\u2007"
_NUMBER = re.compile(rf"\d(?:[\d.,'’{_SPACES} ]*\d)?")
_YEAR = re.compile(r"1[5-9]\d\d|2[01]\d\d")
_NEAR = 0.05
"""How far a label may be from its value, as a part of it: labels are rounded."""
_POWERS = (1.0, 1e-3, 1e3, 1e-6, 1e6, 1e-9, 1e9, 100.0, 0.01)
"""Units in which a label may give a value: thousands, millions, per cent."""


def says_number(words: str, value: float | str, *, scaled: bool = True) -> bool:
    """Return whether ``words`` give ``value``, perhaps rounded.

    Args:
        words: what stands beside a mark.
        value: a number, or one as it is printed.
        scaled: whether they may give it in another unit, such as thousands.
    """
    if isinstance(value, str):
        return any(says_number(words, number, scaled=scaled) for number in _numbers(value))
    powers = _POWERS if scaled else (1.0,)
    return any(
        abs(said * power - abs(value)) <= _NEAR * abs(value)
        for said in _numbers(words)
        for power in powers
    )


def says_date(words: str, value: str) -> bool:
    """Return whether ``words`` name the year of a date in ISO 8601, and may so replace it."""
    return re.search(rf"(?<!\d){value[:4]}(?!\d)", words) is not None


def is_measure(cells: Sequence[str]) -> bool:
    """Return whether a column says how many, in figures, and neither names nor dates."""
    said = [cell for cell in cells if cell]
    figures = [_NUMBER.findall(cell) for cell in said]
    years = all(found and all(map(_YEAR.fullmatch, found)) for found in figures)
    short = all(len(found) == 1 for found in figures)
    dated = any(_YEAR.search(cell) and re.search(r"[^\W\d_]{3}", cell) for cell in said)
    return short and not years and not dated


def _numbers(words: str) -> Iterator[float]:
    """Yield each number in ``words`` in all ways in which it can be read."""
    for found in _NUMBER.findall(words):
        plain = re.sub(rf"[{_SPACES} '’]", "", found)
        for group, mark in ((",", "."), (".", ",")):
            text = plain.replace(group, "").replace(mark, ".")
            try:
                yield float(text)
            except ValueError:
                continue
