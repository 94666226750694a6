"""Charts as they are read: data put in, fields known, words kept for the proof and for reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from briefing.files.workspace import Workspace
from briefing.load.charts import ChartReader
from briefing.load.charts.datasets import MAX_BYTES
from support.projects import faults, read, section_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model.content import Chart

CSV = "date,troops,precision\n1999-06,50000,rounded\n2013,5000,floor\n2026-01-01,4600.5,\n"


def figure(spec: str, info: str = "vega-lite", options: str = "") -> str:
    """A figure with a chart; its spec starts on line 9 of the section's file."""
    head = "/// figure | It fell\n    alt: A line that falls\n    source: The staff\n"
    return f"{head}{options}\n```{info}\n{spec}\n```\n///\n"


def chart(folder: Path, spec: str, **files: str) -> Chart:
    """The only chart of a briefing with ``data/x.csv`` and other files in its folder."""
    briefing = read(_folder(folder, spec, **files))
    [found] = briefing.charts.values()
    return found


def _folder(folder: Path, spec: str, **files: str) -> Path:
    target = section_project(folder, figure(spec))
    (target / "data").mkdir()
    for name, text in {"x_csv": CSV, **files}.items():
        (target / "data" / name.replace("_", ".")).write_text(text, "utf-8")
    return target


def _spec(found: Chart) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(found.spec)
    return spec


LINE = """
# for the staff alone: embargoed
data: {url: data/x.csv}
mark: line
encoding:
  x: {field: date, type: temporal, title: null}
  y: {field: troops, type: quantitative, title: Soldiers}
"""


def test_the_data_of_a_file_are_in_the_spec(tmp_path: Path) -> None:
    """Numbers are numbers, points in time as they are written, empty cells none; no address."""
    found = chart(tmp_path, LINE)
    assert _spec(found)["data"] == {
        "values": [
            {"date": "1999-06", "troops": 50000, "precision": "rounded"},
            {"date": "2013", "troops": 5000, "precision": "floor"},
            {"date": "2026-01-01", "troops": 4600.5, "precision": None},
        ]
    }
    assert "url" not in found.spec


def test_the_same_in_json_is_the_same_chart(tmp_path: Path) -> None:
    """YAML or JSON, in any order, with tabs or comments: one key, one drawing."""
    same = """{
\t"encoding": {"y": {"field": "troops", "type": "quantitative", "title": "Soldiers"},
\t\t"x": {"field": "date", "type": "temporal", "title": null}},
\t"mark": "line", "data": {"url": "data/x.csv"}
}"""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert chart(tmp_path / "a", LINE) == chart(tmp_path / "b", same)


def test_numbers_may_stand_as_tables_print_them(tmp_path: Path) -> None:
    """“50,000” is a number, “007” is none, and one word makes a column of words."""
    table = 'a,b,c\n"50,000",007,1\n"1,250.5",008,n/a\n'
    found = chart(tmp_path, "data: {url: data/y.csv}\nmark: bar", y_csv=table)
    assert _spec(found)["data"]["values"] == [
        {"a": 50000, "b": "007", "c": "1"},
        {"a": 1250.5, "b": "008", "c": "n/a"},
    ]


def test_a_year_is_no_number_where_it_is_a_point_in_time(tmp_path: Path) -> None:
    """A column of years stays text on an axis of time, and is numbers elsewhere."""
    years = "year,troops\n1999,50000\n2025,4500\n"
    spec = "data: {{url: data/y.csv}}\nmark: bar\nencoding: {{x: {{field: year, type: {}}}}}"
    for kind, value in (("temporal", "1999"), ("quantitative", 1999)):
        (tmp_path / kind).mkdir()
        found = chart(tmp_path / kind, spec.format(kind), y_csv=years)
        assert _spec(found)["data"]["values"][0]["year"] == value


