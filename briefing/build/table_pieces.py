"""Typesets fragments with long tables in pieces, so that no task grows with a table.

What columns need is found from the rows that look widest (`briefing.compose.long_tables`), and is
given to all pieces, so that all have the same columns. Each piece says what its own rows need: if
that is more, all pieces are typeset again with it. So the columns are those of the whole table.

A piece is given more rows than it keeps: the engine itself says with which row its last page
begins, and there the next piece begins. If all pages have as many rows, the beginnings of pieces
are known ahead, and several are typeset at the same time; those that do not begin where the one
before has ended are typeset again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.compose import TableLayout, take_apart
from briefing.model.output import TypesetFragment

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from briefing.compose import LongTables, Place
    from briefing.model.composition import Fragment
    from briefing.model.output import ColumnWidth

    Pieces = Generator[
        tuple[Fragment, ...], tuple[TypesetFragment, ...], tuple[TypesetFragment, ...]
    ]

LONGER_THAN = 600
"""Rows of a table that is typeset whole, at most: it takes some seconds."""
PIECE_ROWS = 400
"""Rows of a piece, about; more make it no faster, as columns and fonts take little of its time."""
_OVERLAP = 6
"""Rows that a piece is given behind the page it ends with, where that is foreseen."""
_MOST_RESTARTS = 4
"""How often all pieces are begun again with wider columns, before the table is typeset whole."""
_LEAST_AHEAD, _FIRST_AHEAD = 2, 8
"""Pieces that are typeset at the same time where beginnings are foreseen: at least, and at first.
Twice as many after all have begun where they should, a quarter after one has not: so what is
typeset in vain is less than what is kept."""
_MORE, _MOST_MORE = 60, 4_000
"""Rows that a piece is given in addition if none of its pages ends between two of them: so many
first, four times as many each time that is not enough, up to a limit."""


def typeset_in_pieces(fragments: Sequence[Fragment]) -> Pieces:
    """Have fragments typeset, those with long tables in pieces, as a coroutine.

    It yields fragments and is sent them typeset, in several rounds where there are long tables.

    Returns:
        The fragments, typeset, in the same order.
    """
    runs = [_run_of(fragment) for fragment in fragments]
    while waiting := [run for run in runs if run.result is None]:
        asked = [run.wanted() for run in waiting]
        typeset = yield tuple(fragment for each in asked for fragment in each)
        for run, each in zip(waiting, asked, strict=True):
            run.take(typeset[: len(each)])
            typeset = typeset[len(each) :]
    return tuple(run.result for run in runs if run.result is not None)


def _run_of(fragment: Fragment) -> _WholeRun:
    flows = fragment.tagged and not fragment.pages
    tables = take_apart(fragment.name, fragment.html, LONGER_THAN) if flows else None
    return _PiecesRun(fragment, tables) if tables else _WholeRun(fragment)


class _WholeRun:
    """A fragment that is typeset whole."""

    def __init__(self, fragment: Fragment) -> None:
        self._fragment = fragment
        self.result: TypesetFragment | None = None

    def wanted(self) -> tuple[Fragment, ...]:
        """Return what is to be typeset next."""
        return (self._fragment,)

    def take(self, typeset: Sequence[TypesetFragment]) -> None:
        """Take what was wanted, typeset."""
        [self.result] = typeset


class _PiecesRun(_WholeRun):
    """A fragment that is typeset in pieces; whole, if that turns out to be needed."""

    def __init__(self, fragment: Fragment, tables: LongTables) -> None:
        super().__init__(fragment)
        self._tables = tables
        self._whole = False
        self._layouts: list[TableLayout] = []
        self._begin()
        self._restarts = 0
        self._most_ahead = _FIRST_AHEAD
        self._asked: list[tuple[Place | None, Place | None]] = []

    def _begin(self) -> None:
        self._kept: list[TypesetFragment] = []
        self._at: Place | None = None
        self._more = 0
        """Rows that the next piece has in addition."""
        self._on_page = 0
        """Rows that every page has; 0 if pages differ, or it is not known yet."""

    def wanted(self) -> tuple[Fragment, ...]:
        if self._whole:
            return super().wanted()
        if not self._layouts:
            numbers = range(len(self._tables.tables))
            return tuple(self._piece(self._tables.sample(n), "sample") for n in numbers)
        self._asked = self._ahead()
        return tuple(
            self._piece(
                self._tables.piece(start, end, self._layouts), "rest" if end is None else "cut"
            )
            for start, end in self._asked
        )

    def take(self, typeset: Sequence[TypesetFragment]) -> None:
        failed = next((part for part in typeset if part.rows is None), None)
        if self._whole or failed is not None:
            self.result = failed or typeset[0]
        elif not self._layouts:
            self._take_samples(typeset)
        elif not self._have_wider_columns(typeset):
            self._take_pieces(typeset)

    def _piece(self, html: str, piece: str) -> Fragment:
        return replace(self._fragment, html=html, piece=piece)

    def _take_samples(self, samples: Sequence[TypesetFragment]) -> None:
        for table, sample in zip(self._tables.tables, samples, strict=True):
            assert sample.rows is not None
            self._whole |= sample.rows.needs_whole
            self._whole |= len(sample.rows.columns[0]) != table.columns
            self._layouts.append(TableLayout(sample.rows.columns[0], sample.rows.classes[0]))

    def _have_wider_columns(self, typeset: Sequence[TypesetFragment]) -> bool:
        """Return whether pieces need wider columns than they were given, or the whole table."""
        layouts = list(self._layouts)
        for (start, _), part in zip(self._asked, typeset, strict=True):
            assert part.rows is not None
            first = start[0] if start else 0
            for number, columns in enumerate(part.rows.columns, start=first):
                own = layouts[number]
                layouts[number] = replace(own, columns=_widest(own.columns, columns))
                self._whole |= part.rows.classes[number - first] != own.classes
            self._whole |= part.rows.needs_whole
        if layouts != self._layouts:
            self._layouts = layouts
            self._restarts += 1
            self._whole |= self._restarts > _MOST_RESTARTS
            self._begin()
            return True
        return self._whole

    def _take_pieces(self, typeset: Sequence[TypesetFragment]) -> None:
        for (start, end), part in zip(self._asked, typeset, strict=True):
            if start != self._at:
                self._most_ahead = max(_LEAST_AHEAD, self._most_ahead // 4)
                return
            assert part.rows is not None
            if end is None:
                self._kept.append(part)
                self.result = _joined(self._kept)
                return
            if part.rows.next_row is None:
                self._more = self._more * 4 or _MORE
                self._whole |= self._more > _MOST_MORE
                return
            table, row = part.rows.next_row
            at_table, at_row = start or (0, 0)
            self._kept.append(part)
            self._at = (at_table + table, row + (0 if table else at_row))
            self._more = 0
            self._on_page = _rows_of_each(part.rows.on_pages[0 if start else 1 :])
        if len(typeset) > 1:
            self._most_ahead *= 2

    def _ahead(self) -> list[tuple[Place | None, Place | None]]:
        """Return the beginning and the end of pieces: of one, and of those after it as far as can
        be foreseen."""
        start = self._at
        if start is None or not self._on_page:
            return [(start, self._end(start, PIECE_ROWS + self._more))]
        table, row = start
        kept = max(1, PIECE_ROWS // self._on_page) * self._on_page
        pieces: list[tuple[Place | None, Place | None]] = []
        end: Place | None = start
        while len(pieces) < self._most_ahead and end is not None and end[0] == table:
            end = self._end((table, row), kept + _OVERLAP + self._more)
            pieces.append(((table, row), end))
            row += kept
        return pieces

    def _end(self, start: Place | None, rows: int) -> Place | None:
        """Return where a piece ends that has about so many rows; None if nothing is left behind."""
        table, row = start or (0, 0)
        tables = self._tables.tables
        if len(tables[table].rows) - row > rows * 5 // 4:
            return table, row + rows
        if table + 1 < len(tables) and len(tables[table + 1].rows) > rows:
            return table + 1, rows
        return None


def _widest(one: Sequence[ColumnWidth], other: Sequence[ColumnWidth]) -> tuple[ColumnWidth, ...]:
    return tuple((max(a[0], b[0]), max(a[1], b[1])) for a, b in zip(one, other, strict=True))


def _rows_of_each(counts: Sequence[int]) -> int:
    """Return the number of rows that each page has; 0 if they differ."""
    return counts[0] if counts and len(set(counts)) == 1 else 0


def _joined(pieces: Sequence[TypesetFragment]) -> TypesetFragment:
    """Return the fragment whose pieces these are."""
    first = pieces[0]
    return TypesetFragment(
        first.name,
        tuple(page for piece in pieces for page in piece.pages),
        tuple(replace(pdf, piece=n) for n, piece in enumerate(pieces) for pdf in piece.pdfs),
        tuple(dict.fromkeys(finding for piece in pieces for finding in piece.findings)),
        first.front,
    )
