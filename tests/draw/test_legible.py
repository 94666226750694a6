"""What is drawn is whole: each row has its mark, and each word can be read."""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.build.pipeline import compose_edition
from briefing.cache.cache import Cache
from briefing.draw import ChartJob, FigureWidth, draw
from briefing.draw.drawn_text import applied, lines_of, transformed
from briefing.draw.fitting import broken
from briefing.draw.legibility import collisions
from briefing.draw.text_width import Face, fonts_of
from briefing.files.pictures import picture_text
from briefing.files.themes import theme_of
from briefing.files.workspace import Workspace
from briefing.load.charts import ChartReader
from briefing.model.errors import ContentError
from briefing.select.selection import make_edition
from support.bodies import theme
from support.projects import project, read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Chart, Drawing, Flaw

pytestmark = pytest.mark.usefixtures("kept_renderer")

NAMES = (
    *("United Kingdom", "United States", "New Zealand", "Costa Rica", "South Korea"),
    *("North Macedonia", "San Marino", "Saudi Arabia", "El Salvador", "South Africa"),
)
LONG = (
    "A title of a chart that goes on, far beyond the width of its column, to the end of what it "
    "has to say, and then some"
)


def chart_of(folder: Path, spec: dict[str, Any]) -> Chart:
    """The chart of a spec, which must have no faults."""
    reader = ChartReader(Workspace(folder, "small"), "small/sections/first.md")
    chart = reader.read(json.dumps(spec), 9)
    assert chart is not None, reader.findings
    return chart


def drawing_of(
    folder: Path, spec: dict[str, Any], width: str = "column", language: str = "en"
) -> Drawing:
    """A spec drawn with the theme's looks."""
    job = ChartJob(chart_of(folder, spec), FigureWidth(width), language)
    [(_, drawing)] = draw([job], theme())
    assert drawing.svg, drawing.fault
    return drawing


