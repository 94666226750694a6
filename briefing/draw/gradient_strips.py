"""Draw the scale of a legend as strips of plain colour.

Its colours are a gradient in what the drawing program makes. The engine prints that as a pattern,
which does not keep its place when a drawing is put on its page, and nothing would be seen.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_STRIPS = 48
"""Enough that no step is seen at the length of a legend."""
_RECTANGLE = re.compile(
    r"M(?P<x>-?[\d.]+),(?P<y>-?[\d.]+)h(?P<width>[\d.]+)v(?P<height>[\d.]+)h-[\d.]+Z"
)
_RGB = re.compile(
    r"rgb\((\d+), *(\d+), *(\d+)\)|#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE
)
_PAINT = re.compile(r"url\(#([^)]*)\)")

Stop = tuple[float, tuple[int, int, int]]


def as_strips(root: etree.Element) -> bool:
    """Replace rectangles that are filled with a linear gradient along one of their sides; return
    whether no other gradient is left."""
    gradients = {
        element.get("id", ""): element
        for element in root.iter()
        if element.tag.endswith("Gradient")
    }
    left = False
    for parent in list(root.iter()) if gradients else ():
        for n, element in reversed(list(enumerate(parent))):
            paints = [_PAINT.fullmatch(element.get(key, "")) for key in ("fill", "stroke")]
            if not any(match and match[1] in gradients for match in paints):
                continue
            strips = _strips(element, gradients[paints[0][1]]) if paints[0] else None
            if strips is None:
                left = True
            else:
                parent[n : n + 1] = strips
    if not left:
        for parent in list(root.iter()):
            for element in [child for child in parent if child in gradients.values()]:
                parent.remove(element)
    return not left


def _strips(element: etree.Element, gradient: etree.Element) -> list[etree.Element] | None:
    """Return the strips of a rectangle, each drawn over the rest of the one before; None if it is
    no rectangle or the gradient runs otherwise."""
    found = _RECTANGLE.fullmatch(element.get("d", ""))
    ends = [float(gradient.get(key, "0")) for key in ("x1", "y1", "x2", "y2")]
    stops = _stops(gradient)
    if found is None or stops is None or ends not in ([0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]):
        return None
    x, y, width, height = (float(found[key]) for key in ("x", "y", "width", "height"))
    strips = []
    for n in range(_STRIPS):
        start = n / _STRIPS
        colour = _colour(stops, (n + 0.5) / _STRIPS)
        if ends[0] != ends[2]:
            box = (x + width * start, y, width * (1 - start), height)
        elif ends[1] < ends[3]:
            box = (x, y + height * start, width, height * (1 - start))
        else:
            box = (x, y, width, height * (1 - start))
        names = ("x", "y", "width", "height")
        sizes = {name: f"{value:.4g}" for name, value in zip(names, box, strict=True)}
        rest = {key: element.attrib[key] for key in ("transform",) if key in element.attrib}
        fill = "#{:02x}{:02x}{:02x}".format(*colour)
        strips.append(
            etree.Element(element.tag.replace("path", "rect"), {**rest, **sizes, "fill": fill})
        )
    return strips


def _stops(gradient: etree.Element) -> list[Stop] | None:
    stops: list[Stop] = []
    for stop in gradient:
        match = _RGB.fullmatch(stop.get("stop-color", ""))
        if match is None or stop.get("stop-opacity", "1") != "1":
            return None
        decimal = match[1] is not None
        parts = match.groups()[:3] if decimal else match.groups()[3:]
        red, green, blue = (int(part, 10 if decimal else 16) for part in parts)
        stops.append((float(stop.get("offset", "0")), (red, green, blue)))
    return stops if len(stops) > 1 else None


def _colour(stops: Sequence[Stop], at: float) -> tuple[int, ...]:
    for (low, first), (high, second) in pairwise(stops):
        if at <= high:
            share = (at - low) / (high - low) if high > low else 1.0
            return tuple(
                round(a + (b - a) * min(1.0, max(0.0, share)))
                for a, b in zip(first, second, strict=True)
            )
    return stops[-1][1]
