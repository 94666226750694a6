"""The script one would write instead for slides and their handout: a run of WeasyPrint for each.

It prints the same slides with the same style sheet, all in one document, tagged; markings and
numbers stand on the slides as text. Reading and composing is left to ``briefing``.

usage: plain_slides.py BRIEFING_FOLDER AUDIENCE LENGTH OUT_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
from markupsafe import Markup
from weasyprint import HTML

from briefing.load import load
from briefing.pipeline import compose_edition, content_assets
from briefing.selection import make_edition
from briefing.store import Store
from briefing.themes import CONTENT_URL, STYLESHEET_URL, theme_of
from plain import BODY, PAGE, Files

LAYOUT = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<title>{{ head.title }}</title>
<link rel="stylesheet" href="{{ stylesheet }}">
<style>
{{ page_rule }}
.page { position: relative; break-after: page; height: {{ height }}mm }
.page:last-child { break-after: auto }
.page .running { position: absolute; left: 15mm; bottom: 5mm; font: 10pt "Source Sans 3" }
.page .mark { position: absolute; right: 15mm; top: 5mm; font: 600 12pt "Source Sans 3" }
</style>
</head>
<body class="{{ kind }}">
{% for body in bodies %}<div class="page">{{ body }}
<p class="running">{{ head.short_title }} · {{ loop.index }} / {{ bodies | length }}</p>
<p class="mark">{{ head.marking }}</p></div>
{% endfor %}
</body>
</html>
"""


def main(folder: str, audience: str, length: str, out: str) -> None:
    """Writes slides.pdf and handout.pdf."""
    briefing, _ = load(Path(folder), folder)
    theme = theme_of(briefing)
    store = Store(Path(out) / "nothing", read_only=True)
    for kind in ("slides", "handout"):
        edition = make_edition(briefing, audience, length, kind)
        composed = compose_edition(briefing, edition, theme, store)
        composition = composed.composition
        bodies = [BODY.search(fragment.html) for fragment in composition.fragments]
        page = PAGE.search(composition.fragments[0].html)
        assert page is not None
        html = (
            jinja2.Environment(autoescape=True)
            .from_string(LAYOUT)
            .render(
                kind=kind,
                lang=edition.language,
                head=composition.head,
                stylesheet=STYLESHEET_URL,
                page_rule=Markup(page["rule"]),
                height=composition.paper.height_mm - 1,
                bodies=[
                    Markup(body["html"].replace("urn:briefing:", "#")) for body in bodies if body
                ],
            )
        )
        files = Files((*theme.assets, *content_assets(composed.briefing)))
        document = HTML(string=html, base_url=CONTENT_URL, url_fetcher=files)
        document.write_pdf(Path(out, f"{kind}.pdf"), pdf_variant="pdf/ua-1", pdf_tags=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
