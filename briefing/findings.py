"""What a run has to say about its input: a place, a fault, the way out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a finding weighs; an error stops the edition it belongs to."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a file, as people say it: ``content/kfor/sections/why.md:14``."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, what it is, and what to do about it."""

    place: Location
    code: str
    """Letter and number, stable over releases, for example ``B203``."""
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        head = f"{self.place}: {self.severity} {self.code}: {self.message}"
        return f"{head}\n  hint: {self.hint}" if self.hint else head


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name: the nearest known one, and all that are known."""
    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    known_here = f"known here: {listed}" if names else "none is known here"
    return f'did you mean "{close[0]}"? {known_here}' if close else known_here


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that stop an edition."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)
