"""Typesetting with WeasyPrint: one fragment becomes pages, small tagged PDFs and facts about them.

It reads no files: style sheet, fonts and pictures come as bytes. Text goes in and bytes come out,
so a fragment can be typeset in any process.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from briefing.files.themes import CONTENT_URL, STYLESHEET_URL
from briefing.model.findings import Finding, Location
from briefing.model.output import TypesetFragment
from briefing.model.placeholders import row_at
from briefing.pdf.font_subset import coverage
from briefing.typeset import (
    engine_version,
    engine_warnings,
    even_columns,
    folded_tables,
    glyph_codes,
    long_tables,
    page_writing,
    sibling_selectors,
    tied_lines,
)
from briefing.typeset.engine_warnings import collected_warnings
from briefing.typeset.known_signs import with_known_signs
from briefing.typeset.page_findings import (
    broken_side_boxes,
    missing_glyphs,
    wrong_page_count,
)
from briefing.typeset.page_storing import SoundPages
from briefing.typeset.page_writing import write_pages
from briefing.typeset.plain_layout import PlainLayouts
from briefing.typeset.relayout import lay_out
from briefing.typeset.shared_fonts import SharedFontConfiguration
from briefing.typeset.slot_overflow import slot_findings
from briefing.typeset.stack_room import with_stack_room
from briefing.typeset.tall_rows import broken_rows
from briefing.typeset.weasyprint_library import (
    URLFetcher,
    URLFetcherResponse,
    weasyprint,
)
from briefing.typeset.wide_tables import too_wide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.model.composition import Asset, Fragment
    from briefing.model.stored_pages import PageShelf
    from briefing.typeset.layout import Layout
    from briefing.typeset.page_writing import WrittenPages

engine_warnings.install()
folded_tables.install()
even_columns.install()
glyph_codes.install()
long_tables.install()
page_writing.install()
sibling_selectors.install()
tied_lines.install()
if engine_version.is_known():
    from briefing.typeset import engine_layout, engine_pages, engine_patches

    engine_pages.install()
    engine_patches.install()
_MISSING = ".notdef glyph rendered"
"""How the engine begins to say what `missing_glyphs` says better."""


@with_stack_room
def typeset(
    fragment: Fragment,
    assets: tuple[Asset, ...],
    theme_assets: tuple[Asset, ...],
    shelf: PageShelf | None = None,
) -> TypesetFragment:
    """Typeset a fragment; every warning of WeasyPrint, and its failure, is a finding.

    Args:
        fragment: the HTML to typeset.
        assets: the pictures it shows.
        theme_assets: the theme's style sheet and fonts.
        shelf: where pages are looked for, and new ones put; without one, all are laid out.
    """
    place = Location(fragment.sections[0] if fragment.sections else f"fragment {fragment.name}")
    style = _theme_style(theme_assets, fragment.sheet)
    flows = fragment.tagged and not fragment.pages and not fragment.piece
    with collected_warnings() as lines:
        try:
            html = weasyprint.HTML(
                string=with_known_signs(fragment.html, style.letters),
                base_url=CONTENT_URL,
                url_fetcher=_Fetcher((*theme_assets, *assets)),
            )
            layouts = _layouts(html, style, assets, shelf if flows else None)
            sound = SoundPages()
            layout = lay_out(
                layouts.lay_out,
                fragment.pages,
                sound.note if layouts.shelf is not None else _note_nothing,
                turns=bool(fragment.sheet),
            )
            rows = None
            if fragment.piece:
                layout, rows = long_tables.of_piece(layout, fragment.piece)
            written = write_pages(layout, style.font_urls, tagged=fragment.tagged)
            findings = [*_findings(layout, written, fragment, style, place)]
        except Exception as error:
            failure = _failure(fragment, place, error)
            return TypesetFragment(fragment.name, (), findings=(failure,), front=fragment.front)
    messages = dict.fromkeys((*style.warnings, *(n for n in lines if not n.startswith(_MISSING))))
    warnings = tuple(_warning(line, fragment, place) for line in messages)
    if layouts.shelf is not None and not lines:
        sound.put(layouts.shelf, layout, written, style.letters)
    return TypesetFragment(
        fragment.name,
        written.facts(),
        written.pdfs(),
        (*warnings, *findings),
        fragment.front,
        rows,
        sum(page.taken is not None for page in layout.placed),
    )


def _note_nothing(_: Layout) -> None:
    """Note no pages, where none are stored."""


def _layouts(
    html: weasyprint.HTML, style: _ThemeStyle, assets: Sequence[Asset], shelf: PageShelf | None
) -> engine_layout.FragmentLayouts | PlainLayouts:
    """Return what lays a document out: the slow way, if the inside of the engine is not known."""
    if not engine_version.is_known():
        return PlainLayouts(html, style.stylesheet, style.fonts)
    files = {a.url.removeprefix(CONTENT_URL): sha256(a.data).hexdigest() for a in assets}
    return engine_layout.FragmentLayouts(html, style.stylesheet, style.fonts, files, shelf)


def _findings(
    layout: Layout, written: WrittenPages, fragment: Fragment, style: _ThemeStyle, place: Location
) -> Iterator[Finding]:
    """Yield what is wrong with a fragment, laid out as well as it can be.

    Pages that were taken from a shelf have nothing wrong with them.
    """
    pages = list(layout.laid.values())
    page_boxes = [page._page_box for page in pages]
    yield from too_wide(page_boxes, place)
    yield from broken_side_boxes(layout, place)
    yield from broken_rows(page_boxes, place)
    for page_box in page_boxes:
        yield from slot_findings(page_box, place)
    yield from wrong_page_count(fragment, len(layout.placed), place)
    yield from missing_glyphs(pages, written.families, style.letters, place)


# ── input and warnings of the engine ──────────────────────────────────────────────────────


_EMBEDDED_RASTER = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=]*)")


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Serves the given assets, placeholders of drawings, and images embedded in data URLs; nothing
    is read from disk or network."""

    def __init__(self, assets: Sequence[Asset]) -> None:
        super().__init__()
        self._assets = {asset.url: asset for asset in assets}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if (row := row_at(url)) is not None:
            return URLFetcherResponse(url, row, {"Content-Type": "image/png"})
        if raster := _EMBEDDED_RASTER.fullmatch(url):
            content = base64.b64decode(raster[2])
            return URLFetcherResponse(url, content, {"Content-Type": raster[1]})
        asset = self._assets.get(unquote(url))
        if asset is None:
            raise ValueError(f"“{url}” is not part of the briefing or its theme")
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})


