"""The script one would write instead for slides and their handout: a run of WeasyPrint for each.

It prints the same slides with the same style sheet, all in one document, tagged; markings and
numbers stand on the slides as text. Reading and composing is left to ``briefing``; charts are drawn
beforehand, as for `plain.py`.

usage: plain_slides.py BRIEFING_FOLDER STORE_OF_CHARTS AUDIENCE LENGTH OUT_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from html_document import linked, pieces
from markupsafe import Markup
from plain import write

from briefing.build.pipeline import compose_edition
from briefing.cache.cache import Cache
from briefing.files.themes import STYLESHEET_URL, theme_of
from briefing.load.briefing import load
from briefing.select.selection import make_edition

if TYPE_CHECKING:
    from briefing.model.composition import Composition

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
.placed { position: absolute; left: 0; top: 0; transform-origin: 0 0 }
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

_RULE = Markup("@page {{ size: {}; margin: 0 }}")
_PLACED = Markup('<div class="placed" style="transform: translate({}mm, {}mm) scale({})">{}</div>')


def main(folder: str, charts: str, audience: str, length: str, out: str) -> None:
    """Writes slides.pdf and handout.pdf."""
    briefing, _ = load(Path(folder), folder)
    theme = theme_of(briefing)
    store = Cache(Path(charts), read_only=True)
    for kind in ("slides", "handout"):
        edition = make_edition(briefing, audience, length, kind)
        composed = compose_edition(briefing, edition, theme, store)
        composition = composed.composition
        html = (
            jinja2.Environment(autoescape=True)
            .from_string(LAYOUT)
            .render(
                kind=kind,
                lang=edition.language,
                head=composition.head,
                stylesheet=STYLESHEET_URL,
                page_rule=_RULE.format(composition.paper.size),
                height=composition.paper.height_mm - 1,
                bodies=_bodies(composition),
            )
        )
        write(html, theme, composed.briefing, Path(out, f"{kind}.pdf"))


def _bodies(composition: Composition) -> list[Markup]:
    """What is on each page: a slide, or several on a sheet, scaled by the style sheet."""
    _, found = pieces(composition)
    slides = list(map(linked, found))
    return [
        Markup().join(
            _PLACED.format(place.left, place.top, place.scale, slides[place.fragment])
            for place in sheet.placements
        )
        for sheet in composition.impositions
    ] or slides


if __name__ == "__main__":
    main(*sys.argv[1:])
