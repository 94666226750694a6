"""Furniture that is read aloud: pages with nothing else on them, put into the pages they belong to.

What stands around the text is laid over the pages as artifacts, which no screen reader speaks. What
of it matters is typeset once more, with tags and in its place, on pages of its own. Their content
goes into the streams of the pages: marked content in forms is read badly or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.pdf.tags.reading_places import read_elements
from briefing.pdf.tags.tree import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.pdf.tags.tree import Element


class SpokenFurniture:
    """Where the pages of a fragment of spoken furniture stand."""

    def __init__(self, read: Sequence[int | None]) -> None:
        """Take a fragment.

        Args:
            read: for each page of the pack, the index of its page in it, None if it has none.
        """
        self._read = read
        self._stands: dict[int, tuple[int, int]] = {}

    def index_on(self, number: int) -> int | None:
        """Return which of its pages is read on page ``number`` of the pack, both from 0."""
        return self._read[number] if number < len(self._read) else None

    def note_place(self, number: int, mcid_offset: int) -> None:
        """Note that what is read on a page has been put on it.

        Args:
            number: the page of the pack, from 0.
            mcid_offset: what was added to the numbers of its marked content.
        """
        index = self._read[number]
        assert index is not None
        self._stands[index] = (number, mcid_offset)

    def elements(self, tree: Element) -> list[Element]:
        """Return what of ``tree``, that of the fragment, says where it is read.

        Raises:
            ValueError: A page of the fragment stands on no page of the pack.
        """
        found = read_elements(tree)
        for element in (inner for outer in found for inner in outer.walk()):
            for n, kid in enumerate(element.kids):
                if isinstance(kid, Content):
                    if kid.page not in self._stands:
                        raise ValueError(f"furniture page {kid.page + 1} is read on no page")
                    number, offset = self._stands[kid.page]
                    element.kids[n] = Content(number, kid.mcid + offset)
        return found
