"""Layout as WeasyPrint does it, step by step, so that pages can be taken instead of laid out.

The engine gives pages alone: how they came about is forgotten. Here its own steps are taken one
after the other, and what they leave is kept: the tree of boxes before layout, and where in it each
page begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.typeset.box_signatures import UnsupportedBox
from briefing.typeset.box_stream import BoxStream, read_stream
from briefing.typeset.engine_internals import (
    DEFAULT_OPTIONS,
    CounterStyle,
    Document,
    build_formatting_structure,
    get_html_metadata,
)
from briefing.typeset.engine_pages import EnginePages
from briefing.typeset.engine_patches.selector_matches import Matches, kept
from briefing.typeset.layout import Layout, PlacedPage
from briefing.typeset.page_loop import PageLoop, RoundMemory
from briefing.typeset.weasyprint_library import DocumentMetadata, boxes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from briefing.model.stored_pages import PageShelf
    from briefing.typeset.weasyprint_library import FontConfiguration, weasyprint


@dataclass(slots=True)
class FragmentLayouts:
    """Lays a fragment out, as often as its elements are changed."""

    html: weasyprint.HTML
    sheet: weasyprint.CSS
    fonts: FontConfiguration
    files: Mapping[str, str] = field(default_factory=dict)
    """Hashes of its files, by their URLs."""
    shelf: PageShelf | None = None
    """Where pages are stored."""
    _memory: RoundMemory = field(default_factory=RoundMemory)
    _matches: Matches = field(default_factory=Matches)
    _boxes: _Boxes | None = None
    """Of the last layout."""

    def lay_out(self, relaid: Collection[str] = ()) -> Layout:
        """Lay the document out, as it is now.

        Args:
            relaid: Keys of pages that are laid out though they are stored. If there are any, no
                element has been changed since the last layout.
        """
        if not (relaid and self._boxes):
            self._boxes = self._built()
        if self.shelf is not None:
            try:
                return self._with_pages_of(self.shelf, self._boxes, relaid)
            except UnsupportedBox:
                self.shelf = None
                self._boxes = self._built()
        built = self._boxes
        pages = EnginePages(self.html, built.context, built.root)
        placed = [PlacedPage(number, laid=page) for number, page in enumerate(pages.all())]
        return self._layout(built, pages, placed)

    def _with_pages_of(self, shelf: PageShelf, built: _Boxes, relaid: Collection[str]) -> Layout:
        """Lay the document out with pages from a shelf.

        Raises:
            UnsupportedBox: It has to be laid out whole.
        """
        if built.stream is None:
            built.stream = self._stream(built)
        pages = EnginePages(self.html, built.context, built.root)
        placed = PageLoop(pages, built.stream, self._memory, shelf).run(relaid)
        return self._layout(built, pages, placed)

    def _built(self) -> _Boxes:
        """Return the document as boxes."""
        # As `weasyprint.document.Document._render` does it.
        html = self.html
        options = {**DEFAULT_OPTIONS, "stylesheets": [self.sheet]}
        counter_style, color_profiles = CounterStyle(), dict[str, Any]()
        with kept(self._matches, html.etree_element):
            context = Document._build_layout_context(
                html, self.fonts, counter_style, color_profiles, options
            )
        root = build_formatting_structure(
            html.etree_element,
            context.style_for,
            context.get_image_from_uri,
            html.base_url,
            context.target_collector,
            counter_style,
            context.footnotes,
        )
        return _Boxes(context, root, color_profiles)

    def _layout(self, built: _Boxes, pages: EnginePages, placed: Sequence[PlacedPage]) -> Layout:
        metadata = DocumentMetadata(**get_html_metadata(self.html))
        laid = [page.laid for page in placed if page.laid is not None]
        profiles = built.color_profiles
        document = Document(laid, metadata, self.html.url_fetcher, self.fonts, profiles, None)
        bases = tuple(_base(built.root, pages.begins_at(page.number)) for page in placed)
        return Layout(document, self.html.etree_element, tuple(placed), bases)

    def _stream(self, built: _Boxes) -> BoxStream:
        """Return the boxes as tokens.

        Raises:
            UnsupportedBox: The document has to be laid out whole.
        """
        context = built.context
        if context.footnotes or context.target_collector.counter_lookup_items:
            raise UnsupportedBox("notes on pages, or numbers of pages in the text")
        if any("turned-page" in e.get("class", "") for e in self.html.etree_element.iter("div")):
            raise UnsupportedBox("pages of another size")
        return read_stream(built.root, self.files)


@dataclass(slots=True)
class _Boxes:
    """A document before layout."""

    context: Any
    """The engine's layout context."""
    root: Any
    """The root box."""
    color_profiles: dict[str, Any]
    stream: BoxStream | None = None
    """The boxes as tokens, once they were read."""


def _base(box: Any, resume_at: Any) -> Any:
    """Return the element that a page begins with, where it begins in or below ``box``.

    The way is followed down through what only holds blocks: what breaks by itself, a paragraph, a
    table, boxes side by side, counts as one.
    """
    while resume_at and _is_plain(box):
        number, resume_at = next(iter(resume_at.items()))
        box = box.children[number]
    return box.element  # without one of its own a box has that of the box around it


def _is_plain(box: Any) -> bool:
    """Return whether a box holds nothing but blocks, one below the other."""
    return (
        isinstance(box, boxes.BlockBox)
        and not box.is_table_wrapper
        and box.style["column_width"] == box.style["column_count"] == "auto"
        and all(isinstance(child, boxes.BlockLevelBox) for child in box.children)
    )
