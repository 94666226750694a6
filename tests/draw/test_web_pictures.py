"""Pictures for browsers: what is drawn, in names that say nothing, as wide as it was measured."""

from __future__ import annotations

import re

from briefing.draw import web_picture
from briefing.draw.text_width import Face, fonts_of
from support.bodies import theme

DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="urn:note" width="90" height="40"
 viewBox="0 0 90 40" i:version="kumquat" aria-label="kumquat"><!-- kumquat -->
<style>/* kumquat */ .kumquat { fill: red } #kumquat { stroke: blue }</style>
<defs><clipPath id="kumquat"><rect width="9" height="9"/></clipPath>
<linearGradient id="unused-kumquat"><stop offset="0"/></linearGradient></defs>
<g style="display: none"><text>kumquat</text></g>
<g class="hidden" visibility="hidden"><text>kumquat</text></g>
<rect class="kumquat" clip-path="url(#kumquat)" width="90" height="40"
 data-note="kumquat"/></svg>"""
TEXT = b"""<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40" viewBox="0 0 90 40">
<g font-family="Source Sans 3" font-size="10"><text x="5" y="20" font-weight="600">North gate</text>
<text x="5" y="30">A<tspan dx="2">b</tspan></text></g></svg>"""


def test_what_is_not_drawn_is_not_there() -> None:
    """No comment, no description, nothing hidden, no name that says anything."""
    made = web_picture(DRAWING, theme().fonts).data.decode()
    assert "kumquat" not in made
    assert "unused" not in made
    assert made.count("n1") >= 2
    assert re.search(r'clip-path="url\(#n\d\)"', made)
    assert "urn:note" not in made


def test_text_is_as_wide_as_in_the_fonts_of_the_theme() -> None:
    """And names a face that stands in for them, so that a browser need not guess."""
    made = web_picture(TEXT, theme().fonts).data.decode()
    wide = fonts_of(theme().fonts).measure("North gate", Face("Source Sans 3", 600)).width * 10
    assert f'textLength="{wide:.2f}"' in made
    assert "font-family=\"'Source Sans 3', sans-serif\"" in made


def test_the_same_picture_is_the_same_again() -> None:
    """Cleaning what is clean changes nothing."""
    once = web_picture(DRAWING, theme().fonts).data
    assert web_picture(once, theme().fonts).data == once
