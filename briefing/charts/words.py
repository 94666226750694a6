"""The words of a chart: all it could print, for the proof, and its data as they can be read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.charts.sources import rows_of
from briefing.charts.views import channel_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.charts.views import View

MOST_ROWS = 60
"""Rows of a table that are read out; nobody listens to more."""

# Strings behind these are names of Vega-Lite's own, or colours and fonts: never printed.
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
_GEOGRAPHY = frozenset(("arcs", "coordinates", "transform", "bbox", "geometry", "id"))
"""Numbers that are places on the earth, not words."""


def spec_words(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Every text and every value of a chart's spec and data."""
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
        is_topology = "arcs" in value or "geometry" in value or "coordinates" in value
        for key, part in value.items():
            if not (is_topology and key in _GEOGRAPHY - {"geometry"}) and key != "type":
                yield from _cells(part)
    elif isinstance(value, list):
        for part in value:
            yield from _cells(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def readings(view: View, datasets: Mapping[str, Any]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The rows behind a chart, for each of its tables: the fields that are shown, as they stand.

    Each cell is a pair of its kind, ``number``, ``date`` or ``text``, and its value, as one
    string: ``number 50000``. Left out are views that drop or gather rows: what is not shown must
    not be read out. Maps have no rows that could be read out.
    """
    tables: dict[str, tuple[list[dict[str, Any]], dict[str, str]]] = {}
    for part in view.walk():
        rows = rows_of(part.data, datasets)
        if rows is None or len(rows) > MOST_ROWS or "mark" not in part.spec or not part.keeps_rows:
            continue
        if _mark(part.spec["mark"]) == "geoshape":
            continue
        shown = tables.setdefault(repr(rows), (rows, {}))[1]
        for channel in _spoken(part.encoding):
            for _, field in channel_fields(channel, ()):
                if any(field in row for row in rows):
                    shown.setdefault(field, _kind(channel))
    return tuple(
        tuple(
            tuple(
                f"{kind} {row[name]}" for name, kind in shown.items() if row.get(name) is not None
            )
            for row in rows
        )
        for rows, shown in tables.values()
        if shown
    )


def _spoken(encoding: Mapping[str, Any]) -> list[Any]:
    """Channels in the order people say them: when or what, by place before colour, then numbers."""
    return [
        channel
        for *_, channel in sorted(
            (
                (_kind(channel) == "number", name not in {"x", "y"}, name, channel)
                for name, channel in encoding.items()
            ),
            key=lambda item: item[:3],
        )
    ]


def _mark(mark: Any) -> Any:
    return mark.get("type") if isinstance(mark, dict) else mark


def _kind(channel: Any) -> str:
    kind = channel.get("type", "") if isinstance(channel, dict) else ""
    if kind == "temporal" or (isinstance(channel, dict) and "timeUnit" in channel):
        return "date"
    return "number" if kind == "quantitative" else "text"
