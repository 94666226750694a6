"""Fit the words of a chart to its width, where what to do is certain: long titles are broken into
lines, and the entries of a legend stand in as many columns as there is room for.

A title that is wider than its chart would otherwise take the room of the marks: the drawing program
shrinks what it draws until the whole is as wide as it may be.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from briefing.draw.text_width import Face, weight_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from briefing.draw.drawn_text import Line
    from briefing.draw.text_width import Fonts

_GAP = 2.0
"""Room that is left beside a title, in pt."""
_ENTRY = 22.0
"""Width of a legend's symbol with the space around it, in pt."""
_MOST_LINES = 3
_LEADING = 2.0
"""What Vega adds to the font size for the height of a line, in pt."""
_LABEL_GAP = 3.0
_MOST_OF_AXIS = 1.25
"""How much longer than its axis a title may be, standing upright beside it."""
_SHORTEST_TITLE = 50.0
"""Length of its lines that such a title has in any case, in pt."""
_MOST_FOR_NAMES = 0.42
"""The part of its width that a chart leaves to the names on its y axis."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a chart is drawn with so that its words fit, found by drawing it without."""

    legend_columns: int = 0
    """0 for one row of entries."""
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Titles of axes, by their text, and the lines they are broken into."""
    x_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same of the labels of the x axis."""
    y_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    y_size: float = 0.0
    """Font size of the labels of the y axis, in pt, if they have several lines."""


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return ``text`` in as few lines as fit into ``width``, of about equal length.

    A single word that is longer stands on a line of its own.
    """
    count = len(_filled(text, width, measure))
    low, high = 0.0, width
    for _ in range(12):  # the narrowest measure with as few lines
        middle = (low + high) / 2
        if len(_filled(text, middle, measure)) > count:
            low = middle
        else:
            high = middle
    return _filled(text, high, measure)


def _filled(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def break_title(spec: dict[str, Any], width: float, fonts: Fonts) -> None:
    """Break the title and subtitle of a spec, with the theme's config in it, into lines."""
    title = spec.get("title")
    own = title if isinstance(title, dict) else {"text": title}
    style = {**spec["config"].get("title", {}), **own}
    family = style.get("font", spec["config"].get("font", ""))
    for key, prefix, size in (("text", "font", 13), ("subtitle", "subtitleFont", 12)):
        text = own.get(key)
        if not isinstance(text, str) or not isinstance(
            style.get(f"{prefix}Size", size), int | float
        ):
            continue
        face = Face(
            str(style.get("subtitleFont", family) if key == "subtitle" else family),
            weight_of(str(style.get(f"{prefix}Weight", "bold" if key == "text" else "normal"))),
            style.get(f"{prefix}Style") == "italic",
        )
        font_size = style.get(f"{prefix}Size", size)

        def measure(line: str, face: Face = face, font_size: float = font_size) -> float:
            return fonts.measure(line, face).width * font_size

        if measure(text) > width - _GAP:
            own = {**own, key: broken(text, width - _GAP, measure)}
            spec["title"] = own


def refitted(
    fit: Fit, lines: Sequence[Line], width: float, cut: Sequence[Line], fonts: Fonts
) -> Fit:
    """Return what to draw a chart with next, given how it came out; ``fit`` if nothing helps.

    Args:
        fit: what it was drawn with.
        lines: its words.
        width: the width that it may have, in pt.
        cut: those of the words that are cut or over one another.
        fonts: the fonts they are in.
    """
    roles = {line.role for line in cut}
    columns, titles, x_labels = fit.legend_columns, dict(fit.titles), fit.x_labels
    if roles & {"legend-label", "legend-title"} or _is_crushed(lines, width):
        columns = _columns(fit, lines, width)
    for line in cut:
        if line.role == "axis-title" and line.whole not in titles and not line.turned:
            measure = _measure(line, fonts)
            titles[line.whole] = tuple(broken(line.whole, width * 0.8, measure))
    for line, length in _longer_than_their_axis(lines):
        if line.whole not in titles:
            titles[line.whole] = tuple(broken(line.whole, length, _measure(line, fonts)))
    if "axis-label" in roles and not x_labels:
        x_labels = _broken_x_labels(lines, fonts)
    y_labels, size = (
        (fit.y_labels, fit.y_size) if fit.y_labels else _broken_y_labels(lines, width, fonts)
    )
    return Fit(columns, titles, x_labels, y_labels, size)


def _measure(line: Line, fonts: Fonts) -> Callable[[str], float]:
    return lambda text: fonts.measure(text, line.face).width * line.size


def _longer_than_their_axis(lines: Sequence[Line]) -> Iterator[tuple[Line, float]]:
    """Yield each upright title that is much longer than its axis, and the length it may have.

    The drawing would be as high as the title, and mostly empty.
    """
    for title in lines:
        if title.role != "axis-title" or not title.turned:
            continue
        labels = [other.box for other in lines if _is_label_of(other, title)]
        if labels:
            length = max(b[3] for b in labels) - min(b[1] for b in labels)
            if title.box[3] - title.box[1] > _MOST_OF_AXIS * length:
                yield title, max(length, _SHORTEST_TITLE)


