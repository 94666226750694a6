"""What one step of an audit found: figures to add up, and faults, each a line to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one step."""

    counts: Mapping[str, int]
    """Figures by what they count: ``{"texts": 100}``. Those of all steps are added."""
    faults: tuple[str, ...] = field(default=())
    """What must not be: one line each, with what is needed to see it again."""
