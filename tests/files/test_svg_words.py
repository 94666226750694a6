"""Of a drawing that becomes pixels, readers are given the words it shows, and no others."""

from __future__ import annotations

import pytest

from briefing.files.svg_words import shown_words

SHOWN = {
    "<text>One</text><text>two</text>": "One two",
    '<text>One<tspan x="9">two</tspan> th<tspan fill="red">ree</tspan></text>': "One two three",
    "<text>One<title>tip</title></text><title>a title</title><desc>a description</desc>": "One",
    '<g display="none"><text>Secret</text></g><text>One</text>': "One",
    '<g style="display:none"><text>Secret</text></g>': "",
    '<text visibility="hidden">Secret</text>': "",
    '<text>One <tspan style="visibility: hidden">secret</tspan>two</text>': "One two",
    '<g opacity="0"><text>Secret</text></g><g opacity="0.5"><text>Faded</text></g>': "Faded",
    '<style>.off{fill:red;display:none}</style><g class="a off"><text>Secret</text></g>': "",
    '<style>#layer2 , g #x{display : none}</style><g id="layer2"><text>Secret</text></g>': "",
    '<defs><text id="a">Unused</text></defs><text>One</text>': "One",
    '<defs><text id="a">Used</text></defs><use href="#a"/>': "Used",
    '<mask id="m"><text>Masked</text></mask><rect mask="url(#m)"/>': "Masked",
    '<mask id="m"><text>Unused</text></mask><rect/>': "",
    '<clipPath id="m"><text>Clip</text></clipPath><rect style="clip-path:url(#m)"/>': "Clip",
    '<text><textPath href="#p">Along</textPath></text>': "Along",
}


@pytest.mark.parametrize("inside", SHOWN)
def test_words_are_given_as_they_are_shown(inside: str) -> None:
    """Layers that are switched off, remarks and parts that nothing uses are no words of it."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
    assert shown_words(svg) == SHOWN[inside]