@dataclass(frozen=True, slots=True)
class _ThemeStyle:
    """A theme's parsed style sheet with the fonts it loaded; they must be used together."""

    stylesheet: weasyprint.CSS
    fonts: SharedFontConfiguration
    warnings: tuple[str, ...]
    """Warnings about the style sheet, which are repeated with every fragment."""
    letters: Mapping[str, frozenset[int]]
    """Code points that every font of a family has, by family."""
    font_urls: Mapping[bytes, str]
    """The theme's font files by their content."""


@lru_cache(maxsize=4)
def _theme_style(theme_assets: tuple[Asset, ...], name: str) -> _ThemeStyle:
    """Return a parsed style sheet of a theme, cached: parsing it takes longer than a short page.

    Args:
        theme_assets: the style sheets and fonts of the theme.
        name: which of the sheets, if not the theme's own.
    """
    fonts = SharedFontConfiguration()
    url = STYLESHEET_URL.replace("theme.css", name) if name else STYLESHEET_URL
    sheet = next(asset for asset in theme_assets if asset.url == url)
    with collected_warnings() as warnings:
        stylesheet = weasyprint.CSS(
            string=sheet.data.decode(),
            base_url=STYLESHEET_URL,
            url_fetcher=_Fetcher(theme_assets),
            font_config=fonts,
        )
    letters: dict[str, frozenset[int]] = {}
    font_urls: dict[bytes, str] = {}
    for asset in theme_assets:
        if asset.mime.startswith("font/"):
            font_urls[asset.data] = asset.url
            family, covered = coverage(asset.data)
            letters[family] = letters.get(family, covered) & covered
    return _ThemeStyle(stylesheet, fonts, tuple(warnings), letters, font_urls)


def _warning(line: str, fragment: Fragment, place: Location) -> Finding:
    return Finding(
        place,
        "B501",
        f"WeasyPrint warning in “{fragment.name}”: {line}",
        "if the text is correct, fix the theme or the picture it names",
    )


def _failure(fragment: Fragment, place: Location, error: Exception) -> Finding:
    sections = ", ".join(fragment.sections) or "no section"
    return Finding(
        place,
        "B502",
        f"WeasyPrint failed in “{fragment.name}” ({sections}): {type(error).__name__}: {error}",
        "remove blocks one at a time to find the one the engine cannot lay out",
    )
