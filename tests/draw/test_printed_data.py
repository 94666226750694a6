"""The data of charts as they are read out: what a chart prints, and nothing more exact."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.files.pictures import picture_text
from support.printed import drawings, heard

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Drawing

pytestmark = pytest.mark.usefixtures("kept_renderer")

ROWS = [
    {"date": "1999-06-01", "n": 50000, "g": "a", "l": ""},
    {"date": "2003-06-15", "n": 26111, "g": "b", "l": "26,100"},
    {"date": "2020-08-22", "n": 3412, "g": "a", "l": "more than 3,400"},
]
AXES = "x: {field: date, type: temporal}, y: {field: n, type: quantitative}"
HEARD = {
    "years and tenths of a step, as the axes have them": (
        f"mark: line\nencoding: {{{AXES}}}",
        "1999, 50,000; 2003, 26,000; 2020, 3,000",
    ),
    "by the formats of the axes": (
        (
            "mark: line\nencoding: {x: {field: date, type: temporal, axis: {format: '%B %Y'}}, "
            "y: {field: n, type: quantitative, axis: {format: s}}}"
        ),
        "June 1999, 50k; June 2003, 26k; August 2020, 3k",
    ),
    "by the expressions of labels": (
        (
            "mark: line\nencoding: {x: {field: date, type: temporal}, y: {field: n, "
            "type: quantitative, axis: {labelExpr: \"format(datum.value / 1000, 'd') + ' t'\"}}}"
        ),
        "1999, 50 t; 2003, 26 t; 2020, 3 t",
    ),
    "by expressions with parameters of the chart": (
        (
            "params: [{name: unit, value: 1000}]\nmark: line\nencoding: {x: {field: date, "
            "type: temporal}, y: {field: n, type: quantitative, axis: {labelExpr: "
            "\"format(datum.value / unit, 'd')\"}}}"
        ),
        "1999, 50; 2003, 26; 2020, 3",
    ),
    "as exact as the words beside the marks": (
        (
            f"encoding: {{{AXES}}}\nlayer: [{{mark: point}}, {{mark: {{type: text, dy: -9}}, "
            "encoding: {text: {field: l}}}]"
        ),
        "1999, 50,000; 2003, 26,100; 2020, more than 3,400",
    ),
    "numbers beside the marks to the last digit": (
        (
            f"encoding: {{{AXES}}}\nlayer: [{{mark: point}}, {{mark: {{type: text, dy: -9}}, "
            "encoding: {text: {field: n}}}]"
        ),
        "1999, 50,000; 2003, 26,111; 2020, 3,412",
    ),
    "names by their legend": (
        (
            f"mark: point\nencoding: {{{AXES}, color: {{field: g, legend: {{labelExpr: "
            "\"'the ' + datum.label\"}}}"
        ),
        "1999, the a, 50,000; 2003, the b, 26,000; 2020, the a, 3,000",
    ),
    "no names that only colours tell": (
        f"mark: point\nencoding: {{{AXES}, color: {{field: g, legend: null}}}}",
        "1999, 50,000; 2003, 26,000; 2020, 3,000",
    ),
    "no values that no axis prints": (
        (
            "mark: bar\nencoding: {x: {field: date, timeUnit: yearmonth}, "
            "y: {field: n, type: quantitative, axis: null}, color: {field: g}}"
        ),
        "Jun 1999, a; Jun 2003, b; Aug 2020, a",
    ),
    "colours to half a step": (
        (
            "mark: rect\nencoding: {x: {field: g}, "
            "y: {field: date, timeUnit: year, type: ordinal}, "
            "color: {field: n, type: quantitative}}"
        ),
        "a, 1999, 50,000; b, 2003, 30,000; a, 2020, 0",
    ),
    "classes of a legend by their bounds": (
        (
            "mark: rect\nencoding: {x: {field: g}, "
            "y: {field: date, timeUnit: year, type: ordinal}, "
            "color: {field: n, type: quantitative, "
            "scale: {type: threshold, domain: [9000, 30000]}}}"
        ),
        "a, 1999, ≥ 30000; b, 2003, 9000–30000; a, 2020, < 9000",
    ),
    "heads of facets": (
        (
            "width: 60\nmark: bar\nencoding: {column: {field: g}, "
            "y: {field: n, type: quantitative}, "
            "x: {field: date, timeUnit: year, type: ordinal}}"
        ),
        "1999, a, 50,000; 2003, b, 26,000; 2020, a, 3,000",
    ),
    "values of a log scale by the labels around them": (
        (
            "mark: point\nencoding: {x: {field: date, type: temporal}, "
            "y: {field: n, type: quantitative, scale: {type: log}}}"
        ),
        "1999, 50,000; 2003, 30,000; 2020, 3,000",
    ),
}


def _spec(rows: list[dict[str, Any]], rest: str) -> str:
    return f"data: {{values: {json.dumps(rows, ensure_ascii=False)}}}\n{rest}"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drawing]:
    """Each chart of the cases, all drawn by one process."""
    found = drawings(
        tmp_path_factory.mktemp("charts"), [_spec(ROWS, rest) for rest, _ in HEARD.values()]
    )
    return dict(zip(HEARD, found, strict=True))


@pytest.mark.parametrize("name", HEARD)
def test_values_are_read_as_they_are_printed(name: str, drawn: dict[str, Drawing]) -> None:
    """By the axes, legends and words of the chart itself."""
    assert not [remark for remark in drawn[name].remarks if "read out" in remark]
    assert [table.words() for table in drawn[name].tables] == [HEARD[name][1]]


def test_values_are_read_in_the_language_of_the_edition(tmp_path: Path) -> None:
    """With its signs and its months, as the drawing has them."""
    rest = (
        "mark: line\nencoding: {x: {field: date, type: temporal, axis: {tickCount: month}}, "
        "y: {field: n, type: quantitative}}"
    )
    rows = [{"date": "2024-03-01", "n": 50000}, {"date": "2024-05-01", "n": 1000.5}]
    assert heard(tmp_path, _spec(rows, rest), "de") == ["März 2024, 50.000; Mai 2024, 1.000"]


@pytest.mark.parametrize(
    "rest",
    [
        "mark: bar\nencoding: {x: {field: g}, y: {field: n, type: quantitative, axis: null}}",
        "mark: arc\nencoding: {theta: {field: n, type: quantitative}, color: {field: g}}",
    ],
)
def test_names_without_values_are_no_data(rest: str, tmp_path: Path) -> None:
    """A list of what is compared says nothing of how it compares."""
    assert heard(tmp_path, _spec(ROWS[:2], rest)) == []


def test_dates_are_no_more_exact_than_they_are_written(tmp_path: Path) -> None:
    """An axis of months does not make a January of a year."""
    axes = AXES.replace("temporal", "temporal, axis: {format: '%B %Y', tickCount: 3}")
    rest = f"mark: point\nencoding: {{{axes}}}"
    rows = [{"date": "2003", "n": 10}, {"date": "2004-02", "n": 20}]
    assert heard(tmp_path, _spec(rows, rest)) == ["2003, 10; February 2004, 20"]


def test_a_table_has_the_titles_of_its_axes(tmp_path: Path) -> None:
    """Or the names of the columns where none is printed."""
    rest = (
        "mark: point\nencoding: {x: {field: date, type: temporal, title: null}, "
        "y: {field: n, type: quantitative, title: Soldiers}}"
    )
    [drawing] = drawings(tmp_path, [_spec(ROWS, rest)])
    assert [table.heads for table in drawing.tables] == [("Date", "Soldiers")]


NUMBER = re.compile(r"\d[\d.,]*")


def _numbers(words: str, group: str) -> list[float]:
    found = (text.strip(".,").replace(group, "") for text in NUMBER.findall(words))
    return [float(text.replace(",", ".")) for text in found]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.floats(0.001, 9e6, allow_nan=False), min_size=2, max_size=5, unique=True),
        min_size=4,
        max_size=4,
    ),
    st.sampled_from([("en", ","), ("de", ".")]),
    st.sampled_from(["", ", format: ',.1f'", ", format: ',d'", ", tickCount: 3"]),
)
def test_every_number_that_is_heard_is_printed_or_rounds_to_one_that_is(
    tmp_path: Path, series: list[list[float]], language: tuple[str, str], axis: str
) -> None:
    """A label of the axis, or what lies between two of them, a tenth of their distance apart."""
    specs = [
        _spec(
            [{"g": f"q{'abcde'[n]}", "n": value} for n, value in enumerate(values)],
            "mark: bar\nencoding: {x: {field: g, title: null}, "
            f"y: {{field: n, type: quantitative, title: null, axis: {{grid: true{axis}}}}}}}",
        )
        for values in series
    ]
    for drawing in drawings(tmp_path, specs, language[0]):
        printed = sorted(set(_numbers(picture_text(drawing.svg), language[1])))
        far = max((high - low for low, high in pairwise(printed)), default=0)
        for table in drawing.tables:
            for _, cell in table.rows:
                [number] = _numbers(cell, language[1])
                assert min(abs(number - label) for label in printed) <= far / 2 + 1e-9 or (
                    number > printed[-1]
                )
                mark = "," if language[0] == "de" else "."
                written = cell.partition(mark)[2].rstrip("0")
                least = far / 10
                assert not written or 10 ** -len(written) * 1.001 >= least / 10
