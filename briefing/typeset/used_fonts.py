"""The fonts of a page: which of them are the theme's, whose files binding knows.

The PDF does not say this: the engine names a font by what was asked for, and a face that the theme
lacks (a bold italic, say) is set in the nearest that it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.output import UsedFont

if TYPE_CHECKING:
    from collections.abc import Mapping

_KIND = 4
"""Bytes at the beginning of a font file that say which kind of outlines it has."""


class PageFonts(dict[int, Any]):
    """The engine's fonts of a document by their keys, to which it adds those that it draws.

    Of a font that is in a file of the theme as it is embedded, no more than the beginning of its
    program is: binding cuts one for all pages from the file. An instance of a variable font is
    embedded, as the engine finds out what instance it is by making it.
    """

    def __init__(self, files: Mapping[bytes, str]) -> None:
        """Take the theme's font files by their content."""
        super().__init__()
        self._files = files
        self._urls: dict[str, tuple[str, Any]] = {}

    def __setitem__(self, key: int, font: Any) -> None:
        super().__setitem__(key, font)
        # Of several fonts with one name the engine embeds the first.
        if font.hash in self._urls or font.index:
            return
        url = self._files.get(font.file_content)
        if url is not None:
            self._urls[font.hash] = (url, font)
            if "fvar" not in font.tables:
                font.file_content = font.file_content[:_KIND]
                font.clean = _leave_as_it_is

    def used(self) -> tuple[UsedFont, ...]:
        """Return the theme's fonts, once the document is written."""
        return tuple(
            UsedFont(tag, url, tuple(sorted(font.variations.items())) if _varies(font) else ())
            for tag, (url, font) in sorted(self._urls.items(), key=lambda item: item[0])
        )


def _varies(font: Any) -> bool:
    return "fvar" in font.tables


def _leave_as_it_is(*_: object) -> None:
    """Stand for ``Font.clean``, which cuts a font to the glyphs that are used."""
