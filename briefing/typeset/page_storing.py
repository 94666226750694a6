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

    from briefing.model.stored_pages import PageShelf
    from briefing.typeset.layout import Layout
    from briefing.typeset.page_writing import WrittenPages

_ANYWHERE = Location("")


def put_pages(
    shelf: PageShelf,
    layout: Layout,
    written: WrittenPages,
    letters: Mapping[str, frozenset[int]],
) -> None:
    """Put on a shelf those pages that were laid out and that nothing is wrong with.

    Args:
        shelf: the shelf.
        layout: the fragment, laid out.
        written: its pages on paper.
        letters: code points that every font of a family has, by family.
    """
    if written.families - letters.keys():
        return  # a font that is not the theme's: nobody knows on which page
    sides = layout.sides_by_page()
    for placed, page in zip(layout.placed, written.pages, strict=True):
        if placed.taken is not None or not placed.key:
            continue
        edges = edges_of(placed.laid)
        if edges is None or not is_sound(placed.laid, sides[placed.number]):
            continue
        if any(slot_findings(placed.laid._page_box, _ANYWHERE)):
            continue
        if any(missing_glyphs([placed.laid], set(), letters, _ANYWHERE)):
            continue
        shelf.put(placed.start, placed.reach, placed.key, StoredPage(page, placed.end, edges))
