"""Puts pages on the shelf that may be taken again: sound ones, with nothing in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Location
from briefing.model.stored_pages import StoredPage
from briefing.typeset.page_edges import edges_of, is_sound
from briefing.typeset.page_findings import missing_glyphs
from briefing.typeset.slot_overflow import slot_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.stored_pages import PageEdges, PageShelf
    from briefing.typeset.layout import Layout, PlacedPage
    from briefing.typeset.page_writing import WrittenPages

_ANYWHERE = Location("")


class SoundPages:
    """The pages of all layouts of a fragment that nothing is wrong with."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[PlacedPage, PageEdges]] = {}
        self._judged: set[str] = set()
        """Keys of pages, sound or not."""

    def note(self, layout: Layout) -> None:
        """Note the sound pages of a layout whose elements have not been changed since.

        Args:
            layout: the fragment, laid out.
        """
        sides = layout.sides_by_page()
        for placed in layout.placed:
            if placed.taken is not None or not placed.key or placed.key in self._judged:
                continue
            self._judged.add(placed.key)
            edges = edges_of(placed.laid)
            if edges is not None and is_sound(placed.laid, sides[placed.number]):
                self._found[placed.key] = placed, edges

    def put(
        self,
        shelf: PageShelf,
        layout: Layout,
        written: WrittenPages,
        letters: Mapping[str, frozenset[int]],
    ) -> None:
        """Put them on a shelf: those of the last layout whole, of others only where they end.

        Args:
            shelf: the shelf.
            layout: the fragment in its last layout.
            written: its pages on paper.
            letters: code points that every font of a family has, by family.
        """
        if written.families - letters.keys():
            return  # a font that is not the theme's: nobody knows on which page
        last = {p.key: page for p, page in zip(layout.placed, written.pages, strict=True)}
        for key, (placed, edges) in self._found.items():
            page = last.get(key)
            if any(slot_findings(placed.laid._page_box, _ANYWHERE)) or any(
                missing_glyphs([placed.laid], set(), letters, _ANYWHERE)
            ):
                page = None
            if page is not None or shelf.page(key) is None:
                shelf.put(placed.start, placed.reach, key, StoredPage(page, placed.end, edges))
