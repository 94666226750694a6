"""What a chart's data hold: numbers and dates are understood in one way, or refused."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.load.charts.filters import comparisons
from briefing.load.charts.values import NotUnderstood, date_of, decimal_sign, number_of
from support.projects import faults, read, section_project

if TYPE_CHECKING:
    from pathlib import Path

_SPACES = (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}")


@given(
    st.integers(-(10**12), 10**12), st.sampled_from(["", ",", "'", "’", *_SPACES]), st.booleans()
)
def test_a_grouped_number_is_the_number(number: int, group: str, minus: bool) -> None:
    """However its thousands are separated, and with which minus sign."""
    text = f"{abs(number):,}".replace(",", group)
    sign = "" if number >= 0 else "\N{MINUS SIGN}" if minus else "-"
    assert number_of(f"{sign}{text}") == number


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_programs_write_is_understood(number: float) -> None:
    """Every number that JSON or Python write is that number."""
    assert number_of(json.dumps(number)) == number
    assert number_of(repr(number)) == number


@given(st.integers(0, 999_999_999), st.integers(0, 99))
def test_europe_s_numbers_are_those_of_the_file(whole: int, cents: int) -> None:
    """In a file with semicolons, 1.234,5 is what 1,234.5 is in one with commas."""
    text = f"{whole:,}.{cents:02}"
    european = text.translate(str.maketrans(",.", ".,"))
    assert decimal_sign([european], ";") == ","
    assert number_of(european, ",") == number_of(text) == float(f"{whole}.{cents:02}")


REFUSED = [
    *("12 %", "n/a", "-", "–", "..", "(12)", "1.2k", "€5", "5 €", "1,5", "007", "1,23,456", "1 23"),
    *("12px", "1.234.567", "five", "", True, None, float("nan")),
]


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_what_may_be_something_else_is_no_number(value: Any) -> None:
    """It is refused with what to write instead."""
    with pytest.raises(NotUnderstood) as caught:
        number_of(value)
    assert caught.value.remedy


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_a_date_stays_the_day_it_is(date: datetime.date) -> None:
    """To the year, the month or the day, as text or as YAML reads it."""
    full = date.isoformat()
    for text in (full, full[:7], full[:4]):
        assert date_of(text) == (text, "")
    assert date_of(date) == (full, "")
    assert date_of(date.year) == (full[:4], "")


@given(st.dates(min_value=datetime.date(1000, 1, 1)), st.sampled_from("./-"))
def test_a_date_that_may_be_two_days_names_both(date: datetime.date, sign: str) -> None:
    """Day first or month first: nobody can tell, unless only one of them is a day."""
    with pytest.raises(NotUnderstood) as caught:
        date_of(f"{date.day:02}{sign}{date.month:02}{sign}{date.year}")
    assert date.isoformat() in caught.value.remedy
    both = date.day <= 12 and date.day != date.month
    assert ("two days" in caught.value.remedy) == both


REMEDIES = {
    "2025-Q1": "2025-01-01",
    "Q3 2025": "2025-07-01",
    "2025W05": "2025-01-27",
    "Mar 2025": "2025-03",
    "10 March 2025": "2025-03-10",
    "2025/3/1": "2025-03-01",
    "20250310": "2025-03-10",
    "45000": "2023-03-15",
    "1741600000000": "2025-03-10T09:46",
    "2025-02-30": "no such day",
    "2025-03-10T25:00": "no such day or time",
    "03/10/25": "four digits",
    "soon": "2025-03-10",
}


@pytest.mark.parametrize("written", REMEDIES)
def test_other_dates_are_refused_with_what_to_write(written: str) -> None:
    """Vega would draw some of them on another day, and drop the rest."""
    with pytest.raises(NotUnderstood, match=REMEDIES[written]):
        date_of(written)


# ── what specs declare ────────────────────────────────────────────────────────────────────

ROWS = [
    {"g": "a", "when": "2025-03", "n": 1, "m": 2},
    {"g": "b", "when": "soon", "n": "x", "m": "y"},
]
DECLARED = {
    "a second end": "encoding: {x: {field: m, type: quantitative}, x2: {field: n}}",
    "longitude": "encoding: {longitude: {field: n}, latitude: {field: m}}",
    "a scale": "encoding: {x: {field: n, scale: {type: sqrt}}}",
    "an aggregate": "encoding: {x: {field: n, aggregate: mean}}",
    "a transform": "transform: [{aggregate: [{op: sum, field: n, as: s}], groupby: [g]}]\n"
    "encoding: {x: {field: s, type: quantitative}}",
    "folded columns": "transform: [{fold: [n, m]}]\n"
    "encoding: {x: {field: value, type: quantitative}}",
    "a window": "transform: [{window: [{op: lag, field: n, as: before}]}]\n"
    "encoding: {x: {field: before, type: quantitative}}",
    "a time unit": "encoding: {x: {field: when, timeUnit: month}}",
    "a condition": "encoding: {size: {condition: {test: datum.m, field: n, type: quantitative}}}",
    "a layer": "layer: [{mark: bar, encoding: {x: {field: n, type: quantitative}}}]",
    "a facet": "facet: {field: g}\n"
    "spec: {mark: bar, encoding: {x: {field: n, type: quantitative}}}",
}


def _figure(spec: str) -> str:
    head = "/// figure | F\n    alt: A\n    source: S\n\n```chart\n"
    mark = "" if "layer" in spec or "spec:" in spec else "mark: bar\n"
    return f"{head}data: {{values: {json.dumps(ROWS)}}}\n{mark}{spec}\n```\n///\n"


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.finds("B418")
def test_a_declaration_is_traced_to_the_data(name: str, tmp_path: Path) -> None:
    """Through inherited types, transforms and views: no other value reaches Vega's own reading."""
    found = faults(section_project(tmp_path, _figure(DECLARED[name])))
    assert {finding.code for finding in found} == {"B418"}
    assert all("row 2" in finding.message for finding in found)
    assert all(finding.location.line == 9 for finding in found)


