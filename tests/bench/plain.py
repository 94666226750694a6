"""The script one would write instead: an edition is a single run of WeasyPrint.

It prints the same text with the same style sheet in one document (`html_document.py`), tagged.
Reading and composing the text is left to ``briefing``, as any script would have to read Markdown
too; that takes a small part of the time.

Its charts are pictures that were drawn beforehand, and their drawing is not counted: some would
draw in the script, some keep the pictures, and what that takes says nothing about printing. So of
the two only our build pays for drawing.

usage: plain.py BRIEFING_FOLDER STORE_OF_CHARTS OUT_FOLDER NAME.pdf...
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from html_document import html_document
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefing.build.pipeline import compose_edition, content_assets
from briefing.cache.cache import Cache
from briefing.files.themes import CONTENT_URL, STYLESHEET_URL, theme_of
from briefing.load.briefing import load
from briefing.select.selection import edition_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.files.themes import Theme
    from briefing.model.composition import Asset
    from briefing.model.content import Briefing


class Files(URLFetcher):  # type: ignore[misc]  # the engine comes without types
    """Style sheet, fonts and pictures from memory, as the program under comparison has them."""

    def __init__(self, assets: Iterable[Asset]) -> None:
        super().__init__()
        self.assets = {asset.url: asset for asset in assets}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file behind an address; the engine logs a KeyError as a missing file."""
        asset = self.assets[url]
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})


def write(html: str, theme: Theme, briefing: Briefing, out: Path) -> None:
    """Prints a document, tagged."""
    files = Files((*theme.assets, *content_assets(briefing)))
    document = HTML(string=html, base_url=CONTENT_URL, url_fetcher=files)
    document.write_pdf(out, pdf_variant="pdf/ua-1", pdf_tags=True)


def main(folder: str, charts: str, out: str, *names: str) -> None:
    """Writes the packs of these names, one after the other."""
    path = Path(folder)
    briefing, _ = load(path, path.name)
    theme, store = theme_of(briefing), Cache(Path(charts), read_only=True)
    for name in names:
        edition = edition_named(briefing, name)
        assert edition is not None
        composed = compose_edition(briefing, edition, theme, store)
        html = html_document(composed, theme, STYLESHEET_URL)
        write(html, theme, composed.briefing, Path(out, name))


if __name__ == "__main__":
    main(*sys.argv[1:])