def test_outlines_and_looked_up_rows_come_along(tmp_path: Path) -> None:
    """JSON files keep their format, and the tables of look-ups are put in as well."""
    world = '{"type": "Topology", "objects": {"land": {}}, "arcs": []}'
    spec = """
    data: {url: data/w.json, format: {type: topojson, feature: land}}
    mark: geoshape
    transform:
    - lookup: id
      from: {data: {url: data/x.csv}, key: date, fields: [troops]}
    encoding: {color: {field: troops, type: quantitative}}
    """
    found = _spec(chart(tmp_path, spec, w_json=world))
    assert found["data"]["values"] == json.loads(world)
    assert found["data"]["format"] == {"type": "topojson", "feature": "land"}
    assert found["transform"][0]["from"]["data"]["values"][0]["troops"] == 50000


FIELDS = {
    "made by a transform": "transform: [{calculate: '1', as: one}]\nmark: bar\n"
    "encoding: {x: {field: one}}",
    "made by several": "transform: [{aggregate: [{op: mean, field: troops, as: mean}]}]\n"
    "mark: bar\n"
    "encoding: {x: {field: mean}}",
    "made by folding": "transform: [{fold: [troops]}]\nmark: bar\n"
    "encoding: {x: {field: key}, y: {field: value}}",
    "nobody can tell": "transform: [{pivot: precision, value: troops}]\nmark: bar\n"
    "encoding: {x: {field: floor}}",
    "a path": "mark: bar\nencoding: {x: {field: properties.name}}",
    "of a repeated view": "repeat: [troops]\n"
    "spec: {mark: bar, encoding: {x: {field: {repeat: repeat}}}}",
    "of a layer's own data": "encoding: {x: {field: troops}, y: {field: a}}\n"
    "layer: [{mark: bar}, {mark: line, data: {values: [{a: 1}]}}]",
    "sorted by": "mark: bar\nencoding: {x: {field: date, sort: {field: troops}}}",
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_that_are_there_are_no_fault(name: str, tmp_path: Path) -> None:
    """Columns, what transforms make, and whatever only the drawing can tell."""
    assert faults(_folder(tmp_path, f"data: {{url: data/x.csv}}\n{FIELDS[name]}")) == ()


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    """Nobody waits for a chart of a million rows (B404)."""
    folder = _folder(tmp_path, LINE)
    table = folder / "data" / "x.csv"
    with table.open("a") as file:
        file.write("\n" * (MAX_BYTES - table.stat().st_size))
    assert faults(folder) == ()
    with table.open("a") as file:
        file.write("\n")
    [finding] = faults(folder)
    assert finding.code == "B404"
    assert "larger" in finding.message
    assert finding.location.line == 11


def test_a_deeply_nested_spec_is_a_fault(tmp_path: Path) -> None:
    """Brackets by the thousand stop nothing but the chart."""
    spec = "mark: bar\ntransform: " + "[" * 5000 + "]" * 5000
    assert [f.code for f in faults(_folder(tmp_path, spec))] == ["B104"]


RICH: dict[str, Any] = {
    "data": {"url": "data/x.csv", "format": {"type": "csv", "parse": {"date": "date"}}},
    "datasets": {"own": [{"a": 1}]},
    "config": {"axis": {"labelFontSize": 8}},
    "transform": [
        {"lookup": "a", "from": {"key": "a", "fields": ["b"], "data": {"url": "data/x.csv"}}},
        {"aggregate": [{"op": "mean", "field": "a", "as": "b"}], "groupby": ["c"]},
        {"filter": {"or": ["datum.a > 1", {"field": "a", "oneOf": [1]}]}},
        {"fold": ["a"], "as": ["k", "v"]},
    ],
    "encoding": {"x": {"field": "date", "type": "temporal", "sort": {"field": "a"}}},
    "layer": [
        {"mark": {"type": "line", "clip": True}, "encoding": {"y": {"field": "troops"}}},
        {"mark": "text", "data": {"name": "own"}, "encoding": {"text": {"field": "a"}}},
        {"data": {"values": [{"b": 1}]}, "mark": "bar", "encoding": {"tooltip": [{"field": "b"}]}},
    ],
}
JUNK: tuple[Any, ...] = (None, True, 3, "x", "", [], {}, [[]], [None], {"a": []}, {"field": []})


def _spoiled(value: Any, junk: Any) -> Iterator[Any]:
    """The value with one part of it replaced, for each of its parts."""
    yield junk
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: other} for other in _spoiled(part, junk))
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from ([*value[:n], other, *value[n + 1 :]] for other in _spoiled(part, junk))


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_nonsense_anywhere_is_a_finding_at_most(junk: Any, tmp_path: Path) -> None:
    """Whatever stands in place of any part of a spec, there is a chart or a fault, no traceback."""
    folder = _folder(tmp_path, LINE)
    for spec in _spoiled(RICH, junk):
        reader = ChartReader(Workspace(folder, "small"), "small/sections/only.md")
        found = reader.read(json.dumps(spec), 9)
        assert (found is None) == bool(reader.findings), spec
        assert all(finding.hint and finding.location.line for finding in reader.findings)


