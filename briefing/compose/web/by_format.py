"""Which formats have a web page, and what writes it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.compose.web.deck_page import deck_page
from briefing.compose.web.text_page import text_page
from briefing.model.formats.pack import PACK
from briefing.model.formats.slides import SLIDES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.files.themes import Theme
    from briefing.model.document import Document
    from briefing.model.web import WebPage, WebPicture

    Writer = Callable[[Document, Theme, Mapping[str, WebPicture]], WebPage]

WRITERS: Mapping[str, Writer] = MappingProxyType({PACK.name: text_page, SLIDES.name: deck_page})
"""A row for each format with a web page."""


def compose_web(
    document: Document, theme: Theme, pictures: Mapping[str, WebPicture]
) -> WebPage | None:
    """Return the web page of a document; None if its format has none.

    Args:
        document: The edition.
        theme: Its layouts and its style sheet.
        pictures: Pictures as browsers get them, by their names in the document.

    Raises:
        ContentError: A layout leaves out text of the document, or prints it twice.
        EnvironmentFault: A layout cannot be rendered.
    """
    write = WRITERS.get(document.edition.format)
    return None if write is None else write(document, theme, pictures)
