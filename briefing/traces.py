"""What an edition leaves in its file besides what its reader is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Traces:
    """All of it, for the proof to know it by."""

    printed: tuple[str, ...]
    """What layouts print of their own among the text, as often as they do: headings of lists, the
    lines of a cover."""
    names: frozenset[str]
    """Ids, which become names of destinations, and the languages of its parts."""
    addresses: frozenset[str]
    """Of links."""
    lines: Mapping[str, str]
    """Where in the content a block stands, as file and line, by its words."""
    charts: tuple[str, ...] = ()
    """The words of each drawn chart."""
