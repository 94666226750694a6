"""The shipped briefing's data: printed tables agree with the full files, facts with both."""

from __future__ import annotations

import csv
import datetime
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import yaml

from support.bodies import kfor
from support.projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ROOT / "content" / "kfor"
SOURCES = frozenset(yaml.safe_load((FOLDER / "sources.yaml").read_text("utf-8")))
SOURCED = ("strength", "contributors-2017", "commanders", "sites")


def test_no_colour_is_written_as_a_value() -> None:
    """Charts, maps and drawings name those of the theme, so that a brand changes all of them."""
    files = (p for p in FOLDER.rglob("*") if p.suffix in {".md", ".svg", ".yaml", ".yml"})
    texts = {path.name: path.read_text("utf-8") for path in files}
    assert {n for n, text in texts.items() if re.search(r"#[0-9a-fA-F]{6}\b|rgb\(", text)} == set()
    assert {n for n, text in texts.items() if "Source S" in text} == set()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file."""
    [path] = (FOLDER / "data").rglob(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed(name: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """The entries of a printed table."""
    for row in rows(f"{name}-table"):
        yield tuple(row[column] for column in columns)


@pytest.mark.parametrize("name", SOURCED)
def test_each_row_says_how_sure_it_is_and_whence(name: str) -> None:
    """A row has a confidence and known sources; without a source it says that it is recalled."""
    for row in rows(name):
        assert row["confidence"] in {"high", "medium", "low"}, row
        assert set(row["source"].split()) <= SOURCES, row
        assert row["source"] or "ecalled" in row["note"], row


def test_strengths_can_be_drawn() -> None:
    """Full dates in order, whole numbers, and a precision that a chart can show."""
    points = rows("strength")
    dates = [datetime.date.fromisoformat(row["date"]) for row in points]
    assert dates == sorted(set(dates))
    assert all(int(row["troops"]) > 0 for row in points)
    assert {row["precision"] for row in points} == {"rounded", "exact", "floor"}
    assert {row["dated"] for row in points} == {"day", "month", "about"}


def test_facts_of_strength_are_points_of_the_data() -> None:
    """What the text says of the strength stands in the data file, from the same source."""
    data = rows("strength")
    points = {(int(r["troops"]), source) for r in data for source in r["source"].split()}
    facts = kfor().facts
    names = [name for name in facts if name.startswith("troops") and "when" not in name]
    names += ["table_2017", "table_2022", "table_total"]
    others = {"troops_first_other"}  # quoted beside NATO's own figure, in its note
    for name in set(names) - others:
        assert (facts[name].value, facts[name].source) in points, name


def test_contributions_add_up() -> None:
    """The national lines of February 2017 make the total, in the data and in the chart."""
    data = [(row["nation"], row["troops"]) for row in rows("contributors-2017")]
    drawn = [int(row["troops"]) for row in rows("contributors-chart")]
    assert drawn[:-1] == [int(troops) for _, troops in data][: len(drawn) - 1]
    for total in (sum(drawn), sum(int(troops) for _, troops in data)):
        assert total == kfor().facts["table_2017"].value


def test_commanders_follow_one_another() -> None:
    """Each term begins when the one before it ends; the table prints what the data hold."""
    data = rows("commanders")
    assert [int(row["no"]) for row in data] == list(range(1, len(data) + 1))
    assert all(a["to"] == b["from"] for a, b in pairwise(data))
    table = list(printed("commanders", "name", "nation", "from"))
    assert [(name, nation) for name, nation, _ in table] == [
        (f"{row['rank']} {row['name']}", row["nation"]) for row in data
    ]
    parts = [row["from"].count("-") for row in data]
    assert [start.count(" ") for *_, start in table] == parts, "as exact as the data, no more"
    facts = kfor().facts
    assert facts["commanders_count"].value == len(data)
    assert facts["commanders_italy"].value == sum(row["nation"] == "Italy" for row in data)
    assert str(facts["commander_since"].value) == data[-1]["from"]
    assert data[-1]["name"] in str(facts["commander"].value)


def test_printed_place_names_are_those_of_the_data() -> None:
    """A pair of names is printed as the data have it, in both alphabets."""
    known = {(r["albanian"], r["serbian"], r["serbian_cyrillic"]) for r in rows("places")}
    shown = set(printed("places", "albanian", "serbian", "cyrillic"))
    assert shown <= known
    pairs = set(printed("places-short", "albanian", "serbian"))
    assert pairs <= {(albanian, serbian) for albanian, serbian, _ in known}
