"""An edition on paper: typeset fragments with the facts of their pages, and the bound PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.findings import Finding


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of a typeset page."""

    width: float
    """Trim width in pt."""
    height: float
    """Trim height in pt."""
    anchors: frozenset[str] = frozenset()
    """Ids of the elements that start on it."""
    blocks: tuple[tuple[str, int], ...] = ()
    """Lines of text on it by ``data-block`` key, in reading order."""
    lines: int = 0
    """Lines of text in the main column."""
    fill: float = 0.0
    """Share of the type area's height in use, 0 to 1."""
    free_lines: int = 0
    """Lines of text that would still go on it."""
    line_capacity: int = 0
    """Lines of text that a page of this kind takes."""


@dataclass(frozen=True, slots=True)
class UsedFont:
    """A font of a fragment's PDF that the engine took from a font file of the theme."""

    tag: str
    """The six letters before its name in the PDF."""
    url: str
    """The font file, as the style sheet asks for it."""
    axes: tuple[tuple[str, float], ...] = ()
    """Where a variable font stands on its axes."""


@dataclass(frozen=True, slots=True)
class TypesetFragment:
    """A fragment on paper: a small tagged PDF and plain facts about it."""

    name: str
    pdf: bytes = field(repr=False)
    pages: tuple[PageFacts, ...]
    findings: tuple[Finding, ...] = ()
    front: bool = False
    fonts: tuple[UsedFont, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundPdf:
    """A bound PDF, not yet on disk, and hashes of its drawings as they were typeset."""

    pdf: bytes = field(repr=False)
    pages: int
    drawings: tuple[str, ...] = ()
