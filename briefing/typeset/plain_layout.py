"""Layout by the engine's public door, for a version of it that is not known from the inside.

Each round lays out all pages, and none is stored. Where a page begins is known to the engine alone:
places on all pages are told from the document's root.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.typeset.layout import Layout, PlacedPage

if TYPE_CHECKING:
    from collections.abc import Collection

    from briefing.typeset.weasyprint_library import FontConfiguration, weasyprint


@dataclass(slots=True)
class PlainLayouts:
    """Lays a fragment out, as often as its elements are changed."""

    html: weasyprint.HTML
    sheet: weasyprint.CSS
    fonts: FontConfiguration
    shelf: None = None
    """Nothing is stored."""

    def lay_out(self, relaid: Collection[str] = ()) -> Layout:  # all are laid out
        """Lay the document out, as it is now."""
        document = self.html.render(font_config=self.fonts, stylesheets=[self.sheet])
        root = self.html.etree_element
        placed = tuple(PlacedPage(number, laid=page) for number, page in enumerate(document.pages))
        return Layout(document, root, placed, (root,) * len(placed))
