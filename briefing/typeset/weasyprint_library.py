"""WeasyPrint, imported quickly or not at all.

On a machine without the C libraries that WeasyPrint loads, importing this module raises
EnvironmentFault with the command that installs them.
"""

from __future__ import annotations

import ctypes.util
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from briefing.model.errors import EnvironmentFault
from briefing.typeset.late_fonttools import fonttools_later

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "DocumentMetadata",
    "ElementWrapper",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
    "block_layout",
    "boxes",
    "draw_text",
    "ffi",
    "font_content",
    "inline_layout",
    "line_break",
    "preferred",
    "pydyf",
    "resolve_links",
    "strut",
    "table_layout",
    "weasyprint",
]

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
    with _exact_library_names(), fonttools_later():
        import pydyf
        import weasyprint
        from cssselect2.tree import ElementWrapper  # type: ignore[import-untyped]
        from weasyprint.draw import text as draw_text
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout import block, inline, preferred
        from weasyprint.layout import block as block_layout
        from weasyprint.layout import inline as inline_layout
        from weasyprint.layout import table as table_layout
        from weasyprint.pdf.anchors import resolve_links
        from weasyprint.pdf.metadata import DocumentMetadata
        from weasyprint.text import ffi, line_break
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.text.fonts import get_hb_object_data as font_content
        from weasyprint.text.line_break import strut
        from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:  # WeasyPrint loads its libraries when imported
    raise EnvironmentFault(f"{str(error).splitlines()[0]}\n{_INSTALL}") from error
if not ffi.harfbuzz_subset:  # WeasyPrint would subset fonts in a slower, deprecated way
    raise EnvironmentFault(f"libharfbuzz-subset is missing: fonts cannot be subset\n{_INSTALL}")


# A line that is full but for the space at the end of its text counts as too long in WeasyPrint 70:
# it divides the first word, and leaves that part alone on a line. This happens before a link or any
# other inline element. We take the same text without its space, and go on behind it.

_LETTERS_PER_EM = 4
"""More than these fit on no line, so that longer text need not be tried again."""
_split_first_line = inline.split_first_line


def _split_without_last_space(
    text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **named: Any
) -> Any:
    found = _split_first_line(text, style, context, max_width, *rest, **named)
    bare = text.rstrip(" ")
    if (
        found[2] is None
        or bare == text
        or not bare
        or max_width is None
        or style["white_space"] not in {"normal", "pre-line"}
        or len(text) * style["font_size"] > max_width * _LETTERS_PER_EM
    ):
        return found
    layout, length, resume, width, height, baseline = _split_first_line(
        bare, style, context, max_width, *rest, **named
    )
    if resume is not None or width > max_width:
        return found
    return layout, length, len(text.encode()), width, height, baseline


inline.split_first_line = _split_without_last_space


# Nor can the engine be told not to divide the last word of a page. Where it breaks a paragraph, so
# many of its last lines go on the next page as widows and orphans need: we add those that end with
# a divided word.

_break_line = block._break_line


def _break_behind_whole_words(
    context: Any, box: Any, line: Any, kept: list[Any], needed: int, *rest: Any
) -> Any:
    while needed < len(kept) and _ends_divided(kept[-1 - needed]):
        needed += 1
    return _break_line(context, box, line, kept, needed, *rest)


def _ends_divided(line: Any) -> bool:
    texts = [box.text for box in line.descendants() if isinstance(box, boxes.TextBox)]
    mark = line.style["hyphenate_character"]
    return bool(texts) and line.style["hyphens"] == "auto" and texts[-1].endswith(mark)


block._break_line = _break_behind_whole_words
