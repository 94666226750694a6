"""Writes laid-out pages, each as a PDF of its own of which no byte depends on another page.

So a page that an edit of the text leaves as it was is the same file as before. What the engine
writes for a document as a whole and binding makes anew is left out: bookmarks, title, XMP. So are
the programs of the theme's fonts, of which binding cuts one for all pages.
"""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any

from briefing.model.element_places import path_of, place_of
from briefing.model.output import PagePdf, TypesetPage
from briefing.pdf import tag_notes
from briefing.typeset import glyph_codes
from briefing.typeset.page_measure import page_facts
from briefing.typeset.used_fonts import PageFonts
from briefing.typeset.weasyprint_library import DocumentMetadata, pydyf, resolve_links

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from briefing.model.element_places import ElementPath
    from briefing.model.output import PageFacts
    from briefing.typeset.layout import Layout

_TAGGED: dict[str, Any] = {"pdf_tags": True, "pdf_version": "1.7"}
_UNTAGGED: dict[str, Any] = {}
_LEVEL = 3
"""How hard pages are compressed, 1 to 9."""


class _QuickZlib:
    """Stands for ``zlib`` in the library that writes PDFs, which compresses as hard as it can.

    Binding opens all of it and compresses it anew. A page is written in nine tenths of the time.
    """

    compress = staticmethod(zlib.compress)

    @staticmethod
    def compressobj(*_: object, **__: object) -> Any:
        """Return a compressor that takes a fifth of the time of the one that is asked for."""
        return zlib.compressobj(_LEVEL)


def install() -> None:
    """Have pages compressed quickly. To call it again changes nothing."""
    pydyf.zlib = _QuickZlib


@dataclass(frozen=True, slots=True)
class WrittenPages:
    """The pages of a fragment, on paper."""

    pages: tuple[TypesetPage, ...]
    bases: tuple[ElementPath, ...]
    """Of each page, the path of the element that it begins with."""
    families: AbstractSet[str]
    """Of the fonts that those are set in that were laid out."""
    paths: ElementPaths

    def facts(self) -> tuple[PageFacts, ...]:
        """Return the facts of the pages, with blocks named as they are today."""
        return tuple(map(in_fragment, self.pages, self.bases, repeat(self.paths)))

    def pdfs(self) -> tuple[PagePdf, ...]:
        """Return the pages as binding takes them."""
        both = zip(self.pages, self.bases, strict=True)
        return tuple(PagePdf(page.pdf, page.fonts, base) for page, base in both)


def write_pages(layout: Layout, files: Mapping[bytes, str], *, tagged: bool) -> WrittenPages:
    """Write those pages of a layout that were laid out.

    Args:
        layout: the fragment, laid out.
        files: the theme's font files by their content.
        tagged: whether tags are written, and the notes that the engine has none for.
    """
    if not tagged:
        # The engine says which links lead nowhere; on paper there are none.
        deque(resolve_links(list(layout.laid.values())), maxlen=0)
    paths = ElementPaths(layout.root)
    bases = tuple(paths[base] for base in layout.bases)
    written: list[TypesetPage] = []
    families: set[str] = set()
    for placed, base in zip(layout.placed, bases, strict=True):
        if placed.taken is not None:
            assert placed.taken.page is not None  # else it would have been laid out
            written.append(placed.taken.page)
            continue
        fonts = PageFonts(files)
        written.append(_written(layout.document, placed.laid, paths.place_to(base), fonts, tagged))
        families |= {font.family for font in fonts.values()}
    return WrittenPages(tuple(written), bases, families, paths)


def _written(
    document: Any, page: Any, place: Callable[[Any], str], fonts: PageFonts, tagged: bool
) -> TypesetPage:
    """Write a page; ``fonts`` are filled in."""
    facts = page_facts(page, place)
    page.bookmarks.clear()
    if tagged:
        tag_notes.add_notes(page, place)
    else:
        page.links.clear()
    alone = document.copy([page])
    alone.metadata = DocumentMetadata(lang=document.metadata.lang)
    alone.fonts = fonts
    pdf = alone.write_pdf(finisher=glyph_codes.finish, **(_TAGGED if tagged else _UNTAGGED))
    return TypesetPage(pdf, facts, fonts.used())


class ElementPaths:
    """The paths of all elements of a document, as they are now."""

    def __init__(self, root: Any) -> None:
        """Take the element ``html``."""
        self._root = root
        self._paths: dict[Any, ElementPath] = {root: ()}
        waiting = [root]
        while waiting:
            parent = waiting.pop()
            path = self._paths[parent]
            for number, child in enumerate(parent):
                self._paths[child] = (*path, number)
                waiting.append(child)

    def __getitem__(self, element: Any) -> ElementPath:
        return self._paths[element]

    def place_to(self, base: ElementPath) -> Callable[[Any], str]:
        """Return what returns the place of an element to the element of a path."""
        return lambda element: place_of(self._paths[element], base)

    def element(self, path: ElementPath) -> Any:
        """Return the element of a path.

        Raises:
            IndexError: There is none.
        """
        element = self._root
        for number in path:
            element = element[number]
        return element


def in_fragment(page: TypesetPage, base: ElementPath, paths: ElementPaths) -> PageFacts:
    """Return the facts of a page with its blocks named by ``data-block``, as it is today.

    Args:
        page: the page.
        base: the path of the element that it begins with.
        paths: the paths in the document that it is a page of.
    """
    named = (
        (place and paths.element(path_of(place, base)).get("data-block"), height)
        for place, height in page.facts.blocks
    )
    return replace(page.facts, blocks=tuple(named))
