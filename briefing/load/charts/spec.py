"""Read a chart from its text: parse it, check it, put its data in; report faults by line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.files.yaml import KeyPath, YamlFile, read_yaml
from briefing.load.charts.datasets import Rows, Sources, heads, typed
from briefing.load.charts.text import data_rows, spec_words
from briefing.load.charts.unsupported import refusals
from briefing.load.charts.views import View, channel_fields, is_single, made_fields, view_of
from briefing.load.data.reader import DATA_FILES
from briefing.load.data_sources import COLUMN, rows_in
from briefing.model.content import Chart
from briefing.model.findings import Finding, Location, nearest
from briefing.model.written import switched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.workspace import Workspace

_LOOK = "see vega.github.io/vega-lite/docs for what a spec may contain"


@dataclass(slots=True)
class ChartReader:
    """Reads the charts of one section; collects findings."""

    workspace: Workspace
    path: str
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
            faults = [
                _fault(Location(self.path, source.line(at)), message, hint)
                for at, message, hint in refusals(spec)
            ]
        if faults:
            self.findings += faults
            return None
        return self._chart(spec, source, line)

    def _chart(self, spec: dict[str, Any], source: YamlFile, line: int) -> Chart | None:
        self.workspace.named_sources.extend(
            (Location(self.path, source.line((*at, COLUMN))), str(row[COLUMN]))
            for at, row in rows_in(spec)
            if row.get(COLUMN) is not None
        )
        sources = Sources(self.workspace)
        inliner = _Inliner(sources, self.path, source, _written(spec))
        spec = inliner.put_in(spec, ())
        faults = [*sources.findings, *inliner.findings]
        if not faults:
            faults = list(self._unknown_fields(view_of(spec), _datasets(spec), source))
        if faults:
            self.findings += faults
            return None
        try:
            text = json.dumps(
                spec, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str
            )
        except ValueError:  # YAML's .nan and .inf are not JSON numbers
            place = Location(self.path, line)
            message = "chart contains a value that is not a number"
            self.findings.append(_fault(place, message, _LOOK))
            return None
        spec = json.loads(text)  # with names sorted, whatever the author's order
        datasets, view = _datasets(spec), view_of(spec)
        return Chart(
            key=sha256(text.encode()).hexdigest()[:16],
            spec=text,
            fits=is_single(spec),
            words=spec_words(spec),
            data_rows=data_rows(view, datasets),
        )

    def _unknown_fields(
        self, view: View, datasets: dict[str, Any], source: YamlFile
    ) -> Iterator[Finding]:
        for part in view.walk():
            known = _known(part, datasets)
            if known is None:
                continue
            for name in ("encoding", "facet"):
                for at, wanted in channel_fields(part.spec.get(name), (*part.at, name)):
                    # A path into a value, “properties.name”, is checked when the chart is drawn.
                    if wanted not in known and not set(wanted) & set(".[]\\"):
                        yield Finding(
                            Location(self.path, source.line(at)),
                            "B405",
                            f'the data of this chart have no column "{wanted}"',
                            nearest(wanted, sorted(known)),
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


@dataclass(slots=True)
class _Inliner:
    """Replaces each ``data: {url: …}`` by the content of the file."""

    sources: Sources
    path: str
    lines: YamlFile
    as_text: frozenset[str]
    findings: list[Finding] = field(default_factory=list)

    def put_in(self, value: Any, at: KeyPath) -> Any:
        """Return a part of the spec with its data in it."""
        if isinstance(value, list):
            return [self.put_in(part, (*at, n)) for n, part in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {
            key: self._data(part, (*at, key))
            if key == "data" and isinstance(part, dict) and "url" in part
            else part
            if (key == "values" and at[-1:] == ("data",)) or (key == "datasets" and not at)
            else self.put_in(part, (*at, key))
            for key, part in value.items()
        }

    def _data(self, data: dict[str, Any], at: KeyPath) -> dict[str, Any]:
        place = Location(self.path, self.lines.line((*at, "url")))
        name = data["url"]
        if not isinstance(name, str):
            message = "“url” is not the name of a file"
            self.findings.append(_fault(place, message, "for example data: {url: data/x.csv}"))
            return data
        found = self.sources.read(name, place)
        rest = {key: part for key, part in data.items() if key != "url"}
        if not name.lower().endswith(DATA_FILES):
            return {**rest, "values": found}
        # The rows are typed here, so only the types that the author gives remain to be said.
        form = data.get("format")
        parse = form.get("parse") if isinstance(form, dict) else None
        rest.pop("format", None)
        if isinstance(parse, dict):
            rest["format"] = {"type": "json", "parse": parse}
        as_text = self.as_text | frozenset(parse if isinstance(parse, dict) else ())
        rows: Rows = [] if found is None else typed(found, as_text)
        return {**rest, "values": rows}


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


def _written(spec: dict[str, Any]) -> frozenset[str]:
    """Return the names of temporal fields, so that years are not read out as numbers."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == "temporal" or "timeUnit" in value:
                found.add(str(value.get("field", "")))
            for key, part in value.items():
                if key not in {"values", "datasets"}:
                    walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(spec)
    return frozenset(found)


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