def bars(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Bars of ``b`` for the names in ``a``, side by side."""
    encoding = {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}}
    return {"data": {"values": rows}, "mark": "bar", "encoding": encoding, **more}


def named(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """A row for each name."""
    return [{"a": name, "b": n + 1} for n, name in enumerate(names)]


def codes(flaws: tuple[Flaw, ...]) -> list[str]:
    """The codes of flaws."""
    return [flaw.code for flaw in flaws]


# ── rows and marks ────────────────────────────────────────────────────────────────────────


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "a": st.sampled_from("ABCDE"),
            "b": st.one_of(st.integers(-5, 5), st.just(0), st.just("−3"), st.just("1 000")),
            "t": st.sampled_from(["2025", "2025-03", "2025-03-10", "2025-03-10T12:30"]),
        }
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ROWS, st.sampled_from(["bar", "point", "tick", "text", "rule"]), st.sampled_from("at"))
def test_each_row_is_drawn(
    tmp_path: Path, rows: list[dict[str, Any]], mark: str, across: str
) -> None:
    """Whatever is understood has a mark: zeros, minus signs, grouped numbers, partial dates."""
    x = {"field": across, "type": "nominal" if across == "a" else "temporal"}
    y = {"field": "b", "type": "quantitative"}
    encoding = {"x": x, "y": y, **({"text": {"value": "o"}} if mark == "text" else {})}
    spec = {"data": {"values": rows}, "mark": mark, "encoding": encoding}
    drawing = drawing_of(tmp_path, spec)
    assert "B421" not in codes(drawing.flaws)
    if mark == "text":
        assert picture_text(drawing.svg).split().count("o") == len(rows)


LOST = {
    "made of nothing": ([{"calculate": "datum.b / datum.c", "as": "n"}], "row 2 (B)"),
    "made of words": ([{"calculate": "toNumber(datum.a)", "as": "n"}], "row 1 (A)"),
    "looked up in vain": (
        [
            {
                "lookup": "a",
                "from": {"data": {"values": [{"a": "A", "n": 1}]}, "key": "a", "fields": ["n"]},
            }
        ],
        "row 2 (B)",
    ),
}


@pytest.mark.parametrize("name", LOST)
def test_rows_that_vanish_are_named(name: str, tmp_path: Path) -> None:
    """What a chart's own calculation makes can only be judged when it is drawn."""
    transform, row = LOST[name]
    spec = bars([{"a": "A", "b": 1, "c": 1}, {"a": "B", "b": 2}], transform=transform)
    spec["encoding"]["y"]["field"] = "n"
    [flaw] = drawing_of(tmp_path, spec).flaws
    assert flaw.code == "B421"
    assert row in flaw.message


def test_a_line_of_one_point_is_told(tmp_path: Path) -> None:
    """It has no length, so nothing is seen of its row; with points it is seen."""
    rows = [
        {"t": year, "b": n, "a": name}
        for n, (year, name) in enumerate((("2024", "A"), ("2025", "A"), ("2025", "B")))
    ]
    encoding = {
        "x": {"field": "t", "type": "temporal"},
        "y": {"field": "b", "type": "quantitative"},
        "color": {"field": "a", "type": "nominal"},
    }
    spec = {"data": {"values": rows}, "mark": "line", "encoding": encoding}
    [flaw] = drawing_of(tmp_path, spec).flaws
    assert (flaw.code, flaw.message) == ("B421", "1 line of one point cannot be seen")
    pointed = {**spec, "mark": {"type": "line", "point": True}}
    assert "B421" not in codes(drawing_of(tmp_path, pointed).flaws)


def test_a_chart_without_a_mark_is_told(tmp_path: Path) -> None:
    """A filter that no row passes leaves nothing but axes."""
    spec = bars(named(NAMES[:2]), transform=[{"filter": "datum.b == 98 || datum.b == 99"}])
    flaws = drawing_of(tmp_path, spec).flaws
    assert [flaw.message for flaw in flaws] == ["nothing is drawn: the chart has no marks"]


def test_counting_leaves_no_trace(tmp_path: Path) -> None:
    """The numbers of rows are not in the picture."""
    drawing = drawing_of(tmp_path, bars(named(NAMES[:2])))
    assert b"aria" not in drawing.svg
    assert b"0:1" not in drawing.svg
    assert "¶".encode() not in drawing.svg


# ── words ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", ["column", "wide", "side", "slide", "slide-column"])
def test_a_long_title_is_broken_into_lines(place: str, tmp_path: Path) -> None:
    """It is whole, inside the frame, and takes no room from the bars."""
    drawing = drawing_of(tmp_path, bars(named(("A", "B")), title=LONG), place)
    assert drawing.flaws == ()
    assert picture_text(drawing.svg).replace(LONG, "") != picture_text(drawing.svg)
    [first, _] = [e for e in etree.fromstring(drawing.svg).iter() if _is_bar(e)]
    assert (
        float(first.get("d", "").split("h")[1].split("v")[0]) > theme().charts.widths_pt[place] / 5
    )


def _is_bar(element: etree.Element) -> bool:
    return element.get("fill") == "#12263f" and element.get("d", "").count("h") == 2


def test_a_title_s_lines_are_about_equally_long() -> None:
    """No last line of one word."""
    lines = broken(LONG, 60, len)
    assert " ".join(lines) == LONG
    assert max(map(len, lines)) <= 60
    assert min(map(len, lines)) > 30


def test_names_that_fit_in_two_lines_stand_in_two(tmp_path: Path) -> None:
    """Each under its bar, whole, and read in order."""
    drawing = drawing_of(tmp_path, bars(named(NAMES[:7])), "wide")
    assert drawing.flaws == ()
    assert all(name in picture_text(drawing.svg) for name in NAMES[:7])


@pytest.mark.parametrize("place", ["column", "side", "slide-column"])
def test_names_that_do_not_fit_are_told(place: str, tmp_path: Path) -> None:
    """One finding for the axis, with what to do (B423)."""
    [flaw] = drawing_of(tmp_path, bars(named(NAMES)), place).flaws
    assert flaw.code == "B423"
    assert "labels of the x axis of this chart overlap" in flaw.message
    assert "put the names on the y axis" in flaw.hint


def test_on_the_other_axis_they_fit(tmp_path: Path) -> None:
    """The remedy is one."""
    spec = bars(named(NAMES))
    spec["encoding"] = {"x": spec["encoding"]["y"], "y": spec["encoding"]["x"]}
    assert drawing_of(tmp_path, spec).flaws == ()
    turned = bars(named(NAMES))
    turned["encoding"]["x"]["axis"] = {"labelAngle": -90}
    assert drawing_of(tmp_path, turned).flaws == ()


def test_a_legend_stands_in_as_many_columns_as_there_is_room_for(tmp_path: Path) -> None:
    """All its words are on paper, and the marks keep their room."""
    encoding = {
        "y": {"field": "a", "type": "nominal", "axis": None},
        "x": {"field": "b", "type": "quantitative"},
        "color": {"field": "a", "type": "nominal"},
    }
    for place in ("column", "side", "slide"):
        drawing = drawing_of(tmp_path, bars(named(NAMES[:5]), encoding=encoding), place)
        assert drawing.flaws == (), place
        assert all(name in picture_text(drawing.svg) for name in NAMES[:5])


WORDS_CUT = {
    "a limit of the author's": {"axis": {"labelLimit": 20}},
    "beside the frame": {"axis": {"labelAngle": 0, "labelOffset": 300}},
}


@pytest.mark.parametrize("name", WORDS_CUT)
def test_words_that_are_cut_are_told(name: str, tmp_path: Path) -> None:
    """Shortened with “…” or over the edge: either way they are lost (B422)."""
    spec = bars(named(NAMES[:2]), width=250, autosize="none")
    spec["encoding"]["x"].update(WORDS_CUT[name])
    flaws = drawing_of(tmp_path, spec).flaws
    assert "B422" in codes(flaws), flaws
    assert all(flaw.hint for flaw in flaws)


def test_words_that_a_clip_cuts_are_told(tmp_path: Path) -> None:
    """The edge of the plot is an edge as well where a mark is clipped."""
    rows = [{"a": n, "b": 1, "t": "A text that begins at its point"} for n in (0, 10)]
    encoding = {
        "x": {"field": "a", "type": "quantitative"},
        "y": {"field": "b", "type": "quantitative"},
        "text": {"field": "t"},
    }
    spec = {"data": {"values": rows}, "mark": {"type": "text", "clip": True}, "encoding": encoding}
    assert codes(drawing_of(tmp_path, spec).flaws) == ["B422"]


def test_an_author_s_own_dots_are_words(tmp_path: Path) -> None:
    """“And so on …” is not shortened."""
    assert drawing_of(tmp_path, bars(named(("One", "And so on…")))).flaws == ()


def test_names_that_share_a_colour_are_told(tmp_path: Path) -> None:
    """A sixth name has the colour of the first: its bars cannot be told apart (B424)."""
    encoding = {**bars([])["encoding"], "color": {"field": "a", "type": "nominal"}}
    for count, expected in ((5, []), (7, ["B424"])):
        rows = named(tuple("ABCDEFG"[:count]))
        flaws = drawing_of(tmp_path, bars(rows, encoding=encoding)).flaws
        assert codes(flaws) == expected
    assert "“A” and “F” look the same" in flaws[0].message


def test_long_names_beside_bars_stand_in_several_lines(tmp_path: Path) -> None:
    """They leave room for the bars, which stand further apart."""
    rows = named(tuple(f"A very long name of an organisation, number {n}" for n in range(3)))
    spec = bars(rows)
    spec["encoding"] = {"x": spec["encoding"]["y"], "y": spec["encoding"]["x"]}
    for place in ("column", "slide-column", "side"):
        drawing = drawing_of(tmp_path, spec, place)
        assert drawing.flaws == ()
        assert all(row["a"] in picture_text(drawing.svg) for row in rows)


@pytest.mark.finds("B421", "B422", "B423")
def test_flaws_stop_the_edition_at_the_line_of_the_chart(tmp_path: Path) -> None:
    """They are errors where something is lost, and repeated from the cache."""
    figure = "/// figure | F\n    alt: A\n    source: S\n```chart\n{}\n```\n///\n"
    crowded, cut = bars(named(NAMES)), bars(named(NAMES[:2]), autosize="none", width=200)
    cut["encoding"]["x"]["axis"] = {"labelLimit": 20}
    empty = bars(named(NAMES[:2]), transform=[{"filter": "datum.b == 98 || datum.b == 99"}])
    specs = "\n".join(figure.format(json.dumps(spec)) for spec in (crowded, cut, empty))
    briefing = read(project(tmp_path, {"sections/first.md": f"---\ntitle: First\n---\n{specs}"}))
    edition = make_edition(briefing, "policy", "short")
    cache = Cache(tmp_path / "store")
    for _ in range(2):
        with pytest.raises(ContentError) as caught:
            compose_edition(briefing, edition, theme_of(briefing), cache)
        found = {(f.location.line, f.code) for f in caught.value.findings}
        assert {(7, "B423"), (15, "B422"), (23, "B421")} <= found


def test_a_title_stands_beside_its_axis_in_lines(tmp_path: Path) -> None:
    """The drawing is not as high as the title, and mostly empty."""
    plain, titled = bars(named(("A", "B"))), bars(named(("A", "B")))
    titled["encoding"]["y"]["title"] = LONG
    heights = []
    for spec in (plain, titled):
        drawing = drawing_of(tmp_path, spec)
        assert drawing.flaws == ()
        heights.append(float(etree.fromstring(drawing.svg).get("height", "").removesuffix("pt")))
    assert " ".join(picture_text(drawing.svg).split()).count("has to say") == 1
    assert heights[1] < 1.5 * heights[0]


def test_a_chart_that_is_higher_than_a_page_is_refused_at_its_line(tmp_path: Path) -> None:
    """With what its page leaves it."""
    spec = bars(named(tuple(f"Name {n}" for n in range(150))))
    spec["encoding"] = {"x": spec["encoding"]["y"], "y": spec["encoding"]["x"]}
    figure = f"/// figure | F\n    alt: A\n    source: S\n```chart\n{json.dumps(spec)}\n```\n///\n"
    briefing = read(project(tmp_path, {"sections/first.md": f"---\ntitle: First\n---\n{figure}"}))
    edition = make_edition(briefing, "policy", "short")
    with pytest.raises(ContentError) as caught:
        compose_edition(briefing, edition, theme_of(briefing), Cache(tmp_path / "store"))
    [found] = [f for f in caught.value.findings if f.code == "B414"]
    assert found.location.line == 7
    assert "mm high, but its page leaves it" in found.message


# ── measuring ─────────────────────────────────────────────────────────────────────────────


def test_words_are_measured_as_the_drawing_program_places_them(tmp_path: Path) -> None:
    """Labels that it sets flush right end where it says."""
    fonts = fonts_of(theme().fonts)
    regular = fonts.measure("North Macedonia", Face("Source Sans 3"))
    bold = fonts.measure("North Macedonia", Face("Source Sans 3", 600))
    assert 6 < regular.width < bold.width < 9
    assert 0.6 < regular.above < 0.75
    spec = bars(named(NAMES[:3]))
    spec["encoding"] = {"x": spec["encoding"]["y"], "y": spec["encoding"]["x"]}
    root = etree.fromstring(drawing_of(tmp_path, spec).svg)
    lines = [line for line in lines_of(root, fonts) if line.text in NAMES]
    assert len(lines) == 3
    assert len({round(line.box[2], 3) for line in lines}) == 1
    assert all(line.box[0] >= 0 for line in lines)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(-360, 360))