SAID = {
    "nothing": ("", 1),
    "the mark": ("invalid: filter", 0),
    "a filter on it": ("filter: isValid(datum.n)", 0),
    "a filter that drops the row": ("filter: \"datum.g == 'a'\"", 0),
    "a filter that keeps the row": ("filter: \"datum.g == 'b'\"", 1),
    "a predicate": ("filter: {field: g, equal: a}", 0),
}


@pytest.mark.parametrize("name", SAID)
def test_a_row_without_a_value_is_a_fault_unless_it_is_provided_for(
    name: str, tmp_path: Path
) -> None:
    """An empty cell would vanish without a word; what is said of it is kept."""
    said, count = SAID[name]
    mark = f"{{type: point, {said}}}" if said.startswith("invalid") else "point"
    step = f"transform: [{{{said}}}]\n" if said.startswith("filter") else ""
    spec = f"data: {{values: [{{g: a, n: 1}}, {{g: b}}]}}\nmark: {mark}\n{step}"
    encoding = "encoding: {x: {field: g}, y: {field: n, type: quantitative}}\n"
    text = f"/// figure | F\n    alt: A\n    source: S\n\n```chart\n{spec}{encoding}```\n///\n"
    folder = section_project(tmp_path, text)
    assert len(faults(folder)) == count
    if not count:
        [chart] = read(folder).charts.values()
        assert all(row[0] != "b" for table in chart.data for row in table.rows)


@given(
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.integers(-2, 2),
    st.one_of(st.none(), st.integers(-2, 2)),
)
def test_filters_compare_as_javascript_does(sign: str, limit: int, value: int | None) -> None:
    """A missing value counts as zero where sizes are compared, and equals no number."""
    [one] = comparisons(f"datum.n {sign} {limit}") or ()
    if sign in {"==", "!="}:
        expected = (value == limit) == (sign == "==")
    else:
        left = value or 0
        expected = {"<": left < limit, "<=": left <= limit, ">": left > limit, ">=": left >= limit}[
            sign
        ]
    assert one.keeps({"n": value}) == expected


