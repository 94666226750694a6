"""The text of charts: every word one could print, for the proof, and its data for reading out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.load.charts.declared import UNSEEN
from briefing.model.content import ChartColumn, ChartData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.files.yaml import KeyPath
    from briefing.load.charts.datasets import Rows
    from briefing.load.charts.declared import Traced
    from briefing.load.charts.views import View

MOST_ROWS = 60
"""Most rows of a table that are read out."""

# Values of these are names in Vega-Lite, colours or fonts, and are never printed.
_FORMAL = frozenset(
    (
        *("$schema", "aggregate", "align", "anchor", "autosize", "background", "baseline", "blend"),
        *("bounds", "cap", "color", "cursor", "dir", "direction", "domainColor", "encodings"),
        *("fill", "font", "fontStyle", "fontWeight", "format", "formatType", "frame", "gridColor"),
        *("impute", "interpolate", "labelAlign", "labelBaseline", "labelColor", "labelFont"),
        *("labelFontWeight", "labelOrient", "labelOverlap", "mark", "method", "nice", "op"),
        *("order", "orient", "parse", "projection", "resolve", "scheme", "select", "shape"),
        *("sort", "stack", "stroke", "strokeCap", "strokeJoin", "symbolType", "tickColor"),
        *("timeUnit", "titleAlign", "titleAnchor", "titleBaseline", "titleColor", "titleFont"),
        *("titleFontWeight", "titleOrient", "type"),
    )
)
_OUTLINES = frozenset(("arcs", "coordinates", "features", "geometries", "geometry"))
_GEOGRAPHY = frozenset(("arcs", "bbox", "coordinates", "id", "transform", "type"))
"""Keys of outlines whose values are coordinates, not words."""


def spec_words(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every text and value in a chart's spec and data."""
    return tuple(dict.fromkeys(text for text in _words(spec) if text.strip()))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in {"values", "datasets"}:
                yield from _cells(part)
            elif key not in _FORMAL:
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str):
        yield value


def _cells(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        is_outline = not _OUTLINES.isdisjoint(value)
        for key, part in value.items():
            if not (is_outline and key in _GEOGRAPHY):
                yield from _cells(part)
    elif isinstance(value, list):
        for part in value:
            yield from _cells(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def shown_data(
    views: Sequence[Traced],
) -> tuple[tuple[ChartData, ...], tuple[KeyPath, ...]]:
    """Return the rows behind each table of a chart, with the columns that are shown, and where the
    views that show them stand in the spec.

    What is not on paper is left out, as it must not be read out either: views that filter,
    aggregate or clip rows, rows without a value, and columns that only sort them. So are the views
    that a spec hides from screen readers (``aria: false``), and the places of words that stand
    beside other marks.
    """
    tables: dict[str, tuple[Rows, dict[str, _Shown], set[int]]] = {}
    only_words = all(_mark(one.view) == "text" for one in views)
    read: list[KeyPath] = []
    for one in views:
        drawn = one.drawn_rows()
        if one.rows is None or drawn is None or len(one.rows) > MOST_ROWS:
            continue
        if not _shows_all(one.view):
            continue
        _, shown, numbers = tables.setdefault(repr(one.rows), (one.rows, {}, set()))
        numbers.update(drawn)
        for kind, channel, field in _spoken(one.view.encoding):
            beside = _mark(one.view) == "text" and channel != "text" and not only_words
            if any(field in row for row in one.rows) and not beside:
                shown.setdefault(field, _Shown(kind, [])).by.append((len(read), channel))
        read.append(one.view.at)
    found = tuple(
        ChartData(
            tuple(ChartColumn(name, one.kind, tuple(one.by)) for name, one in shown.items()),
            tuple(tuple(_plain(rows[n].get(name)) for name in shown) for n in sorted(numbers)),
            tuple(sorted(numbers)),
        )
        for rows, shown, numbers in tables.values()
        if shown and numbers
    )
    return found, tuple(read)


@dataclass(slots=True)
class _Shown:
    """What a column is taken for, and the views and channels that show it."""

    kind: str
    by: list[tuple[int, str]]


def _plain(value: Any) -> str | float | None:
    """Return a value of JSON that is no list or mapping."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str | int | float) else None


def _mark(view: View) -> str:
    mark = view.spec.get("mark")
    return str(mark.get("type")) if isinstance(mark, dict) else str(mark)


def _shows_all(view: View) -> bool:
    """Return whether a view draws each row of its data for everybody, and not outlines."""
    mark = view.spec.get("mark")
    said = mark if isinstance(mark, dict) else {}
    hidden = said.get("clip") or said.get("aria") is False
    return view.keeps_rows and _mark(view) not in {"None", "geoshape"} and not hidden


def _spoken(encoding: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return kinds, channels and names of the fields to read out, in the order in which people say
    them.

    What or when comes first, position before colour, and numbers last.
    """
    channels = [
        (_kind(channel), name, channel["field"])
        for name, channel in encoding.items()
        if name not in UNSEEN
        and isinstance(channel, dict)
        and isinstance(channel.get("field"), str)
    ]
    channels.sort(key=lambda c: (c[0] == "number", c[1] not in {"x", "y"}, c[1]))
    return channels


def _kind(channel: Mapping[str, Any]) -> str:
    if channel.get("type") == "temporal" or "timeUnit" in channel:
        return "date"
    return "number" if channel.get("type") == "quantitative" else "text"
