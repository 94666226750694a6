"""Typesetting with WeasyPrint: one fragment becomes a small tagged PDF and facts about its pages.

This is the only module that imports WeasyPrint. It reads no files: style sheet, fonts and pictures
come as bytes. Text goes in and bytes come out, so a fragment can be typeset in any process. On a
machine without the libraries of WeasyPrint, importing this module raises EnvironmentFault with the
command that installs them.
"""

from __future__ import annotations

import base64
import ctypes.util
import logging
import re
import sys
import unicodedata
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from briefing.files.themes import CONTENT_URL, STYLESHEET_URL
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Finding, Location, Severity
from briefing.model.output import PageFacts, TypesetFragment
from briefing.model.placeholders import row_at
from briefing.pdf import tag_notes
from briefing.pdf.truetype import coverage
from briefing.typeset.slot_overflow import slot_findings
from briefing.typeset.tall_rows import broken_rows

_INSTALL = (
    "  hint: Debian, Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0\n"
    "        macOS: brew install pango harfbuzz"
)


@contextmanager
def _exact_library_names() -> Iterator[None]:
    """Make WeasyPrint load its libraries by their names on Linux, which it tries last.

    For the names it tries first, Python would start the compiler and the linker some fifty times,
    which is half of the time that the import takes.
    """
    find = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005  # passed by name
    try:
        yield
    finally:
        ctypes.util.find_library = find


try:
    with _exact_library_names():
        import weasyprint
        from weasyprint.formatting_structure import boxes
        from weasyprint.text import ffi
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.text.line_break import strut
        from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:  # WeasyPrint loads its libraries when imported
    raise EnvironmentFault(f"{str(error).splitlines()[0]}\n{_INSTALL}") from error
if not ffi.harfbuzz_subset:  # WeasyPrint would subset fonts in a slower, deprecated way
    raise EnvironmentFault(f"libharfbuzz-subset is missing: fonts cannot be subset\n{_INSTALL}")

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weasyprint.document import Page

    from briefing.model.composition import Asset, Fragment

_PX_PER_PT = 4 / 3
_MM_PER_PX = 25.4 / 96
# Options for writing fragments: tags as PDF/UA-1 asks (ISO 14289-1); `bind` adds PDF/A-2a.
_TAGGED: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
_UNTAGGED: dict[str, Any] = {}


def typeset(
    fragment: Fragment, assets: tuple[Asset, ...], theme_assets: tuple[Asset, ...]
) -> TypesetFragment:
    """Typeset a fragment; every warning of WeasyPrint, and its failure, is a finding.

    Args:
        fragment: the HTML to typeset.
        assets: the pictures it shows.
        theme_assets: the theme's style sheet and fonts.
    """
    place = Location(fragment.sections[0] if fragment.sections else f"fragment {fragment.name}")
    style = _theme_style(theme_assets)
    options = _TAGGED if fragment.tagged else _UNTAGGED
    with _engine_warnings() as lines:
        try:
            document = weasyprint.HTML(
                string=fragment.html,
                base_url=CONTENT_URL,
                url_fetcher=_Fetcher((*theme_assets, *assets)),
            ).render(stylesheets=[style.stylesheet], font_config=style.fonts, **options)
            if fragment.tagged:
                tag_notes.add_notes(document)  # what WeasyPrint does not write, for `bind` to read
            pdf = document.write_pdf(**options)
            pages = tuple(_page_facts(page) for page in document.pages)
            findings = [f for page in document.pages for f in _overlong_lines(page, place)]
            findings += _broken_side_boxes(document.pages, place)
            findings += broken_rows((page._page_box for page in document.pages), place)
            for page in document.pages:
                findings += slot_findings(page._page_box, place)
            findings += _page_count(fragment, len(document.pages), place)
            findings += _missing_glyphs(document, style, place)
        except Exception as error:
            return TypesetFragment(
                fragment.name, b"", (), (_failure(fragment, place, error),), fragment.front
            )
    messages = dict.fromkeys((*style.warnings, *lines))
    warnings = tuple(_warning(line, fragment, place) for line in messages)
    return TypesetFragment(fragment.name, pdf, pages, (*warnings, *findings), fragment.front)


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
    fonts: FontConfiguration
    warnings: tuple[str, ...]
    """Warnings about the style sheet, which are repeated with every fragment."""
    letters: Mapping[str, frozenset[int]]
    """Code points that every font of a family has, by family."""


