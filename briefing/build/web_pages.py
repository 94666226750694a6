"""The web page of an edition: composed beside its fragments, proven beside its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.build.tasks import BoundPage
from briefing.compose.web import compose_web
from briefing.compose.web.expectation import expect_page
from briefing.draw import web_picture
from briefing.select.selection import has_page, withheld

if TYPE_CHECKING:
    from briefing.compose.expectation import BlockWords
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.document import Document
    from briefing.model.proof import Expectation
    from briefing.model.web import WebPage


def web_page(briefing: Briefing, document: Document, theme: Theme) -> WebPage | None:
    """Return the web page of an edition; None if it has none.

    Args:
        briefing: The content, its pictures with the charts drawn for this edition.
        document: The edition.
        theme: How it looks.

    Raises:
        ContentError: A layout leaves out text of the document, or prints it twice.
        EnvironmentFault: A layout cannot be rendered.
    """
    if not has_page(briefing, document.edition):
        return None
    sources = (theme.brand.logo.src, *(node.get("src") for node in document.nodes()))
    shown = dict.fromkeys(filter(None, sources))
    pictures = {path: web_picture(briefing.images[path], theme.fonts) for path in shown}
    return compose_web(document, theme, pictures)


def page_expectation(
    briefing: Briefing, page: WebPage, theme: Theme, words: BlockWords | None = None
) -> Expectation:
    """Return what the proof of a web page has to look for, with what is withheld from it.

    Args:
        briefing: The content.
        page: The page.
        theme: How it looks.
        words: The words of the briefing's blocks, if several of its editions are built.
    """
    dropped = withheld(briefing, page.document.edition)
    return expect_page(briefing, page, theme, dropped, words)


def bound_page(
    briefing: Briefing, page: WebPage | None, theme: Theme, words: BlockWords | None = None
) -> BoundPage | None:
    """Return a web page as bytes, with what its proof has to look for; None if there is none."""
    if page is None:
        return None
    return BoundPage(page.html.encode(), page_expectation(briefing, page, theme, words))
