"""A fragment laid out: its pages, some of which may have been taken from a shelf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing.model.stored_pages import PageEnd, SkipStack, StoredPage

SIDE, SIDE_IN_TEXT = "side", "side in-text"
"""Classes of a box in the side column, and of one that had no room there."""
RUNNING = "running"
"""Class of what holds text that runs through columns."""
ACROSS = "across"
"""Class of what holds a block that stands across columns."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: before a token, or inside it."""

    token: int
    rest: SkipStack = None
    """Where inside the token; None before it."""


@dataclass(slots=True)
class PlacedPage:
    """A page of a fragment, taken or laid out."""

    number: int
    """From 0."""
    position: Position = Position(0)
    """Where it begins; not known where all pages are laid out."""
    first: Any = None
    """The first element at or behind that place; None where all pages are laid out."""
    start: str = ""
    """Hash of where and how it begins; empty if that is in doubt, and it cannot be stored."""
    reach: int = 0
    """Tokens that it consumed or looked at."""
    key: str = ""
    """Hash of the start and of these tokens; empty if it cannot be stored."""
    end: PageEnd | None = None
    """None for the last page."""
    laid: Any = None
    """The engine's page, if it was laid out."""
    taken: StoredPage | None = None
    """The stored page, if it was taken."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A fragment, laid out, but for pages that were taken from a shelf."""

    document: Any
    """With the pages that were laid out."""
    root: Any
    """The element ``html``."""
    placed: tuple[PlacedPage, ...]
    """All pages, in order."""
    bases: tuple[Any, ...]
    """The element that each of them begins with."""

    @property
    def laid(self) -> dict[int, Any]:
        """The pages that were laid out, by their numbers from 0."""
        return {page.number: page.laid for page in self.placed if page.laid is not None}

    def up_to(self, count: int) -> Layout:
        """Return the first ``count`` pages."""
        return replace(self, placed=self.placed[:count], bases=self.bases[:count])

    def sides(self) -> list[Any]:
        """Return the elements of the boxes in the side column of the pages that were laid out."""
        by_page = self.sides_by_page()
        return [side for number in self.laid for side in by_page[number]]

    def sides_by_page(self) -> list[list[Any]]:
        """Return for each page the elements of the boxes that are written in its text.

        Where all pages were laid out without looking for any, all are those of the first.
        """
        found: list[list[Any]] = [[] for _ in self.placed]
        begins = {page.first: page.number for page in self.placed if page.first is not None}
        number = 0
        for element in self.root.iter():
            number = begins.get(element, number)
            if element.tag == "div" and element.get("class") == SIDE:
                found[number].append(element)
        return found