def _is_label_of(line: Line, title: Line) -> bool:
    return line.role == "axis-label" and line.group == title.group


def _is_crushed(lines: Sequence[Line], width: float) -> bool:
    """Return whether a legend is so wide that it takes the room of the marks."""
    legend = [line.box for line in lines if line.role.startswith("legend")]
    return bool(legend) and max(b[2] for b in legend) - min(b[0] for b in legend) > width


def _columns(fit: Fit, lines: Sequence[Line], width: float) -> int:
    entries = [line for line in lines if line.role == "legend-label"]
    if fit.legend_columns == 1 or not entries:
        return fit.legend_columns
    widest = max(line.box[2] - line.box[0] for line in entries) + _ENTRY
    columns = max(1, min(int(width / widest), len(entries) - 1))
    return min(columns, fit.legend_columns - 1) if fit.legend_columns else columns


def _broken_y_labels(
    lines: Sequence[Line], width: float, fonts: Fonts
) -> tuple[dict[str, tuple[str, ...]], float]:
    """Return the labels of the y axis in lines, and their size, if they would take the room of the
    marks."""
    labels = [line for line in lines if line.role == "axis-label" and line.owner[:6] == "Y-axis"]
    most = width * _MOST_FOR_NAMES
    if not any(line.box[2] - line.box[0] > most for line in labels):
        return {}, 0.0
    found = {line.whole: tuple(broken(line.whole, most, _measure(line, fonts))) for line in labels}
    size = max(line.size for line in labels)
    return (found, size) if max(map(len, found.values())) > 1 else ({}, 0.0)


def _broken_x_labels(lines: Sequence[Line], fonts: Fonts) -> dict[str, tuple[str, ...]]:
    """Return the labels of the x axis in lines that fit between their neighbours; none if some do
    not."""
    labels = [
        line
        for line in lines
        if line.role == "axis-label" and line.owner.startswith("X-axis") and not line.turned
    ]
    if len(labels) < 2 or len({line.group for line in labels}) > 1:
        return {}
    middles = sorted((line.box[0] + line.box[2]) / 2 for line in labels)
    step = min(b - a for a, b in pairwise(middles))
    found: dict[str, tuple[str, ...]] = {}
    for line in labels:
        measure = _measure(line, fonts)
        parts = broken(line.whole, step - _LABEL_GAP, measure)
        if len(parts) > _MOST_LINES or max(map(measure, parts)) > step - _LABEL_GAP:
            return {}
        found[line.whole] = tuple(parts)
    return found


def apply(fit: Fit, spec: dict[str, Any]) -> None:
    """Put what was found into a spec."""
    if fit.legend_columns:
        spec["config"]["legend"] = {
            **spec["config"].get("legend", {}),
            "columns": fit.legend_columns,
        }
    if fit.titles:
        _put_titles(spec, fit.titles)
    if fit.x_labels:
        _put_labels(spec, "x", fit.x_labels)
    if fit.y_labels:
        line_height = fit.y_size + _LEADING
        step = max(map(len, fit.y_labels.values())) * line_height + fit.y_size
        # Lines stand below the one that is level with the mark: they are moved up by half of them.
        below = {label: len(lines) - 1 for label, lines in fit.y_labels.items()}
        known = json.dumps(below, ensure_ascii=False, sort_keys=True)
        offset = {"expr": f"-{line_height / 2:g} * (({known})[datum.label] || 0)"}
        _put_labels(spec, "y", fit.y_labels, {"labelOffset": offset})
        view = spec["config"].get("view", {})
        spec["config"]["view"] = {**view, "discreteHeight": {"step": step}}


def _put_titles(part: Any, titles: Mapping[str, tuple[str, ...]]) -> None:
    if isinstance(part, list):
        for item in part:
            _put_titles(item, titles)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "title" and isinstance(value, str) and value in titles:
                part[key] = list(titles[value])
            elif key not in {"values", "datasets"}:
                _put_titles(value, titles)


def _put_labels(
    part: Any,
    name: str,
    labels: Mapping[str, tuple[str, ...]],
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Give the axis of each channel ``name`` that shows names an expression that looks its labels
    up, and whatever ``more`` says."""
    if isinstance(part, list):
        for item in part:
            _put_labels(item, name, labels, more)
    elif isinstance(part, dict):
        encoding = part.get("encoding")
        channel = encoding.get(name) if isinstance(encoding, dict) else None
        if isinstance(channel, dict) and channel.get("type", "nominal") in {"nominal", "ordinal"}:
            axis = channel.get("axis", {})
            if isinstance(axis, dict) and not {"labelExpr", "labelAngle"} & set(axis):
                known = json.dumps(labels, ensure_ascii=False, sort_keys=True)
                look_up = f"({known})[datum.label] || datum.label"
                channel["axis"] = {**axis, "labelExpr": look_up, **more}
        for key, value in part.items():
            if key not in {"values", "datasets", "config"}:
                _put_labels(value, name, labels, more)
