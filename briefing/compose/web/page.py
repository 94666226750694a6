"""What the web pages of all formats have in common: the frame, the policy and the style sheet."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.compose.hidden_text import traces_of
from briefing.compose.reading_order import ReadingOrder
from briefing.compose.templates import render
from briefing.compose.web.writer import EDGES, logo_html
from briefing.model.web import WebPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.compose.web.references import References
    from briefing.files.themes import Theme
    from briefing.model.document import Document
    from briefing.model.web import WebPicture

ANCHORS = ("text", "title", "contents", "notes", "note", "glossary", "sources", "src", "to", "of")
"""Words of the ids that are given here."""


def reading_order() -> ReadingOrder:
    """Return what reads a page: brackets around numbers are no text of the document."""
    return ReadingOrder(beside=EDGES, as_printed=True)


def content_policy(stylesheet: str) -> str:
    """Return the Content Security Policy (CSP Level 3) of a page with this style sheet.

    It allows the style sheet by its hash, pictures inside the page, and nothing else.
    """
    digest = b64encode(sha256(stylesheet.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def metas_of(document: Document, stylesheet: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the attributes of the ``meta`` elements of a page, in order."""
    named = {
        "viewport": "width=device-width, initial-scale=1",
        "color-scheme": "light dark",
        "referrer": "no-referrer",
        "author": document.info.author,
    }
    policy = ("http-equiv", "Content-Security-Policy"), ("content", content_policy(stylesheet))
    return (
        (("charset", "utf-8"),),
        policy,
        *((("name", name), ("content", value)) for name, value in named.items()),
    )


def logo_in(theme: Theme, pictures: Mapping[str, WebPicture]) -> dict[str, WebPicture]:
    """Return the logo of a theme's brand, by its name; nothing if it has none."""
    logo = theme.brand.logo.src
    return {logo: pictures[logo]} if logo else {}


def render_page(
    document: Document,
    theme: Theme,
    layout: str,
    order: ReadingOrder,
    references: References,
    shown: dict[str, WebPicture],
    entries: tuple[str, ...] = (),
    **values: Any,
) -> WebPage:
    """Return a page as a layout makes it of ``values``.

    Args:
        document: The edition.
        theme: Its layouts and its style sheet.
        layout: The name of the layout: ``web-text``.
        order: Reads what the layout prints.
        references: The links of its text.
        shown: The pictures in it.
        entries: The lines of the list of contents.
    """
    stylesheet, logo = theme.web_stylesheet, theme.brand.logo.src
    html = render(
        theme,
        layout,
        document,
        theme.papers[document.edition.paper],
        order,
        metas=[dict(meta) for meta in metas_of(document, stylesheet)],
        stylesheet=Markup(stylesheet),
        page_title=document.info.title,
        date=document.as_of.isoformat(),
        file=document.edition.file_name,
        logo=logo_html(shown[logo], theme.brand.name) if logo else "",
        **values,
    )
    order.check(document)
    return WebPage(
        document=document,
        html=html.strip(),
        stylesheet=stylesheet,
        blocks=tuple(order.shown),
        traces=traces_of(document, order, ANCHORS),
        descriptions=references.descriptions(),
        highest_number=references.highest_number(),
        pictures=shown,
        entries=entries,
    )
