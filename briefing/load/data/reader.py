"""The one reader of data files: text and workbooks alike become a `Grid`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.load.data.archive import WORKBOOKS, refuse_other_kinds, suffix_of
from briefing.load.data.delimited import decoded, read_delimited
from briefing.load.data.excel import read_excel
from briefing.load.data.grid import Cell, Grid, Unreadable
from briefing.load.data.opendocument import read_opendocument
from briefing.load.data.sheet import Asked, chosen, grid_of
from briefing.load.data_sources import COLUMN
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.files.workspace import Workspace

DATA_FILES = (".csv", ".tsv", *WORKBOOKS)
"""Endings of files that hold a table."""


@dataclass(slots=True)
class DataReader:
    """Reads tables from the files of a briefing; collects findings."""

    workspace: Workspace
    language: str = "en"
    """Tag of the language in which workbooks' numbers and dates are written for people."""
    findings: list[Finding] = field(default_factory=list)

    def read(
        self,
        name: str,
        asked_at: Location,
        asked: Asked | None = None,
        *,
        refuse: Callable[[str], tuple[str, str, str] | None] = lambda _: None,
    ) -> Grid | None:
        """Return the table in file ``name``; None if a finding says why it cannot be read.

        Args:
            name: Path of the file in the briefing's folder.
            asked_at: Where the content names it.
            asked: Which cells of a workbook.
            refuse: Says of a text whether it is too large to be read: code, fault and remedy.
        """
        asked = asked or Asked(has_options=False)
        try:
            data = self.workspace.read_bytes(name, asked_at)
        except ContentError as error:
            self.findings += error.findings
            return None
        try:
            refuse_other_kinds(name, data)
            if suffix_of(name) in WORKBOOKS:
                excel = suffix_of(name) == ".xlsx"
                sheets = (
                    read_excel(name, data, self.language)
                    if excel
                    else read_opendocument(name, data)
                )
                sheet = chosen(sheets, asked, name)
                grid, findings = grid_of(sheet, asked, lambda line: self._place(name, line))
                grid = self._clean(grid, name)
            else:
                text = self.workspace.clean(name, decoded(data))
                if fault := refuse(text):
                    self.findings.append(Finding(asked_at, *fault))
                    return None
                grid, findings = read_delimited(text, name, lambda line: self._place(name, line))
        except Unreadable as fault:
            # Of a workbook what its author asked for is at fault; of a text, one of its lines.
            place = self._place(name, fault.line) if fault.line else asked_at
            self.findings.append(Finding(place, fault.code, fault.fault, fault.remedy))
            return None
        self.findings += findings
        if COLUMN in grid.heads:
            column = grid.heads.index(COLUMN)
            self.workspace.named_sources.extend(
                (row.place, row.cells[column].text) for row in grid.rows
            )
        return grid

    def _clean(self, grid: Grid, name: str) -> Grid:
        """Return the table of a workbook with its text as that of text files is read."""

        def clean(text: str, place: Location) -> str:
            return text if text.isascii() else self.workspace.clean(name, text, place.line)

        def cell(held: Cell, place: Location) -> Cell:
            text = clean(held.text, place)
            same = held.value == held.text
            return Cell(text, text if same else clean(held.value, place))

        rows = (
            replace(row, cells=tuple(cell(held, row.place) for held in row.cells))
            for row in grid.rows
        )
        heads = tuple(clean(head, grid.head_place) for head in grid.heads)
        return replace(grid, heads=heads, rows=tuple(rows))

    def _place(self, name: str, line: int) -> Location:
        return self.workspace.place(name, line)
