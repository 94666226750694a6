"""Values of a YAML text that remember how they were written: ``2.50``, ``+5``, a bare ``no``."""

from __future__ import annotations

from typing import Self


class WrittenInt(int):
    """A whole number; as text it is what was written."""

    written: str

    def __new__(cls, value: int, written: str) -> Self:
        """Return ``value``, written as ``written``."""
        number = super().__new__(cls, value)
        number.written = written
        return number

    def __str__(self) -> str:
        return self.written

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]
        return int(self), self.written


class WrittenFloat(float):
    """A decimal number; as text it is what was written, with all its decimals."""

    written: str

    def __new__(cls, value: float, written: str) -> Self:
        """Return ``value``, written as ``written``."""
        number = super().__new__(cls, value)
        number.written = written
        return number

    def __str__(self) -> str:
        return self.written

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        return float(self), self.written


class Switch(str):
    """``yes``, ``no``, ``on`` or ``off`` without quotes: a word of YAML 1.2, a switch of 1.1.

    Where a setting is either on or off it is read as a switch, elsewhere as the word it is: ``NO``
    is Norway.
    """

    __slots__ = ()

    @property
    def is_on(self) -> bool:
        """Whether it says yes."""
        return self.lower() in {"yes", "on"}


def switched(value: object) -> object:
    """Return true or false for a switch; other values as they are."""
    return value.is_on if isinstance(value, Switch) else value
