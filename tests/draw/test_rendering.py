"""Charts from their text to the page: drawn for their place, proven, the same everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as etree
from dataclasses import replace
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from briefing.build.build import build
from briefing.build.pipeline import compose_edition, expectation_of
from briefing.cache.cache import Cache
from briefing.draw import ChartJob, FigureWidth, draw, drawing_key
from briefing.draw.locales import d3_number_locale, d3_time_locale
from briefing.draw.renderer_process import RENDERER_MAIN
from briefing.draw.svg_cleanup import UnusableChart, clean
from briefing.files.pictures import picture_text
from briefing.files.themes import theme_of
from briefing.model.content import Chart, Drawing
from briefing.model.errors import ContentError
from briefing.model.findings import Location, Severity
from briefing.model.limits import Limits
from briefing.prove import prove
from briefing.select.selection import make_edition
from support.bodies import theme
from support.packs import elements
from support.packs import words as page_words
from support.projects import PROJECTS, ROOT, project, read
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.model.content import Briefing

kept = pytest.mark.usefixtures("kept_renderer")
"""The others are of what a process is given, and of what it does not know of the machine."""

CSV = "date,troops,precision\n1999-06,50000,rounded\n2003-12,17000,\n2026-01-01,4600,floor\n"
STRENGTH = """/// figure | A tenth of its first strength
    id: fig-strength
    subtitle: Troops
    alt: A line that falls
    source: "[@mta]"{option}

```vega-lite
data: {{url: data/strength.csv}}
height: 120
encoding:
  x: {{field: date, type: temporal, title: null, axis: {{format: "%B %Y", tickCount: 3}}}}
  y: {{field: troops, type: quantitative, title: Soldiers on the ground}}
layer:
- mark: {{type: line, interpolate: step-after}}
- mark: point
```
///
"""
MAP = """/// figure | Where they are
    alt: A map with one camp
    source: "[@mta]"
    wide: yes

```chart
height: 100
layer:
- data: {url: data/land.json, format: {type: topojson, feature: land}}
  mark: geoshape
- data: {url: data/camps.csv}
  mark: {type: text}
  encoding:
    longitude: {field: lon, type: quantitative}
    latitude: {field: lat, type: quantitative}
    text: {field: name}
```
///
"""
LAND = {
    "type": "Topology",
    "objects": {"land": {"type": "Polygon", "arcs": [[0]]}},
    "arcs": [[[20, 42], [20, 43], [21, 43], [21, 42], [20, 42]]],
}
FILES: dict[str, str | None] = {
    "data/strength.csv": CSV,
    "data/land.json": json.dumps(LAND),
    "data/camps.csv": "name,lon,lat\nGjakova,20.4,42.4\n",
}


def charted(folder: Path, strength: str = "", *, more: str = MAP) -> Path:
    """The small briefing with a chart and a map in its first section."""
    first = (PROJECTS / "small" / "sections" / "first.md").read_text("utf-8")
    charts = f"{STRENGTH.format(option=strength)}\n{more}\n"
    assert "## Movement" in first
    body = first.replace("## Movement", f"{charts}\n## Movement")
    return project(folder, {**FILES, "sections/first.md": body})


def built(briefing: Briefing, audience: str, folder: Path, cache: Cache | None = None) -> Result:
    """The full pack of an audience, which must have been delivered."""
    edition = make_edition(briefing, audience, "full")
    cache = cache or Cache(folder / "store")
    [result] = build(briefing, [edition], theme_of(briefing), cache, folder)
    assert result.delivered, "\n".join(map(str, result.findings))
    return result


def drawn(
    spec: dict[str, Any],
    place: FigureWidth = FigureWidth.COLUMN,
    language: str = "en",
    limits: Limits | None = None,
    program: Path = RENDERER_MAIN,
) -> Drawing:
    """A spec drawn with the theme's looks."""
    chart = Chart("key", json.dumps(spec), fits=True, words=())
    [(_, drawing)] = draw([ChartJob(chart, place, language)], theme(), 1, limits, program)
    return drawing


def bars(**more: Any) -> dict[str, Any]:
    """A small chart."""
    values = [{"a": "Italy", "b": 3000}, {"a": "Türkiye", "b": 1250}]
    encoding = {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}}
    return {"data": {"values": values}, "mark": "bar", "encoding": encoding, **more}


CHART = Chart("key", json.dumps(bars()), fits=True, words=())


# ── from text to paper ────────────────────────────────────────────────────────────────────