# ── words ─────────────────────────────────────────────────────────────────────────────────


def test_all_that_could_print_counts_as_words(tmp_path: Path) -> None:
    """Titles, texts, fields and every cell; not comments, colours or names of Vega's own."""
    table = CSV.replace("precision", "type")
    spec = LINE.replace("mark: line", "mark: {type: line, color: crimson}").replace(
        "x.csv", "y.csv"
    )
    found = chart(tmp_path, spec, y_csv=table)
    assert {"Soldiers", "troops", "50000", "1999-06", "floor"} <= set(found.words)
    assert not {"line", "crimson", "quantitative"} & set(found.words)
    assert "embargoed" not in " ".join((*found.words, found.spec))


def test_the_arcs_of_a_map_are_no_words(tmp_path: Path) -> None:
    """Names on a map may be withheld; its thousands of numbers say nothing."""
    world = {
        "type": "Topology",
        "objects": {
            "land": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"name": "Peja"}}],
            }
        },
        "arcs": [[[1234, 5678]]],
    }
    spec = "data: {url: data/w.json, format: {type: topojson, feature: land}}\nmark: geoshape"
    found = chart(tmp_path, spec, w_json=json.dumps(world))
    assert "Peja" in found.words
    assert not any("1234" in word for word in found.words)


READINGS = {
    "each row, by kind": (
        "",
        [["date 1999-06", "number 50000"], ["date 2013", "number 5000"]],
    ),
    "a layer that is hidden from readers is not": ("aria", []),
    "rows of a filter are not read": ("transform: [{filter: datum.troops > 9000}]", []),
    "nor are rows gathered": ("transform: [{aggregate: [{op: sum, as: s}]}]", []),
    "rows with another field are": (
        "transform: [{calculate: datum.troops / 1000, as: k}]",
        [["date 1999-06", "number 50000"], ["date 2013", "number 5000"]],
    ),
}


@pytest.mark.parametrize("name", READINGS)
def test_the_rows_that_are_shown_are_read_out(name: str, tmp_path: Path) -> None:
    """The fields of the encodings in their order; a row that is not shown is not read either."""
    more, expected = READINGS[name]
    spec = f"{LINE}\n{more}"
    if more == "aria":
        spec = LINE.replace("mark: line", "mark: {type: line, aria: false}")
    rows = _rows(chart(tmp_path, spec))
    assert [row for table in rows for row in table[:2]] == expected


def _rows(found: Chart) -> list[list[list[str]]]:
    """The rows of each table behind a chart, each cell with the kind of its column before it."""
    return [
        [
            [f"{c.kind} {value}" for c, value in zip(table.columns, row, strict=True) if value]
            for row in table.rows
        ]
        for table in found.data
    ]


