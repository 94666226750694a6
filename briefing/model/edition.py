"""An edition: which reader, length, format and paper one PDF is for, and what it may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.content import Section


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How slides, handouts and cards stand on their paper; packs have no choice of it."""

    shape: str = "16:9"
    """Of slides: ``16:9`` or ``4:3``."""
    per_page: str = "3"
    """Of a handout: slides a page, ``notes`` or ``outline``."""
    order: str = "horizontal"
    """In which slides follow one another on a handout's page: in rows, or in columns."""
    card: str = "a6"
    """``a6``: four cards a sheet; ``a5``: two."""
    duplex: str = ""
    """The edge the printer turns the sheet about, ``long`` or ``short``; empty: one side only."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What one PDF is: audience × length × format × language × paper, of one briefing."""

    briefing: str
    audience: str
    length: str
    format: str
    language: str
    paper: str
    file_name: str
    """For the person who receives it: ``kfor-press-short-pack.pdf``."""
    print_options: PrintOptions = PrintOptions()

    def __str__(self) -> str:
        return self.file_name.removesuffix(".pdf")


@dataclass(frozen=True, slots=True)
class Selection:
    """What one edition may hold; the stages after it never see anything else."""

    edition: Edition
    sections: tuple[Section, ...]
    level: str
    """The highest release level among what was selected: the edition is marked with it."""
