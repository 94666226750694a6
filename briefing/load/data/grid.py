"""A table read from a file: what each cell shows, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.findings import Location


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    """As it is printed, and as its author sees it: ``12 %``, ``3 May 2025``."""
    value: str
    """As a program reads it: ``0.12``, ``2025-05-03``; in a text file the same as ``text``."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table below its header row; it has a cell for each heading."""

    cells: tuple[Cell, ...]
    place: Location


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands in a file, without blank rows and blank columns at its end."""

    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]
    head_place: Location
    separator: str = field(default="", kw_only=True)
    """What separates its cells in a text file: with ``;`` a comma is likely to be a decimal mark;
    empty for a workbook."""


class Unreadable(Exception):
    """A file or a cell that cannot be printed as it is; says why, and what to do."""

    def __init__(self, code: str, fault: str, remedy: str, line: int = 0) -> None:
        super().__init__(fault)
        self.code, self.fault, self.remedy, self.line = code, fault, remedy, line
