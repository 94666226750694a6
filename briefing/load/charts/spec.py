"""Read a chart from its text: parse it, check it, put its data in; report faults by line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.files.chart_colours import coloured
from briefing.files.yaml import YamlFile, read_yaml
from briefing.load.charts.cells import settle
from briefing.load.charts.datasets import Sources, heads
from briefing.load.charts.declared import Kind, traced
from briefing.load.charts.inlining import Inliner
from briefing.load.charts.pale import pale_colours
from briefing.load.charts.printed import dates_and_names, group_numbers, years_as_numbers
from briefing.load.charts.scales import undrawable
from briefing.load.charts.schema import problems
from briefing.load.charts.text import shown_data, spec_words
from briefing.load.charts.unsupported import refusals
from briefing.load.charts.views import (
    View,
    channel_fields,
    is_single,
    made_fields,
    taken_fields,
    view_of,
)
from briefing.load.data_sources import COLUMN, rows_in
from briefing.model.content import Chart, ChartRows
from briefing.model.findings import Finding, Location, Severity, nearest
from briefing.model.written import switched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.files.workspace import Workspace
    from briefing.load.charts.declared import Traced
    from briefing.load.charts.schema import Problem

_COUNTED = frozenset(("arc", "bar", "circle", "point", "rect", "rule", "square", "text", "tick"))
"""Marks of which each is drawn for one row."""
_CSS = frozenset(("black", "silver", "maroon"))
"""Of allowed values, some that only colours have."""
_MOST_PROBLEMS = 5
"""Most misspelt keys of one chart that are reported."""
_LOOK = "see vega.github.io/vega-lite/docs for what a spec may contain"


@dataclass(slots=True)
class ChartReader:
    """Reads the charts of one section; collects findings."""

    workspace: Workspace
    path: str
    colours: Mapping[str, str] = field(default_factory=dict)
    """Names of the theme's colours, with their values."""
    findings: list[Finding] = field(default_factory=list)

    def read(self, text: str, line: int) -> Chart | None:
        """Return the chart of a fence that opens on ``line``; None if a finding says why not."""
        source, faults = read_yaml(text, self.path, offset=line)
        spec = _with_switches(source.data)
        if not faults and isinstance(strict := _as_json(text), dict):
            spec = strict
        if not faults and not (isinstance(spec, dict) and spec):
            message = "this chart spec is not a list of “name: …” entries"
            faults = [_fault(Location(self.path, line), message, _LOOK)]
        if not faults:
            spec, faults = self._plain(spec, line)
        if not faults:
            found = self._problems(spec)
            # What stands below a misspelt key is not judged: “url” is one below “data” alone.
            unknown = [one.at for one in found if one.kind == "unknown"]
            faults = [
                _fault(Location(self.path, source.line(at)), message, hint)
                for at, message, hint in refusals(spec)
                if not any(at != key and at[: len(key)] == key for key in unknown)
            ]
            faults = faults or [
                Finding(Location(self.path, source.line(one.at)), "B420", one.message, one.hint)
                for one in found[:_MOST_PROBLEMS]
                if not (one.kind == "missing" and one.given == "data")
                and one.at[-2:] != ("data", "url")
            ]
            if not unknown or not faults:
                faults += self._without_data(spec, source)
        if faults:
            self.findings += faults
            return None
        return self._chart(spec, source, line)

    def _problems(self, spec: dict[str, Any]) -> list[Problem]:
        """Return what Vega-Lite does not know of a spec; names of the theme's colours it does."""
        found = problems(coloured(spec, self.colours, {}, {}))
        return [
            replace(one, allowed=(*self.colours, *one.allowed)) if {*one.allowed} >= _CSS else one
            for one in found
        ]

    def _plain(self, spec: dict[str, Any], line: int) -> tuple[dict[str, Any], list[Finding]]:
        """Return a spec as JSON has it: YAML's dates are text."""
        try:
            plain: dict[str, Any] = json.loads(json.dumps(spec, allow_nan=False, default=str))
        except ValueError:  # YAML's .nan and .inf are not JSON numbers
            place = Location(self.path, line)
            message = "chart contains a value that is not a number"
            return {}, [_fault(place, message, _LOOK)]
        return plain, []

    def _without_data(self, spec: dict[str, Any], source: YamlFile) -> Iterator[Finding]:
        """Yield a finding for each view that has a mark and no data."""
        named = _datasets(spec)
        for view in view_of(spec).walk():
            if "mark" not in view.spec:
                continue
            where = (
                "this chart" if not view.at else f"“{'.'.join(map(str, view.at))}” of this chart"
            )
            place = Location(self.path, source.line((*view.at, "data")))
            if view.data is None:
                message = f"{where} has no data"
                hint = "add data: {url: data/….csv}, or rows: data: {values: [{a: 1}, …]}"
                yield Finding(place, "B419", message, hint)
            elif "values" in view.data and not view.data["values"]:
                yield Finding(place, "B419", f"{where} has no rows", "add rows to its “values”")
            elif "name" in view.data and not {"values", "url"} & set(view.data):
                name = str(view.data["name"])
                if name not in named:
                    message = f'there are no data named "{name}" in this chart'
                    yield Finding(place, "B419", message, nearest(name, sorted(named)))

    def _chart(self, spec: dict[str, Any], source: YamlFile, line: int) -> Chart | None:
        self.workspace.named_sources.extend(
            (Location(self.path, source.line((*at, COLUMN))), str(row[COLUMN]))
            for at, row in rows_in(spec)
            if row.get(COLUMN) is not None
        )
        inliner = Inliner(Sources(self.workspace), self.path, source)
        spec = inliner.put_in(spec, ())
        faults = inliner.findings
        if not faults:
            faults = list(self._unknown_fields(view_of(spec), _datasets(spec), source))
        if not faults:
            views = traced(view_of(spec), _datasets(spec))
            faults = list(settle(views, inliner.tables, inliner.parsed))
            shared = '"resolve"' not in json.dumps(spec)
            faults = faults or list(undrawable(views, shared=shared))
            faults += [
                _fault(Location(self.path, source.line(at)), message, hint)
                for at, message, hint in dates_and_names(views)
            ]
            self.findings += [
                Finding(
                    Location(self.path, source.line(at)), "B424", message, hint, Severity.WARNING
                )
                for at, message, hint in years_as_numbers(views)
            ]
            self.findings += [
                Finding(
                    Location(self.path, source.line(at)), "B426", message, hint, Severity.WARNING
                )
                for at, message, hint in pale_colours(view_of(spec).walk(), self.colours)
            ]
            group_numbers(views)
        if faults:
            self.findings += faults
            return None
        text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
        spec = json.loads(text)  # with names sorted, whatever the author's order
        views = traced(view_of(spec), _datasets(spec))
        data, read_views = shown_data(views)
        return Chart(
            key=sha256(text.encode()).hexdigest()[:16],
            spec=text,
            fits=is_single(spec),
            words=spec_words(spec),
            data=data,
            read_views=read_views,
            drawn_rows=tuple(_drawn_rows(views)),
        )

    def _unknown_fields(
        self, view: View, datasets: dict[str, Any], source: YamlFile
    ) -> Iterator[Finding]:
        for part in view.walk():
            known = _known(part, datasets)
            if known is None:
                continue
            shown = (
                channel_fields(part.spec.get(name), (*part.at, name))
                for name in ("encoding", "facet")
            )
            for found in (*shown, taken_fields(part)):
                for at, wanted in found:
                    # A path into a value, “properties.name”, is checked when the chart is drawn.
                    if wanted not in known and not set(wanted) & set(".[]\\"):
                        yield Finding(
                            Location(self.path, source.line(at)),
                            "B405",
                            f'the data of this chart have no column "{wanted}"',
                            nearest(wanted, sorted(known)),
                        )