def test_a_filter_that_is_more_than_comparisons_is_not_judged() -> None:
    """Nobody guesses what an expression does."""
    conditions: tuple[Any, ...] = (
        "datum.a || datum.b",
        "datum.a + 1 > 2",
        "indexof('x', datum.a)",
        {"or": []},
    )
    for condition in conditions:
        assert comparisons(condition) is None
    assert len(comparisons("datum.a && datum['b c'] != 'x'") or ()) == 2


TAKEN = {
    "a filter": "filter: \"datum.cuntry == 'a'\"",
    "a predicate": "filter: {field: cuntry, equal: a}",
    "a calculation": "calculate: \"datum['cuntry'] + 1\", as: x",
    "a sum": "aggregate: [{op: sum, field: cuntry, as: s}], groupby: [country]",
    "groups": "aggregate: [{op: sum, field: n, as: s}], groupby: [cuntry]",
    "folded columns": "fold: [n, cuntry]",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_transform_of_an_unknown_column_is_a_fault(name: str, tmp_path: Path) -> None:
    """It would drop every row, or add up nothing, without a word (B405)."""
    spec = f"transform: [{{{TAKEN[name]}}}]\nencoding: {{x: {{field: country}}}}"
    text = f"data: {{values: [{{country: a, n: 1}}]}}\nmark: bar\n{spec}\n"
    figure = f"/// figure | F\n    alt: A\n    source: S\n\n```chart\n{text}```\n///\n"
    [finding] = faults(section_project(tmp_path, figure))
    assert (finding.code, finding.location.line) == ("B405", 11)
    assert '"cuntry"' in finding.message
    assert 'did you mean "country"' in finding.hint


PRINTED = {
    "grouped": ("1234.5\n99", ","),
    "with their decimals": ("2.50\n3.25", ",.2f"),
    "years": ("2024\n2025", "d"),
    "words": ("about 3\n4", None),
}


@pytest.mark.parametrize("name", PRINTED)
def test_numbers_beside_marks_are_printed_as_numbers(name: str, tmp_path: Path) -> None:
    """In the edition's language, with the decimals that they are written with."""
    column, form = PRINTED[name]
    spec = "data: {url: data/x.csv}\nmark: text\nencoding: {text: {field: n}}\n"
    text = f"/// figure | F\n    alt: A\n    source: S\n\n```chart\n{spec}```\n///\n"
    folder = section_project(tmp_path, text)
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text(f"n\n{column}\n", "utf-8")
    [chart] = read(folder).charts.values()
    assert json.loads(chart.spec)["encoding"]["text"].get("format") == form


def test_keys_of_a_lookup_are_compared_as_written(tmp_path: Path) -> None:
    """“1,000” in one file finds “1,000” in the other, as names, though both could be numbers."""
    spec = (
        "data: {url: data/x.csv}\nmark: bar\n"
        "transform: [{lookup: k, from: {data: {url: data/y.csv}, key: k, fields: [n]}}]\n"
        "encoding: {x: {field: k}, y: {field: n, type: quantitative}}\n"
    )
    text = f"/// figure | F\n    alt: A\n    source: S\n\n```chart\n{spec}```\n///\n"
    folder = section_project(tmp_path, text)
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text('k\n"1,000"\n"2,000"\n', "utf-8")
    (folder / "data" / "y.csv").write_text('k,n\n"1,000",5\n"2,000",6\n', "utf-8")
    [chart] = read(folder).charts.values()
    found = json.loads(chart.spec)
    other = found["transform"][0]["from"]["data"]["values"]
    assert [row["k"] for row in found["data"]["values"]] == [row["k"] for row in other]
    assert [row["n"] for row in other] == [5, 6]