@lru_cache(maxsize=4)
def _theme_style(theme_assets: tuple[Asset, ...]) -> _ThemeStyle:
    """Return the parsed style of a theme, cached: parsing it takes longer than a short page."""
    fonts = FontConfiguration()
    sheet = next(asset for asset in theme_assets if asset.url == STYLESHEET_URL)
    with _engine_warnings() as warnings:
        stylesheet = weasyprint.CSS(
            string=sheet.data.decode(),
            base_url=STYLESHEET_URL,
            url_fetcher=_Fetcher(theme_assets),
            font_config=fonts,
        )
    letters: dict[str, frozenset[int]] = {}
    for asset in theme_assets:
        if asset.mime.startswith("font/"):
            family, covered = coverage(asset.data)
            letters[family] = letters.get(family, covered) & covered
    return _ThemeStyle(stylesheet, fonts, tuple(warnings), letters)


@contextmanager
def _engine_warnings() -> Iterator[list[str]]:
    """Collect the warnings that WeasyPrint logs in the block: it only logs a missing image."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    handler, propagate = Keep(logging.WARNING), logger.propagate
    others, logger.handlers, logger.propagate = logger.handlers, [handler], False
    try:
        yield lines
    finally:
        logger.handlers, logger.propagate = others, propagate


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


# ── facts about pages ─────────────────────────────────────────────────────────────────────


def _page_facts(page: Page) -> PageFacts:
    """Return size, anchors and filling of a page; lines of floats do not count."""
    box = page._page_box
    lines: Counter[str] = Counter()
    bottom = 0.0
    for line, key, floated in _lines(box):
        if not floated:
            lines[key] += 1
            bottom = max(bottom, line.position_y + line.height)
    top, height = box.content_box_y(), box.height
    leading = _leading(box)
    return PageFacts(
        width=page.width / _PX_PER_PT,
        height=page.height / _PX_PER_PT,
        anchors=frozenset(page.anchors),
        blocks=tuple(lines.items()),
        lines=sum(lines.values()),
        fill=max(0.0, min(1.0, (bottom - top) / height)),
        free_lines=max(0, int((top + height - max(bottom, top)) / leading + 0.01)),
        line_capacity=int(height / leading + 0.01),
    )


def _leading(page_box: Any) -> float:
    """Return the line height of running text, in px.

    It is that of ``body``, which text inherits. It cannot be measured on the page: most lines of a
    page of notes or sources have another.
    """
    body = next(b for b in page_box.descendants() if getattr(b, "element_tag", "") == "body")
    return float(strut(body.style)[0])


def _lines(
    box: Any, key: str = "", *, floated: bool = False, apart: bool = True
) -> Iterator[tuple[Any, str, bool]]:
    """Yield each line box below ``box``, its ``data-block``, and whether it is in a float.

    Args:
        box: the box to search.
        key: the ``data-block`` around it.
        floated: whether the box is in a float.
        apart: whether to include what is moved and scaled after layout (``data-apart``).
    """
    element = getattr(box, "element", None)
    if element is not None and element.get("data-block"):
        key = element.get("data-block")
    if not apart and element is not None and element.get("data-apart"):
        return
    if isinstance(box, boxes.LineBox):
        yield box, key, floated
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        inner = getattr(child, "_box", child)
        if not str(inner.element_tag).endswith("::marker"):  # a bullet is beside its line
            floats = floated or inner.style["float"] == "right"
            yield from _lines(inner, key, floated=floats, apart=apart)


def _overlong_lines(page: Page, place: Location) -> Iterator[Finding]:
    """Yield a warning for each line that overflows the text area to the right."""
    right = page._page_box.content_box_x() + page._page_box.width
    for line, key, _ in _lines(page._page_box, apart=False):
        edge = max((text.position_x + text.width for text in _texts(line)), default=0.0)
        if edge > right + 1:
            over = (edge - right) * _MM_PER_PX
            yield Finding(
                _location_of(key, place),
                "B505",
                f"a line overflows the page's text area by {over:.1f} mm",
                "shorten the word, the code or the table",
                Severity.WARNING,
            )


def _page_count(fragment: Fragment, pages: int, place: Location) -> Iterator[Finding]:
    """Yield an error if a fragment of fixed length, such as a slide, has more or fewer pages."""
    if fragment.pages and pages != fragment.pages:
        yield Finding(
            place,
            "B513",
            f"“{fragment.name}” takes {pages} pages instead of {fragment.pages}",
            "use fewer words; a slide, a sheet of cards or of furniture must fit on one page",
        )


def _broken_side_boxes(pages: Sequence[Page], place: Location) -> Iterator[Finding]:
    """Yield a finding for each side box that does not fit on its page.

    Side boxes float. WeasyPrint splits some of them across pages, and silently drops the end of one
    that is longer than a page. So the letters that each box shows on each page are counted and
    compared with the letters in its HTML: fewer are an error, a second page is a warning.
    """
    boxes_of: dict[Any, Any] = {}
    shown: dict[Any, list[int]] = {}
    for page in pages:
        on_page: Counter[Any] = Counter()
        for side, letters in _side_boxes(page._page_box, boxes_of):
            on_page[side] += letters
        for side, letters in on_page.items():
            shown.setdefault(side, []).append(letters)
    for side, counts in shown.items():
        lost = sum(counts) < _letter_count("".join(side.itertext()))
        if lost or len(counts) > 1:
            yield Finding(
                _location_of(side.get("data-block", ""), place),
                "B507",
                "this side box "
                + ("is too long: its end is cut off" if lost else "is split across two pages"),
                "shorten it, or move it away from the bottom of the page",
                Severity.ERROR if lost else Severity.WARNING,
            )


def _missing_glyphs(document: Any, style: _ThemeStyle, place: Location) -> Iterator[Finding]:
    """Yield an error for each character without a glyph in the theme's fonts.

    WeasyPrint would take it from any font of the machine, so that the same content would look
    different elsewhere.
    """
    reported: set[str] = set()
    for page in document.pages:
        for line, key, _ in _lines(page._page_box):
            for text in _texts(line):
                covered = style.letters.get(text.style["font_family"][0], frozenset())
                for letter in text.text:
                    if ord(letter) in covered or letter in reported or not _has_glyph(letter):
                        continue
                    reported.add(letter)
                    yield Finding(
                        _location_of(key, place),
                        "B508",
                        f"the theme's fonts have no glyph for “{letter}” (U+{ord(letter):04X})",
                        "write it another way, or use a theme that has it",
                    )
    others = {font.family for font in document.fonts.values()} - style.letters.keys()
    if others and not reported:
        yield Finding(
            place,
            "B508",
            f"a picture or the style sheet uses another font: {', '.join(sorted(others))}",
            f"use one of the theme's: {', '.join(sorted(style.letters))}",
        )


def _has_glyph(letter: str) -> bool:
    """Return whether a character needs a glyph: spaces, joiners and controls do not."""
    return unicodedata.category(letter) not in {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn"}


def _side_boxes(box: Any, boxes_of: dict[Any, Any]) -> Iterator[tuple[Any, int]]:
    """Yield the element of each side box on a page, and how many of its letters are there.

    ``boxes_of`` maps each element to its side box, and is filled here: on the next page, the rest
    of a box is no longer inside the element of the box itself.
    """
    element = getattr(box, "element", None)
    if element is not None and element.get("class") == "side":
        boxes_of |= dict.fromkeys(element.iter(), element)
    if element in boxes_of:
        letters = sum(_letter_count(text.text) for line, *_ in _lines(box) for text in _texts(line))
        if letters:
            yield boxes_of[element], letters
        return
    for child in getattr(box, "children", ()):
        yield from _side_boxes(getattr(child, "_box", child), boxes_of)


def _letter_count(text: str) -> int:
    """Return the number of letters and digits in ``text``."""
    return sum(1 for character in text if character.isalnum())


def _location_of(key: str, place: Location) -> Location:
    """Return the location in a ``data-block`` (``path:line``), or ``place`` if there is none."""
    path, _, number = key.rpartition(":")
    return Location(path, int(number)) if number.isdigit() else place


def _texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line, including those in inline elements."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            yield child
        elif child.is_in_normal_flow():
            yield from _texts(child)
