"""Names of colours in charts and drawings: each stands for the theme's value, and nothing else
changes."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.chart_colours import coloured, colours_in
from briefing.files.svg_colours import in_theme_colours

COLOURS = {"ink": "#0b4f3c", "text": "#111111", "line": "#778877", "accent": "#9a3b6e"}
NAMED = tuple(sorted(COLOURS.items()))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"mark": {"type": "text", "fill": "text"}}, ["text"]),
        ({"mark": "line", "encoding": {"stroke": {"field": "line"}}}, []),
        ({"mark": {"type": "line", "stroke": "line"}}, ["line"]),
        ({"data": {"values": [{"fill": "ink", "color": "accent"}]}}, []),
        ({"view": {"fill": "ink", "stroke": None}, "background": "line"}, ["ink", "line"]),
        ({"encoding": {"fill": {"value": "accent"}}}, ["accent"]),
        (
            {"encoding": {"color": {"condition": {"test": "x", "value": "ink"}, "value": "line"}}},
            ["ink", "line"],
        ),
        (
            {"encoding": {"color": {"condition": [{"test": "x", "value": "ink"}]}}},
            ["ink"],
        ),
        (
            {"encoding": {"fill": {"scale": {"domain": ["ink"], "range": ["ink", "accent"]}}}},
            ["ink", "accent"],
        ),
        ({"encoding": {"shape": {"scale": {"range": ["line", "square"]}}}}, []),
        ({"encoding": {"x": {"axis": {"labelColor": "text", "values": ["ink"]}}}}, ["text"]),
        ({"config": {"range": {"category": ["ink", "line"], "symbol": ["line"]}}}, ["ink", "line"]),
        ({"range": {"ordinal": ["ink"]}}, ["ink"]),
        (
            {"mark": {"color": {"gradient": "linear", "stops": [{"offset": 0, "color": "ink"}]}}},
            ["ink"],
        ),
        ({"layer": [{"mark": {"fill": "ink"}}, {"mark": {"stroke": "accent"}}]}, ["ink", "accent"]),
        ({"title": {"text": "ink", "color": "ink", "font": "sans"}}, ["ink"]),
    ],
)
def test_a_word_is_a_colour_by_where_it_stands(spec: dict[str, Any], found: list[str]) -> None:
    """A mark, a field, a value of the data or a symbol of that name is none."""
    assert [said for _, said in colours_in(spec)] == found
    made = coloured(spec, COLOURS, {}, {"sans": "Quay Sans"})
    assert [said for _, said in colours_in(made)] == [COLOURS[name] for name in found]
    for at, said in colours_in(spec):
        inside: Any = made
        for key in at:
            inside = inside[key]
        assert inside == COLOURS[said]


SINGLE = st.one_of(st.none(), st.integers(), st.sampled_from(["line", "a", "#123456"]))
KEYS = st.sampled_from(["mark", "fill", "color", "value", "scale", "range", "x", "values"])


def within(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Single values, and lists and mappings of others."""
    held = st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)
    return st.one_of(SINGLE, *held)


SPECS = within(within(within(SINGLE)))


@given(SPECS)
def test_nothing_but_colours_changes(spec: Any) -> None:
    """Without names to stand for, a spec is as it was, whatever is in it; doing it twice changes
    no more."""
    assert coloured(spec, {}, {}, {}) == spec
    once = coloured(spec, COLOURS, {}, {})
    assert coloured(once, COLOURS, {}, {}) == once
    assert "#778877" not in str(spec)


def test_typefaces_have_names_too() -> None:
    """In a style and in a spec; other names stay."""
    spec = {
        "font": "sans",
        "axis": {"labelFont": "mono"},
        "mark": {"type": "text", "font": "Inter"},
    }
    made = coloured(spec, {}, {}, {"sans": "Quay Sans", "mono": "Quay Mono"})
    assert made["font"] == "Quay Sans"
    assert made["axis"] == {"labelFont": "Quay Mono"}
    assert made["mark"]["font"] == "Inter"


def test_large_print_has_darker_values() -> None:
    """Also of colours that a spec writes as values."""
    made = coloured({"mark": {"fill": "#5B6675"}}, {}, {"#5b6675": "#2f3947"}, {})
    assert made == {"mark": {"fill": "#2f3947"}}


# ── drawings ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inside", "becomes"),
    [
        ('<rect fill="ink" stroke="accent"/>', '<rect fill="#0b4f3c" stroke="#9a3b6e"/>'),
        ('<rect fill=" ink "/>', '<rect fill=" #0b4f3c "/>'),
        ('<rect style="fill: ink; stroke:line"/>', '<rect style="fill: #0b4f3c; stroke:#778877"/>'),
        ("<style>.a { fill: accent }</style>", "<style>.a { fill: #9a3b6e }</style>"),
        ('<stop stop-color="ink"/>', '<stop stop-color="#0b4f3c"/>'),
        ('<g color="ink"/>', '<g color="#0b4f3c"/>'),
    ],
)
def test_names_in_drawings_are_conserved_as_values(inside: str, becomes: str) -> None:
    """In attributes, styles and style sheets."""
    made = in_theme_colours(SVG.format(inside).encode(), NAMED)
    wanted = etree.canonicalize(SVG.format(becomes))
    assert etree.canonicalize(made.decode()) == wanted


@pytest.mark.parametrize(
    "inside",
    [
        '<rect fill="#123456"/>',
        '<rect id="ink" class="ink"/>',
        "<text>ink</text>",
        '<rect fill="url(#ink)"/>',
        '<rect style="fill-opacity: .5; font-family: ink"/>',
        '<rect fill="inks"/>',
    ],
)
def test_what_is_no_name_of_a_colour_stays(inside: str) -> None:
    """To the byte."""
    svg = SVG.format(inside).encode()
    assert in_theme_colours(svg, NAMED) is svg


@given(st.lists(st.sampled_from([*COLOURS, "none", "#123456", "red"]), min_size=1, max_size=9))
def test_each_shape_keeps_its_colour(fills: list[str]) -> None:
    """In order, one for one."""
    svg = SVG.format("".join(f'<rect fill="{fill}"/>' for fill in fills)).encode()
    root = etree.fromstring(in_theme_colours(svg, NAMED))
    assert [shape.get("fill") for shape in root] == [COLOURS.get(fill, fill) for fill in fills]
