"""Colours of charts that are too pale for the paper are told at their line; others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw.touching import set_apart
from briefing.files.workspace import Workspace
from briefing.load.charts import ChartReader
from briefing.model.contrast import PAPER, Colour, colour_of, contrast, over
from briefing.model.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.findings import Finding

DATA = "data: {values: [{g: a, n: 1}, {g: b, n: 2}]}\n"
XY = "x: {field: g}, y: {field: n, type: quantitative}"
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


def _findings(folder: Path, spec: str) -> list[Finding]:
    reader = ChartReader(Workspace(folder, ""), "chart.yaml")
    assert reader.read(DATA + spec, 0) is not None, reader.findings
    return [one for one in reader.findings if one.code == "B426"]


PALE = {
    "a fill": f"mark: {{type: bar,\n fill: '#dbe1e9'}}\nencoding: {{{XY}}}",
    "a line": f"mark: {{type: line,\n stroke: '#ccd2da'}}\nencoding: {{{XY}}}",
    "a colour": f"mark: {{type: point,\n color: yellow}}\nencoding: {{{XY}}}",
    "one that is dark and seen through": (
        f"mark: {{type: bar, opacity: 0.2,\n fill: '#12263f'}}\nencoding: {{{XY}}}"
    ),
    "one of a range": (
        f"mark: bar\nencoding: {{{XY}, color: {{field: g, scale: {{domain: [a, b],\n"
        " range: ['#12263f', '#ccd2da']}}}"
    ),
    "a value": f"mark: bar\nencoding: {{{XY}, fill: {{\n value: '#eef1f5'}}}}",
    "one on a condition": (
        f"mark: bar\nencoding: {{{XY}, fill: {{condition: {{test: 'datum.n > 1',\n"
        " value: white}, value: black}}"
    ),
    "a fill with a pale outline": (
        f"mark: {{type: bar, stroke: '#ccd2da',\n fill: '#dbe1e9'}}\nencoding: {{{XY}}}"
    ),
}
DARK = {
    "a dark fill": f"mark: {{type: bar, fill: '#12263f'}}\nencoding: {{{XY}}}",
    "an outline that is dark": (
        f"mark: {{type: bar, fill: white, stroke: '#5b6675'}}\nencoding: {{{XY}}}"
    ),
    "an outline that is pale, round a dark fill": (
        f"mark: {{type: bar, fill: '#12263f', stroke: white}}\nencoding: {{{XY}}}"
    ),
    "an outline that is pale, round the theme's fill": (
        f"mark: {{type: bar, stroke: white}}\nencoding: {{{XY}}}"
    ),
    "marks that carry no data": (
        f"mark: {{type: bar, aria: false, fill: '#dbe1e9'}}\nencoding: {{{XY}}}"
    ),
    "words": f"mark: {{type: text, fill: '#ccd2da'}}\nencoding: {{{XY}, text: {{field: g}}}}",
    "a colour that is not known": f"mark: {{type: bar, fill: papayawhip}}\nencoding: {{{XY}}}",
    "a scheme": f"mark: bar\nencoding: {{{XY}, color: {{field: g, scale: {{scheme: greens}}}}}}",
}


@pytest.mark.finds("B426")
@pytest.mark.parametrize("name", PALE)
def test_a_pale_colour_is_a_warning_at_its_line(name: str, tmp_path: Path) -> None:
    """With its contrast, and what to do."""
    [found] = _findings(tmp_path, PALE[name])
    assert found.severity is Severity.WARNING
    lines = (DATA + PALE[name]).splitlines()
    assert found.location.line == max(n for n, line in enumerate(lines, 1) if line[0] == " ")
    assert ":1, less than 3:1" in found.message
    assert "aria: false" in found.hint


@pytest.mark.parametrize("name", DARK)
def test_what_can_be_told_from_the_paper_is_no_warning(name: str, tmp_path: Path) -> None:
    """Nor what carries no data, nor what nobody knows."""
    assert _findings(tmp_path, DARK[name]) == []


def test_land_is_the_ground_of_a_map(tmp_path: Path) -> None:
    """Of one colour it may be pale; by a field it shows data."""
    (tmp_path / "w.json").write_text(
        '[{"type": "Feature", "properties": {"n": 1}, "geometry": null}]', "utf-8"
    )
    reader = ChartReader(Workspace(tmp_path, ""), "chart.yaml")
    data = "data: {url: w.json}\nmark: {type: geoshape, fill: '#eef1f5', stroke: null}\n"
    assert reader.read(data, 0) is not None, reader.findings
    assert not reader.findings
    by_field = "encoding: {color: {field: properties.n, type: quantitative, scale: {range: "
    reader.read(f"{data}{by_field}['#eef1f5', '#12263f']}}}}}}", 0)
    assert [one.code for one in reader.findings] == ["B426"]


@given(COLOURS, COLOURS, st.floats(0, 1))
def test_contrast_is_that_of_wcag(one: Colour, other: Colour, opacity: float) -> None:
    """From 1 to 21, the same both ways, and less the more of the ground is seen through."""
    assert 1 <= contrast(one, other) <= 21.0001
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, one) == 1
    assert contrast(over(one, PAPER, opacity), PAPER) <= contrast(one, PAPER) * 1.05
    assert contrast((0, 0, 0), PAPER) == pytest.approx(21)
    assert contrast((118, 118, 118), PAPER) == pytest.approx(4.54, abs=0.01)


@given(COLOURS)
def test_a_colour_is_read_in_each_way_to_write_it(colour: Colour) -> None:
    """Hexadecimal, by its parts, and short where it can be."""
    red, green, blue = colour
    assert colour_of(f"#{red:02x}{green:02X}{blue:02x}") == colour
    assert colour_of(f"rgb({red}, {green},{blue})") == colour
    assert colour_of("#19f") == (17, 153, 255)
    assert colour_of("no colour") is None


def test_series_that_touch_are_set_apart_by_paper() -> None:
    """In stacks and cells with colours by a field; what an author says of outlines stands."""
    stack = {"mark": "bar", "encoding": {"color": {"field": "g"}}}
    set_apart(stack)
    assert stack["mark"] == {"type": "bar", "stroke": "#ffffff", "strokeWidth": 0.6}
    layers = {"encoding": {"fill": {"field": "g"}}, "layer": [{"mark": {"type": "arc"}}]}
    set_apart(layers)
    assert layers["layer"][0]["mark"]["stroke"] == "#ffffff"  # type: ignore[index]
    for spec in (
        {"mark": "bar", "encoding": {}},
        {"mark": "line", "encoding": {"color": {"field": "g"}}},
        {"mark": {"type": "bar", "stroke": "red"}, "encoding": {"color": {"field": "g"}}},
        {"mark": "bar", "encoding": {"color": {"field": "g"}, "stroke": {"value": "red"}}},
    ):
        before = str(spec)
        set_apart(spec)
        assert str(spec) == before
