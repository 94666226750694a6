"""The script one would write instead: an edition in a single run of WeasyPrint.

It prints the same text with the same style sheet: page numbers by margin boxes, a contents list by
``target-counter()``, tagged PDF. Reading and composing the text is left to ``briefing``, as any
script would have to read Markdown too; that takes a small part of the time.

usage: plain.py BRIEFING_FOLDER AUDIENCE LENGTH OUT.pdf
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefing.load import load
from briefing.pipeline import compose_edition, content_assets
from briefing.selection import make_edition
from briefing.store import Store
from briefing.themes import CONTENT_URL, STYLESHEET_URL, theme_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model import Asset, Briefing, Composition
    from briefing.themes import Theme

PAGE = re.compile(r"<style>(?P<rule>@page.*?)</style>", re.DOTALL)
BODY = re.compile(r'<body(?: class="(?P<kind>[^"]*)")?>(?P<html>.*)</body>', re.DOTALL)

LAYOUT = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<title>{{ head.title }}</title>
<link rel="stylesheet" href="{{ stylesheet }}">
<style>
{{ page_rule }}
@page {
  @top-left { content: {{ css(running) }} }
  @top-right { content: {{ css(head.marking) }}; font: 600 12pt "Source Sans 3" }
  @bottom-left { content: {{ css(head.as_of) }} }
  @bottom-center { content: counter(page) " / " counter(pages) }
  @bottom-right { content: {{ css(head.marking) }}; font: 600 12pt "Source Sans 3" }
}
@page :first { @top-left { content: none } }
.part { break-before: page }
.part:first-child { break-before: auto }
.toc .page::after { content: target-counter(attr(href), page) }
</style>
</head>
<body>
{% for part in parts %}<div class="part {{ part.kind }}">{{ part.html }}</div>
{% if loop.first and contents %}
<div class="part contents"><h2>{{ labels.contents }}</h2><nav class="toc"><ol>
{% for entry in contents %}<li class="level-{{ entry.level }}">
<span class="no">{{ entry.number }}</span>
<span class="title"><a href="#{{ entry.anchor }}">{{ entry.title }}</a></span>
<a class="page" href="#{{ entry.anchor }}"></a></li>
{% endfor %}</ol></nav></div>
{% endif %}{% endfor %}
</body>
</html>
"""


class Files(URLFetcher):  # type: ignore[misc]  # the engine comes without types
    """Style sheet, fonts and pictures from memory, as the program under comparison has them."""

    def __init__(self, assets: Iterable[Asset]) -> None:
        super().__init__()
        self.assets = {asset.url: asset for asset in assets}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file behind an address; the engine logs a KeyError as a missing file."""
        asset = self.assets[url]
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})


def css(text: str) -> Markup:
    """A text as a string of CSS inside a style element."""
    quoted = re.sub(r'(["\\<])', lambda match: f"\\{ord(match[1]):x} ", text)
    return Markup(f'"{quoted}"')  # what could end the string or the element has just been escaped


def pieces(composition: Composition) -> tuple[Markup, list[re.Match[str]]]:
    """The rule of the page, and the bodies of the fragments."""
    bodies = [BODY.search(fragment.html) for fragment in composition.fragments]
    page = PAGE.search(composition.fragments[0].html)
    assert page is not None
    return Markup(page["rule"]), [body for body in bodies if body is not None]


def linked(body: re.Match[str]) -> Markup:
    """The HTML of a body, whose links stay in the document."""
    return Markup(body["html"].replace("urn:briefing:", "#"))


def write(html: str, theme: Theme, briefing: Briefing, out: Path) -> None:
    """Prints a document, tagged."""
    files = Files((*theme.assets, *content_assets(briefing)))
    document = HTML(string=html, base_url=CONTENT_URL, url_fetcher=files)
    document.write_pdf(out, pdf_variant="pdf/ua-1", pdf_tags=True)


def main(folder: str, audience: str, length: str, out: str) -> None:
    """Writes the pack of a length for an audience."""
    briefing, _ = load(Path(folder), folder)
    theme = theme_of(briefing)
    edition = make_edition(briefing, audience, length)
    nothing = Store(Path(out).parent / "nothing", read_only=True)
    composed = compose_edition(briefing, edition, theme, nothing)
    briefing, composition = composed.briefing, composed.composition
    rule, bodies = pieces(composition)
    html = (
        jinja2.Environment(autoescape=True)
        .from_string(LAYOUT)
        .render(
            css=css,
            lang=edition.language,
            head=composition.head,
            running=f"{composition.head.short_title} · {composition.head.length_label}",
            labels=theme.words(edition.language),
            stylesheet=STYLESHEET_URL,
            page_rule=rule,
            contents=composition.contents,
            parts=[{"kind": body["kind"] or "", "html": linked(body)} for body in bodies],
        )
    )
    write(html, theme, briefing, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