def _drawn_rows(views: Iterable[Traced]) -> Iterator[ChartRows]:
    """Yield the rows that each view should draw, of those whose marks stand for a row each."""
    for one in views:
        mark = one.view.spec["mark"]
        kind, clips = (mark.get("type"), mark.get("clip")) if isinstance(mark, dict) else (mark, 0)
        numbers = one.drawn_rows()
        if kind in _COUNTED and not clips and numbers is not None and one.rows is not None:
            names = [c.column for c in one.columns if c.kind is not Kind.NUMBER]
            called = (
                ", ".join(str(one.rows[n][c]) for c in dict.fromkeys(names) if c in one.rows[n])
                for n in numbers
            )
            yield ChartRows(
                one.view.at,
                numbers,
                tuple(
                    f"row {n + 1}" + (f" ({name:.40})" if name else "")
                    for n, name in zip(numbers, called, strict=True)
                ),
            )


_WORDED = frozenset({"values", "datasets", "title", "subtitle", "text", "description"})
"""Where a bare “no” is a word, not a switch."""


def _with_switches(spec: Any) -> Any:
    """Return a part of the spec in which a bare ``no`` is false, as in ``grid: no``."""
    if not isinstance(spec, dict):
        return [*map(_with_switches, spec)] if isinstance(spec, list) else spec
    return {
        key: part if key in _WORDED else switched(_with_switches(part))
        for key, part in spec.items()
    }


def _datasets(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the data that a spec holds by name."""
    found = spec.get("datasets")
    return found if isinstance(found, dict) else {}


def _as_json(text: str) -> Any:
    """Parse a spec that is JSON with JSON's rules for numbers: YAML reads 1e3 as a word."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _known(view: View, datasets: dict[str, Any]) -> frozenset[str] | None:
    """Return the fields that a view's encoding may name: from its data, transforms and layers."""
    made = made_fields(view.transforms)
    own = heads(view.data, datasets)
    if made is None or (own is None and (view.data is not None or not view.children)):
        return None
    known = made | (own or frozenset())
    for child in view.children:
        below = _known(child, datasets)
        if below is None:
            return None
        known |= below
    return known


def _fault(place: Location, message: str, hint: str) -> Finding:
    return Finding(place, "B404", message, hint)