UNSEEN = {
    "sorts": "x: {field: date, type: nominal, sort: {field: precision}}",
    "is a tip": "x: {field: date, type: nominal}\n  tooltip: [{field: precision}]",
    "tells lines apart": "x: {field: date, type: nominal}\n  detail: {field: precision}",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_not_on_paper_is_not_read_out(name: str, tmp_path: Path) -> None:
    """A column that only sorts, or would show under a mouse, stays where it is."""
    spec = f"data: {{url: data/x.csv}}\nmark: bar\nencoding:\n  {UNSEEN[name]}"
    assert _rows(chart(tmp_path, spec))[0][0] == ["text 1999-06"]


def test_rows_that_are_clipped_are_not_read_out(tmp_path: Path) -> None:
    """Nobody can tell which rows lie outside the axes."""
    spec = LINE.replace("mark: line", "mark: {type: line, clip: true}")
    assert chart(tmp_path, spec).data == ()


def test_layers_are_read_once(tmp_path: Path) -> None:
    """Line, points and labels of the same rows are one table; a filtered layer adds nothing."""
    spec = """
    data: {url: data/x.csv}
    encoding: {x: {field: date, type: temporal}}
    layer:
    - {mark: line, encoding: {y: {field: troops, type: quantitative}}}
    - {mark: point, encoding: {y: {field: troops, type: quantitative}}}
    - mark: text
      transform: [{filter: "datum.precision == 'floor'"}]
      encoding: {text: {field: precision}}
    """
    assert _rows(chart(tmp_path, spec)) == [
        [
            ["date 1999-06", "number 50000"],
            ["date 2013", "number 5000"],
            ["date 2026-01-01", "number 4600.5"],
        ]
    ]


def test_where_words_stand_is_not_read_out_beside_other_marks(tmp_path: Path) -> None:
    """A label has a place of its own, which is no data; words alone stand where their data are."""
    words = "encoding: {x: {field: date, type: temporal}, text: {field: precision}}"
    spec = f"data: {{url: data/x.csv}}\nlayer:\n- {{mark: text, {words}}}"
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    alone.mkdir()
    beside.mkdir()
    assert _rows(chart(alone, spec))[0][0] == ["date 1999-06", "text rounded"]
    line = "encoding: {y: {field: troops, type: quantitative}}"
    assert _rows(chart(beside, f"{spec}\n- {{mark: rule, {line}}}"))[0][0] == [
        "text rounded",
        "number 50000",
    ]


def test_long_tables_and_maps_are_not_read_out(tmp_path: Path) -> None:
    """Nobody listens to a hundred rows; of outlines there is nothing to read."""
    rows = "date,troops\n" + "".join(f"{1900 + n},{n}\n" for n in range(61))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert chart(tmp_path / "a", LINE.replace("x.csv", "y.csv"), y_csv=rows).data == ()
    spec = "data: {url: data/w.json}\nmark: geoshape"
    world = '[{"type": "Feature", "properties": {"name": "Peja"}}]'
    assert chart(tmp_path / "b", spec, w_json=world).data == ()


def test_a_bare_no_is_a_switch_where_one_is_asked_for_and_else_a_word(tmp_path: Path) -> None:
    """YAML 1.2 has no switches but true and false; specs from before are read as they were."""
    spec = """
data: {values: [{a: no, b: 1}, {a: on, b: 2}]}
mark: bar
encoding:
  x: {field: a, type: nominal, axis: {grid: no, title: No}}
  y: {field: b, type: quantitative, axis: {grid: yes}}
"""
    read_spec = _spec(chart(tmp_path, spec))
    assert [row["a"] for row in read_spec["data"]["values"]] == ["no", "on"]
    assert read_spec["encoding"]["x"]["axis"] == {"grid": False, "title": "No"}
    assert read_spec["encoding"]["y"]["axis"]["grid"] is True
