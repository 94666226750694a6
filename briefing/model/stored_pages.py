"""A laid-out page as it is kept: on paper, and what its neighbours and its successor must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.model.output import TypesetPage

SkipStack = dict[int, Any] | None
"""Where the engine goes on inside a box: numbers of children, one in the other; None before it."""


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where a page ends, seen from its beginning, and what the next page is told."""

    tokens: int
    """From the token that the page begins in to the one that the next page begins in."""
    rest: SkipStack
    """Where in that token the next page begins."""
    next_page: tuple[str, str | None]
    """The kind of break, and the name that style sheets have for the next page."""


@dataclass(frozen=True, slots=True)
class PageEdges:
    """What the first and last lines of a page may contribute to a fault of the break beside it."""

    leaves_hole: bool
    """Whether much of the page is empty below its last line."""
    leaves_gap: bool
    """Whether there is room below it for lines that a figure could float past."""
    ends_kept: bool
    """Whether its end is to stay with what follows."""
    ends_divided: bool
    """Whether its last word is divided."""
    starts_divided: bool
    """Whether its first line is half a word."""
    starts_kept: bool
    """Whether it begins with what is kept whole."""
    starts_table: bool
    """Whether it begins with a table."""
    starts_figure: bool
    """Whether it begins with a figure that may float."""
    has_side: bool
    """Whether there is a box in its side column."""
    lacks_header: bool
    """Whether its first table has a header row that is not on this page."""
    first_row: str
    """Hash of the first row of its first table, to know a row that is on two pages; empty where
    there is no table."""
    last_row: str
    """The same of the last row of its last table."""

    def may_spoil(self, following: PageEdges) -> bool:
        """Return whether the break between this page and the following one may be at fault."""
        return (
            self.ends_divided
            or following.starts_divided
            or (following.starts_kept and (self.leaves_hole or self.ends_kept))
            or (self.leaves_hole and (following.starts_table or following.has_side))
            or (self.leaves_gap and following.starts_figure)
            or following.lacks_header
            or (self.last_row != "" and self.last_row == following.first_row)
        )


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page that nothing is wrong with, to be taken instead of being laid out again."""

    page: TypesetPage | None
    """None for a page that was changed by what was mended after it: it is known where it ends, so
    that others need not be laid out to find the same fault again, and not what is on it."""
    end: PageEnd | None
    """None for the last page of a fragment."""
    edges: PageEdges


class PageShelf(Protocol):
    """Where stored pages are, of one theme and one version of the engine.

    Pages are told apart by hashes of their content alone.
    """

    def reaches(self, start: str) -> Sequence[int]:
        """Return how many tokens pages consumed or looked at that began so.

        Args:
            start: Hash of where and how a page begins.
        """

    def page(self, key: str) -> StoredPage | None:
        """Return a page by the hash of its start and of these tokens; None if there is none."""

    def put(self, start: str, reach: int, key: str, page: StoredPage) -> None:
        """Add a page."""
