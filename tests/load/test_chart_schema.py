"""Specs against Vega-Lite's schema: the same verdict as a general validator, in better words."""

from __future__ import annotations

import copy
import gzip
import json
import re
from importlib.resources import files
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.load.charts.schema import VERSION, problems

SCHEMA = json.loads(
    gzip.decompress(
        files("briefing.load.charts").joinpath(f"vega-lite-{VERSION}.schema.json.gz").read_bytes()
    )
)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
SPEC: dict[str, Any] = {
    "title": {"text": ["A", "B"], "anchor": "start"},
    "data": {"url": "data/x.csv", "format": {"type": "csv"}},
    "config": {"axis": {"labelFontSize": 8}},
    "transform": [
        {"filter": {"and": ["datum.a > 1", {"field": "a", "oneOf": [1]}]}},
        {"aggregate": [{"op": "mean", "field": "a", "as": "b"}], "groupby": ["c"]},
        {"fold": ["a"], "as": ["k", "v"]},
    ],
    "encoding": {"x": {"field": "date", "type": "temporal", "axis": {"labelAngle": 30}}},
    "layer": [
        {
            "mark": {"type": "line", "clip": True, "color": "#12263f"},
            "encoding": {"y": {"field": "n", "type": "quantitative", "scale": {"zero": False}}},
        },
        {"mark": "text", "encoding": {"text": {"field": "a", "format": ",d"}}},
    ],
}


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in items:
        found += _places(part, (*at, key))
    return found


PLACES = [at for at in _places(SPEC) if at]
JUNK: tuple[Any, ...] = (
    None,
    True,
    3,
    -1.5,
    "bar",
    "x",
    "",
    [],
    {},
    ["a"],
    {"field": "a"},
    {"a": 1},
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(JUNK)), min_size=0, max_size=2),
    st.sampled_from(["", "colour", "field", "mark"]),
)
def test_the_verdict_is_that_of_a_general_validator(
    changes: list[tuple[tuple[Any, ...], Any]], extra: str
) -> None:
    """Whatever is spoiled: a spec has problems exactly where the schema does not allow it."""
    spec = copy.deepcopy(SPEC)
    for at, junk in changes:
        part: Any = spec
        try:
            for key in at[:-1]:
                part = part[key]
            part[at[-1]] = copy.deepcopy(junk)
        except (KeyError, IndexError, TypeError):
            continue  # what was changed before is no longer there
    if extra:
        spec[extra] = "bar"
    found = problems(spec)
    assert bool(found) == (not VALIDATOR.is_valid(spec)), found
    assert all(problem.message and problem.hint for problem in found)


def test_the_schema_is_that_of_the_program_that_draws() -> None:
    """A new version of the library needs its own schema."""
    page = vl_convert.vegalite_to_html("{}", vl_version=VERSION.rpartition(".")[0], bundle=True)
    assert re.search(rf'"{re.escape(VERSION)}"', page)
    assert SCHEMA["$comment"] == f"vega-lite {VERSION}"


MISSPELT: dict[str, tuple[dict[str, Any], str, str]] = {
    "a key at the root": ({"titel": "x"}, "unknown key “titel” in the spec", "title"),
    "the mark": ({"mark": None, "marks": "bar"}, "unknown key “marks”", "mark"),
    "a key of a mark": ({"mark": {"type": "bar", "colour": "red"}}, "“colour” in “mark”", "color"),
    "a key of a channel": ({"encoding": {"x": {"feild": "a"}}}, "“feild” in “encoding.x”", "field"),
    "a type": (
        {"encoding": {"x": {"field": "a", "type": "quantitive"}}},
        "“quantitive” is not a value of “encoding.x.type”",
        "quantitative",
    ),
    "a transform": ({"transform": [{"filtr": "datum.a"}]}, "“filtr” in “transform 1”", "filter"),
    "an operation": (
        {"encoding": {"x": {"field": "a", "aggregate": "averge"}}},
        "“averge” is not a value of “encoding.x.aggregate”",
        "average",
    ),
    "a colour": ({"mark": {"type": "bar", "color": "bleu"}}, "“bleu”", "blue"),
    "a colour of a range": (
        {"encoding": {"color": {"field": "a", "scale": {"range": ["red", "gren"]}}}},
        "“gren”",
        "green",
    ),
    "a key in a row of views": (
        {"mark": None, "hconcat": [{"mark": "bar"}, {"mrk": "bar"}]},
        "“mrk” in “hconcat 2”",
        "mark",
    ),
}


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_key_is_one_problem_that_names_the_right_one(name: str) -> None:
    """Where it is and what was meant, not a list of all that Vega-Lite knows."""
    changes, message, meant = MISSPELT[name]
    spec: dict[str, Any] = {"data": {"values": []}, "mark": "bar", **changes}
    [problem] = problems({key: part for key, part in spec.items() if part is not None})
    assert message in problem.message
    assert f'did you mean "{meant}"' in problem.hint


def test_the_data_are_not_read() -> None:
    """A million rows take no longer than none."""
    assert problems({"data": {"values": [{"a": object()}]}, "mark": "bar"}) == []
    assert problems({"datasets": {"x": [[[]]]}, "data": {"name": "x"}, "mark": "bar"}) == []
