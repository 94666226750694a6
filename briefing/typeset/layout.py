"""A fragment laid out: its pages, some of which may have been taken from a shelf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing.typeset.page_loop import PlacedPage

SIDE, SIDE_IN_TEXT = "side", "side in-text"
"""Classes of a box in the side column, and of one that had no room there."""


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