def test_transforms_are_those_of_svg(x: float, y: float, angle: float) -> None:
    """Moving, turning and turning back is moving alone."""
    moved = transformed(
        (1, 0, 0, 1, 0, 0), f"translate({x},{y}) rotate({angle}) rotate({-angle}) translate(1 2)"
    )
    assert applied(moved, 0, 0) == pytest.approx((x + 1, y + 2), abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), min_size=2, max_size=6))
def test_collisions_are_those_of_a_slow_search(places: list[tuple[int, int]]) -> None:
    """Sweeping from left to right finds what comparing all with all does."""
    texts = "".join(
        f"<text font-size='8' transform='translate({x},{y})'>w{n}</text>"
        for n, (x, y) in enumerate(places)
    )
    root = etree.fromstring(f"<svg xmlns='http://www.w3.org/2000/svg'>{texts}</svg>")
    lines = lines_of(root, fonts_of(theme().fonts))
    found = {frozenset((one.text, other.text)) for one, other in collisions(lines)}
    slow = {
        frozenset((one.text, other.text))
        for n, one in enumerate(lines)
        for other in lines[n + 1 :]
        if list(collisions([one, other]))
    }
    assert found == slow


# ── languages ─────────────────────────────────────────────────────────────────────────────


DATES = [{"a": f"2025-03-{day:02}", "b": 1234.5} for day in range(1, 29)]
PRINTED = {
    "en": ("13 Mar", "1,234.5"),
    "de": ("13. Mär", "1.234,5"),
    "fr": ("13 mars", "1 234,5"),
}


@pytest.mark.parametrize("language", PRINTED)
def test_dates_and_numbers_stand_in_the_order_of_the_language(
    language: str, tmp_path: Path
) -> None:
    """On axes and beside marks, without a format of the author's."""
    date, number = PRINTED[language]
    encoding = {
        "x": {"field": "a", "type": "temporal"},
        "y": {"field": "b", "type": "quantitative"},
    }
    layers = [
        {"mark": "point"},
        {"mark": "text", "data": {"values": DATES[:1]}, "encoding": {"text": {"field": "b"}}},
    ]
    spec = {"data": {"values": DATES}, "encoding": encoding, "layer": layers}
    words = picture_text(drawing_of(tmp_path, spec, "wide", language).svg)
    assert date in words.replace("\N{NO-BREAK SPACE}", " ")
    assert number in words.replace("\N{NARROW NO-BREAK SPACE}", " ")