@kept
def test_a_chart_is_on_the_page_and_proven(tmp_path: Path) -> None:
    """Its words are text, its rows are in the alternative text, and the file keeps all rules."""
    result = built(read(charted(tmp_path)), "policy", tmp_path / "out")
    data = result.path.read_bytes()
    with pikepdf.open(result.path) as pdf:
        text = " ".join(page_words(data, n) for n in range(len(pdf.pages)))
        alternatives = [str(e.get("/Alt", "")) for e in elements(pdf, "Figure")]
        fonts = [
            str(item.FontName).partition("+")[2]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item
        ]
    assert {"50,000", "Soldiers", "Gjakova"} <= set(text.split())
    assert "January 2010" in text.replace("\r\n", " ")
    # As the axes print it: months, and to a tenth of a step, a thousand.
    rows = "Data: June 1999, 50,000; December 2003, 17,000; January 2026, 5,000."
    assert f"A line that falls. {rows}" in alternatives
    assert "A map with one camp" in alternatives[-1]
    assert len(fonts) == len(set(fonts)), fonts
    assert pdfua_failures(result.path) == []
    assert pdfa_failures(result.path) == []


def test_a_chart_that_is_missing_from_the_file_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of a drawing are looked for like those of a paragraph (P110)."""
    briefing = read(charted(tmp_path))
    edition = make_edition(briefing, "policy", "full")
    look, cache = theme_of(briefing), Cache(tmp_path / "store")
    composed = compose_edition(briefing, edition, look, cache)
    expectation = expectation_of(composed.briefing, composed.composition, look, None)
    empty = Drawing(b"<svg xmlns='http://www.w3.org/2000/svg' width='9pt' height='9pt'/>")
    monkeypatch.setattr("briefing.build.pipeline.draw", lambda jobs, *_: ((j, empty) for j in jobs))
    without = built(briefing, "policy", tmp_path / "out")
    proof = prove(without.path, expectation, Location("x.pdf"))
    [missing] = [f.message for f in proof.findings if f.code == "P110"]
    assert "and 1 more" in missing
    assert "January 2000" in missing


@kept
def test_a_withheld_chart_leaves_no_trace(tmp_path: Path) -> None:
    """The edition without it is the edition of a briefing that never had it, byte for byte."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    hidden = read(charted(tmp_path / "a", "\n    release: partner"))
    never = replace(
        hidden,
        sections=tuple(
            replace(s, blocks=tuple(b for b in s.blocks if b.get("id") != "fig-strength"))
            for s in hidden.sections
        ),
    )
    public = built(hidden, "public", tmp_path / "out")
    assert public.path.read_bytes() == built(never, "public", tmp_path / "never").path.read_bytes()


@kept
def test_a_withheld_chart_that_leaks_is_found(tmp_path: Path) -> None:
    """The proof knows its titles, its data and its alternative text as withheld (P121)."""
    briefing = read(charted(tmp_path, "\n    release: partner"))
    look, cache = theme_of(briefing), Cache(tmp_path / "store")
    composed = compose_edition(briefing, make_edition(briefing, "public", "full"), look, cache)
    expectation = expectation_of(composed.briefing, composed.composition, look, None)
    assert {"Soldiers on the ground", "17000", "floor"} <= set(expectation.withheld)
    leaking = built(briefing, "policy", tmp_path / "out", cache)
    for withheld, named in (("Soldiers on the ground", '"soldiers"'), ("17000", '"17000"')):
        # A finding names the first words only, so it is asked for these alone.
        alone = replace(expectation, withheld=(withheld,))
        proof = prove(leaking.path, alone, Location("x.pdf"))
        assert any(f.code == "P121" and named in f.message for f in proof.findings), named


@kept
def test_figures_are_counted_with_charts_among_them(tmp_path: Path) -> None:
    """A chart has a number like any figure, and a withheld one takes none."""
    briefing = read(charted(tmp_path, "\n    release: partner"))
    for audience, number in (("policy", "Figure 2 "), ("public", "Figure 1 ")):
        composed = compose_edition(
            briefing,
            make_edition(briefing, audience, "full"),
            theme_of(briefing),
            Cache(tmp_path / "store"),
        )
        assert f"{number}Where they are" in composed.composition.blocks


# ── only when it is needed, the same everywhere ───────────────────────────────────────────

