"""What a compiled chart says values with: axes, legends and heads, and the labels that they print.

A spec is compiled to Vega, whose parts name their scales. Each label is then made to carry the
value it stands for, in properties of a line around its letters that has no width and is not drawn,
so that the drawing tells which values it prints and how.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator, Mapping

_SVG = "{http://www.w3.org/2000/svg}"
_VALUE, _GUIDE = "strokeDashOffset", "strokeMiterLimit"
_CARRIED = "isFinite(+datum.value) ? +datum.value : +datum.value < 0 ? -1e300 : 0"
_PROPERTIES = {
    "x": ("x", "xc", "x2"),
    "y": ("y", "yc", "y2"),
    "x2": ("x2", "x"),
    "y2": ("y2", "y"),
    "color": ("fill", "stroke"),
    "size": ("size", "strokeWidth", "fontSize"),
    "opacity": ("opacity", "fillOpacity", "strokeOpacity"),
}
"""Properties of Vega that a channel of Vega-Lite sets, by its name; others set one of theirs."""
_HEADS = frozenset(("row", "column", "facet"))
_BINNED = frozenset(("quantile", "quantize", "threshold", "bin-ordinal"))
_LEGENDS = ("fill", "stroke", "size", "shape", "opacity", "strokeWidth", "strokeDash")


@dataclass(slots=True)
class Guide:
    """An axis, a legend or the heads of facets."""

    scale_type: str
    """``linear``, ``time``, ``band``, …"""
    title: str
    """What stands beside it; empty if nothing does."""
    format: Any = None
    """As in Vega: a specifier, one for each unit of time, or an expression as ``signal``."""
    format_type: str = ""
    text: str = ""
    """The expression that prints its labels, of ``datum.value`` and ``datum.label``; if any."""
    coarse: bool = False
    """Whether colours or sizes show a value, and not a place."""
    ticks: dict[float, str] = field(default_factory=dict)
    """The labels that it prints, by value, for those that are numbers or times."""

    @property
    def binned(self) -> bool:
        """Whether each label stands for all values up to the next."""
        return self.scale_type in _BINNED


class Guides:
    """The guides of one compiled chart, by view and channel."""

    def __init__(self, vega: dict[str, Any]) -> None:
        """Take apart a compiled chart and have its labels carry their values.

        Args:
            vega: the chart, whose views to read are described as ``'read-N:' + …``; it is changed.
        """
        self._types: dict[str, str] = {}
        self._guides: list[Guide] = []
        self._by_scale: dict[str, Guide] = {}
        self._heads: list[str] = []
        self._views: dict[int, dict[str, Any]] = {}
        parts = [vega, *_groups(vega)]
        for part in parts:
            for scale in part.get("scales", ()):
                self._types[scale["name"]] = scale.get("type", "linear")
        for part in parts:
            for axis in part.get("axes", ()):
                if axis.get("labels") is not False:
                    self._add(axis, [axis["scale"]], coarse=False)
        for part in parts:
            for legend in part.get("legends", ()):
                named = [legend[key] for key in _LEGENDS if isinstance(legend.get(key), str)]
                self._add(legend, named, coarse=True)
            title = part.get("title")
            text = title.get("text") if isinstance(title, dict) else None
            if isinstance(text, dict) and "parent[" in str(text.get("signal")):
                self._heads.append(text["signal"])
            said = _update(part).get("description")
            signal = said.get("signal", "") if isinstance(said, dict) else ""
            if signal.startswith("'read-"):
                self._views[int(signal[6:].partition(":")[0])] = _update(part)

    def read(self, drawn: etree.Element) -> None:
        """Take the labels of the guides from the drawing of the chart."""
        for element in drawn.iter(f"{_SVG}text"):
            number, value = element.get("stroke-miterlimit"), element.get("stroke-dashoffset")
            shown = not math.isclose(float(element.get("opacity", "1")), 0)
            if number is not None and value is not None and shown:
                guide = self._guides[int(float(number))]
                if text := " ".join("".join(element.itertext()).split()):
                    guide.ticks[float(value)] = text

    def of(self, view: int, channel: str, name: str) -> Guide | None:
        """Return what prints the values of column ``name`` in a channel; None if nothing does."""
        if channel in _HEADS:
            quoted = f'parent["{name}"]'
            for text in self._heads:
                if quoted in text:
                    expression = text.replace(quoted, "datum.value")
                    return Guide("band", "", text=expression)
            return None
        properties = self._views.get(view, {})
        for key in _PROPERTIES.get(channel, (channel,)):
            for scale in _scales(properties.get(key)):
                if scale in self._by_scale:
                    return self._by_scale[scale]
        return None

    def _add(self, part: dict[str, Any], scales: list[str], *, coarse: bool) -> None:
        labels = part.setdefault("encode", {}).setdefault("labels", {}).setdefault("update", {})
        text = labels.get("text")
        labels[_VALUE] = {"signal": _CARRIED}
        # A half more: the limit that Vega takes when none is given is a whole number.
        labels[_GUIDE] = {"value": len(self._guides) + 0.5}
        guide = Guide(
            next((self._types[name] for name in scales if name in self._types), "linear"),
            _words(part.get("title")),
            part.get("format"),
            part.get("formatType", ""),
            text.get("signal", "") if isinstance(text, dict) else "",
            coarse,
        )
        for name in scales:
            # What stands on both sides of a chart is one guide.
            known = self._by_scale.setdefault(name, guide)
            guide.ticks = known.ticks
        self._guides.append(guide)


def printed_words(drawn: etree.Element) -> dict[tuple[int, int], str]:
    """Return the words of text marks by the number of their view and that of their row."""
    found = {}
    for element in drawn.iter(f"{_SVG}text"):
        said = element.get("aria-label", "")
        if said.startswith("read-"):
            view, _, row = said[5:].partition(":")
            if row.isdecimal():
                lines = list(element) or [element]
                words = " ".join("".join(line.itertext()).strip() for line in lines)
                found[int(view), int(row)] = words.strip()
    return found


def _groups(part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for mark in part.get("marks", ()):
        yield mark
        yield from _groups(mark)


def _update(mark: Mapping[str, Any]) -> dict[str, Any]:
    found = (mark.get("encode") or {}).get("update")
    return found if isinstance(found, dict) else {}


def _scales(value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict) and isinstance(part.get("scale"), str):
            yield part["scale"]


def _words(title: Any) -> str:
    if isinstance(title, list):
        return " ".join(map(str, title))
    return title if isinstance(title, str) else ""
