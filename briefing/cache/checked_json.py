"""JSON that was written by this program and may be anything by now: read strictly, or refused.

Each function returns a value of the type it is named for, or raises ValueError.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_BITS = 53
"""Bits of a whole number: no count or size here needs more."""


def parsed(data: bytes) -> Any:
    """Return the value that JSON in UTF-8 stands for; NaN and infinite numbers are refused."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refused)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def text(value: Any) -> str:
    """Return a text whose every character can be written."""
    any_text(value).encode()  # raises UnicodeEncodeError, a ValueError, for a lone surrogate
    return str(value)


def any_text(value: Any) -> str:
    """Return a text, which may name a file whose name is not UTF-8."""
    if not isinstance(value, str):
        raise _Unexpected(value, "a text")
    return value


def whole_number(value: Any) -> int:
    """Return a whole number of sensible size."""
    if type(value) is not int or value.bit_length() > _MOST_BITS:
        raise _Unexpected(value, "a whole number")
    return value


def number(value: Any) -> float:
    """Return a finite number, whole or not."""
    if type(value) is float and math.isfinite(value):
        return value
    return whole_number(value)


def flag(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise _Unexpected(value, "true or false")
    return value


def listed(value: Any, length: int | None = None) -> Sequence[Any]:
    """Return a list, of ``length`` values if that is given."""
    if not isinstance(value, list) or length not in {None, len(value)}:
        raise _Unexpected(value, "a list")
    return value


def mapped(value: Any) -> Mapping[str, Any]:
    """Return a mapping; one without a key that is asked for raises ValueError, not KeyError."""
    if not isinstance(value, dict):
        raise _Unexpected(value, "a mapping")
    return _Mapping(value)


class _Mapping(dict[str, Any]):
    def __missing__(self, key: str) -> NoReturn:
        raise ValueError(f"{key} is missing")


class _Unexpected(ValueError):
    def __init__(self, value: Any, wanted: str) -> None:
        super().__init__(f"{type(value).__name__} in place of {wanted}")


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