PROGRAM = """
import subprocess, sys
from briefing.cli.main import main
processes = []
start = subprocess.Popen.__init__
subprocess.Popen.__init__ = lambda self, *args, **options: (
    processes.extend(arg for arg in args[0] if "renderer_main.py" in str(arg)),
    start(self, *args, **options),
)[1]
status = main(
    ["build", "small", "--audience", "policy", "--length", "full", "--quiet", "--jobs", "1"]
)
print(status, len(processes), "vl_convert" in sys.modules,
    "briefing.draw.renderer_main" in sys.modules)
"""


def _in_a_process(folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_nothing_is_drawn_that_is_not_new(tmp_path: Path) -> None:
    """One process for all, none when they are in the cache, and the library never loaded here."""
    charted(tmp_path)
    assert _in_a_process(tmp_path) == "0 1 False False"
    assert _in_a_process(tmp_path) == "0 0 False False"


def test_a_briefing_without_charts_draws_nothing(tmp_path: Path) -> None:
    """Builds without charts start no process and load no library for them."""
    project(tmp_path, {})
    assert _in_a_process(tmp_path) == "0 0 False False"


ZONES = {"UTC": "C", "America/New_York": "en_US.UTF-8", "Asia/Tokyo": "ja_JP.UTF-8"}


@pytest.mark.slow
def test_the_time_zone_and_the_language_are_not_in_the_chart(tmp_path: Path) -> None:
    """Wherever it is drawn, June is June and the file is the same, byte for byte."""
    files = set()
    for number, (zone, language) in enumerate(ZONES.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        charted(folder)
        _in_a_process(folder, TZ=zone, LC_ALL=language, LANG=language)
        files.add((folder / "build" / "small" / "small-policy-full-pack.pdf").read_bytes())
    assert len(files) == 1


def test_a_point_in_time_is_drawn_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """New Year's Day is that in New York as well, where UTC's midnight is still New Year's Eve."""
    monkeypatch.setenv("TZ", "America/New_York")
    values = [{"d": "2020-01-01", "v": 1}, {"d": "2021-01-01T00:00", "v": 2}]
    text = {"field": "d", "type": "temporal", "timeUnit": "yearmonthdate", "format": "%-d %B %Y"}
    svg = drawn({"data": {"values": values}, "mark": "text", "encoding": {"text": text}}).svg
    assert picture_text(svg) == "1 January 2020 1 January 2021"


KEYS: dict[str, Callable[[ChartJob], str]] = {
    "spec": lambda j: drawing_key(replace(j, chart=replace(j.chart, spec="{}")), theme()),
    "width": lambda j: drawing_key(replace(j, width=FigureWidth.WIDE), theme()),
    "language": lambda j: drawing_key(replace(j, language="sq"), theme()),
    "theme": lambda j: drawing_key(j, replace(theme(), digest="another")),
}


@pytest.mark.parametrize("change", KEYS)
def test_the_key_changes_with_all_that_changes_the_drawing(change: str) -> None:
    """Spec, place, language and theme are in the hash; the author's line is not."""
    job = ChartJob(CHART, FigureWidth.COLUMN, "en")
    assert KEYS[change](job) != drawing_key(job, theme())


def test_the_key_changes_with_the_library() -> None:
    """Another version of the library draws everything again, and this one does not."""
    job = ChartJob(CHART, FigureWidth.COLUMN, "en")
    before = drawing_key(job, theme())
    assert drawing_key(job, theme(), metadata.version("vl-convert-python")) == before
    assert drawing_key(job, theme(), "99.0") != before


# ── the picture ───────────────────────────────────────────────────────────────────────────


@kept
@pytest.mark.parametrize(
    ("place", "width"), [("column", 311.8), ("wide", 481.8), ("side", 147.4), ("box", 282.8)]
)
def test_a_chart_is_as_wide_as_its_place(place: str, width: float) -> None:
    """In pt, so that a text of 8 pt prints as one; an author may say less."""
    root = etree.fromstring(drawn(bars(), FigureWidth(place)).svg)
    assert root.get("width") == f"{width}pt"
    assert root.get("viewBox", "").split()[2] == str(width)
    small = etree.fromstring(drawn(bars(width=100), FigureWidth(place)).svg)
    assert small.get("width") == "100pt"


@kept
def test_the_theme_gives_fonts_and_colours() -> None:
    """What the spec does not say, the theme does; an author's own word is kept, beside it."""
    plain, own = (
        drawn(bars(**more)).svg.decode() for more in ({}, {"config": {"bar": {"fill": "#b23a1e"}}})
    )
    assert 'fill="#12263f"' in plain
    assert 'fill="#b23a1e"' in own
    assert 'fill="#12263f"' not in own
    for svg in (plain, own):
        assert set(re.findall('font-family="([^"]*)"', svg)) == {"Source Sans 3"}


@kept
def test_what_is_not_seen_is_not_in_the_picture() -> None:
    """Labels that find no room are taken out, not hidden: they could be copied from the PDF."""
    values = [{"a": f"Category number {n}", "b": n} for n in range(30)]
    encoding = {
        "x": {"field": "a", "type": "nominal", "axis": {"labelOverlap": True}},
        "y": {"field": "b", "type": "quantitative"},
    }
    svg = drawn({"data": {"values": values}, "mark": "bar", "width": 200, "encoding": encoding}).svg
    shown = re.findall(r"Category number \d+", picture_text(svg))
    assert 0 < len(shown) < 30
    assert b'opacity="0"' not in svg
    assert b"aria" not in svg


@kept
def test_a_drawing_too_large_for_a_page_is_refused() -> None:
    """A whole world behind a map of one town would make a file nobody can turn pages in."""
    points = {"data": {"sequence": {"start": 0, "stop": 15_000}}, "mark": "point"}
    encoding = {"x": {"field": "data", "type": "quantitative"}}
    fault = drawn({**points, "encoding": encoding}).fault
    assert "MiB, too large for a page" in fault
    assert "clipExtent" in fault


@kept
def test_what_is_not_printed_does_not_count() -> None:
    """Nor does how far the drawing program has counted; only what is far too much is not read."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}</svg>"
    hidden = "<g class='hidden' opacity='0'/>"
    empty = clean(svg.format(""), 100, 7, ())
    assert clean(svg.format(hidden * 10), 100, 7, (), largest=150) == empty
    for much in (hidden * 100, "<g fill='red'/>" * 10):
        with pytest.raises(UnusableChart, match="too large for a page"):
            clean(svg.format(much), 100, 7, (), largest=150)


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "too wide": ({"width": 400}, "400 pt wide, but only 312 pt are available"),
    "a control character": ({"title": "A\vB"}, "the chart renderer stopped"),
    "no width at all": ({"width": 0, "autosize": "none", "padding": 0}, "0 pt wide"),
    "small text": ({"config": {"axis": {"labelFontSize": 6}}}, "is 6 pt, smaller than 7 pt"),
    "another font": ({"config": {"font": "Arial"}}, "“Arial”, which is not a font of the theme"),
    "an expression": ({"transform": [{"calculate": "foo(1", "as": "c"}]}, "Unexpected"),
}


@kept
@pytest.mark.parametrize("name", UNFIT)
def test_a_chart_that_cannot_be_printed_says_why(name: str) -> None:
    """Never a traceback, never a picture that is not as it says."""
    more, why = UNFIT[name]
    found = drawn(bars(**more))
    assert found.svg == b""
    assert found.fault
    assert "\n" not in found.fault
    assert why in found.fault


ACTIVE = {
    "a picture": '<image href="x.png" width="1" height="1"/>',
    "a link": '<a href="https://example.org"><rect width="1" height="1"/></a>',
    "a reference": '<rect href="https://example.org"/>',
    "a reference to nothing": '<rect fill="url(#gradient_7)"/>',
    "a script": "<script>1</script>",
    "a broken end": "<g>",
}


@kept
@pytest.mark.parametrize("name", ACTIVE)
def test_a_drawing_holds_shapes_and_text_only(name: str) -> None:
    """Whatever a spec may still have got through, the picture does not act and leads nowhere."""
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{ACTIVE[name]}</svg>"
    with pytest.raises(UnusableChart):
        clean(svg, 100, 7, {"Source Sans 3"})


def test_clips_are_counted_in_each_drawing() -> None:
    """The drawing program counts them over all it draws: of the picture that is no part."""
    svg = """<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>
    <rect clip-path='url(#clip{0})'/>
    <text font-family='F' font-size='8'>clip{1}</text>
    <defs><clipPath id='clip{0}'/></defs></svg>"""
    alone, later = (clean(svg.format(n, 7), 100, 7, {"F"}) for n in (1, 101))
    assert alone == later
    assert b'clip-path="url(#clip1)"' in alone
    assert b">clip7<" in alone


@kept
def test_the_scale_of_a_legend_is_drawn_in_plain_colours() -> None:
    """From the first colour to the last, without the gradient that the engine would lose."""
    color = {"field": "b", "type": "quantitative", "scale": {"range": ["#ff0000", "#0000ff"]}}
    svg = drawn(bars(encoding={**bars()["encoding"], "color": color})).svg.decode()
    fills = re.findall(r'<rect [^>]*fill="#([0-9a-f]{6})"', svg)
    assert "gradient" not in svg.lower().replace("gradientlength", "")
    assert len(fills) > 30
    assert max(fills) > "f0"
    assert min(fills) < "20"


@kept
def test_another_gradient_is_refused() -> None:
    """Rather than printed as nothing."""
    stops = [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}]
    area = {"type": "area", "color": {"gradient": "linear", "stops": stops}}
    assert "filled with a gradient" in drawn(bars(mark=area)).fault


@kept
@pytest.mark.finds("B509", "B510")
def test_faults_and_remarks_stand_at_the_line_of_the_chart(tmp_path: Path) -> None:
    """What cannot be drawn stops the edition (B509); a remark goes along with it (B510)."""
    good = "mark: bar\ndata: {values: [{a: 1}]}\nencoding: {x: {field: a, type: quantitative}}\n"
    figure = "/// figure | F\n    alt: A\n    source: S\n```chart\n%s```\n///\n"
    odd = figure % (good.replace("}}", "}, shape: {field: a}}"))
    bad = figure % (good + "width: 999\n")
    text = f"---\ntitle: First\n---\n{odd}\n{bad}"
    briefing = read(project(tmp_path, {"sections/first.md": text}))
    edition = make_edition(briefing, "policy", "short")
    with pytest.raises(ContentError) as caught:
        compose_edition(briefing, edition, theme_of(briefing), Cache(tmp_path / "store"))
    found = [(f.location.line, f.code, f.severity) for f in caught.value.findings]
    assert found == [(7, "B510", Severity.WARNING), (17, "B509", Severity.ERROR)]
    assert all(f.hint for f in caught.value.findings)
    assert "shape" in caught.value.findings[0].message


@kept
def test_a_remark_is_repeated_from_the_store(tmp_path: Path) -> None:
    """A chart that is not drawn again is not silent about what was dropped from it."""
    figure = "/// figure | F\n    alt: A\n    source: S\n```chart\n{}\n```\n///\n"
    spec = json.dumps(bars(encoding={**bars()["encoding"], "shape": {"field": "a"}}))
    text = f"---\ntitle: First\n---\n{figure.format(spec)}"
    briefing = read(project(tmp_path, {"sections/first.md": text, "sections/second.md": text}))
    edition = make_edition(briefing, "policy", "short")
    cache, look = Cache(tmp_path / "store"), theme_of(briefing)
    first, again = (compose_edition(briefing, edition, look, cache).findings for _ in range(2))
    assert [f.code for f in first] == ["B510", "B510"]
    assert first == again


def test_a_drawing_that_takes_too_much_is_ended() -> None:
    """An endless chart is a fault, not an endless build, and so is one without measure."""
    endless = {**bars(), "data": {"sequence": {"start": 0, "stop": 40_000_000}}}
    slow = drawn(endless, limits=Limits(seconds=2))
    assert "more than 0.5 seconds of processor time" in slow.fault
    assert "--limit-seconds" in slow.fault
    large = drawn(endless, limits=Limits(memory=1 << 30))
    assert "more than 1024 MiB of memory" in large.fault
    assert "--limit-memory" in large.fault


def test_a_drawing_program_that_dies_is_a_fault(tmp_path: Path) -> None:
    """Whatever happens in there happens to the chart alone, and is the machine's."""
    program = tmp_path / "renderer.py"
    program.write_text("import os; os.abort()")
    lost = drawn(bars(), program=program)
    assert "the chart renderer died of SIGABRT, twice" in lost.fault
    assert lost.is_lost
    program.write_text("raise MemoryError('no room')")
    lost = drawn(bars(), program=program)
    assert "died with status 1 (MemoryError: no room), twice" in lost.fault
    assert lost.is_lost


@kept
def test_numbers_and_months_are_those_of_the_edition() -> None:
    """Axes speak the language of the text around them."""
    assert d3_time_locale("sq")["months"][5] == "qershor"
    assert d3_time_locale("sr-Latn")["months"][5] == "jun"
    assert d3_time_locale("en")["days"][0] == "Sunday"
    assert (d3_number_locale("en")["thousands"], d3_number_locale("sr-Latn")["thousands"]) == (
        ",",
        ".",
    )
    words = picture_text(drawn(bars(), language="sr-Latn").svg)
    assert "3.000" in words
