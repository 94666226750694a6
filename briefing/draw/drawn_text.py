"""The words of a drawing as the drawing program places them: lines of text, each with its box."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.draw.text_width import Face, weight_of

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator, Mapping

    from briefing.draw.text_width import Fonts

Matrix = tuple[float, float, float, float, float, float]
"""As in SVG: x becomes ``a·x + c·y + e``, y becomes ``b·x + d·y + f``."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_STEP = re.compile(r"(translate|rotate|scale|matrix)\(([^)]*)\)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
_CLIP = re.compile(r"url\(#([^)]*)\)")
_ROLE = re.compile(r"\brole-([\w-]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a drawing."""

    text: str
    whole: str
    """All lines of its label or title, joined by spaces."""
    role: str
    """What Vega takes it for: ``axis-label``, ``legend-label``, ``title-text``, ``mark``, …"""
    group: int
    """The number of the axis, legend or mark that it belongs to."""
    owner: str
    """What Vega says of that: “X-axis titled …”."""
    corners: tuple[Point, Point, Point, Point]
    """Of its ink: start and end of its lower edge, end and start of its upper one."""
    face: Face
    size: float
    clips: tuple[Box, ...]
    """Upright boxes outside of which nothing of it is seen."""

    @property
    def box(self) -> Box:
        """Left, top, right and bottom of an upright box around it."""
        xs, ys = zip(*self.corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def turned(self) -> bool:
        """Whether it does not run from left to right."""
        (x0, y0), (x1, y1) = self.corners[:2]
        return abs(y1 - y0) > 0.01 * abs(x1 - x0) + 0.01


def lines_of(root: etree.Element, fonts: Fonts) -> list[Line]:
    """Return all lines of text of a drawing, in their order, with their places in its unit."""
    clips = {e.get("id", ""): e for e in root.iter() if e.tag.endswith("}clipPath")}
    return list(_Walker(fonts, clips).walk(root, IDENTITY, ("", "", 0)))


def transformed(matrix: Matrix, transform: str) -> Matrix:
    """Return ``matrix`` followed by the transforms of an attribute."""
    for name, numbers in _STEP.findall(transform):
        values = [float(number) for number in _NUMBER.findall(numbers)]
        matrix = _product(matrix, _step(name, values))
    return matrix


def _step(name: str, values: list[float]) -> Matrix:
    if name == "translate":
        return (1, 0, 0, 1, values[0], values[1] if len(values) > 1 else 0)
    if name == "scale":
        return (values[0], 0, 0, values[1] if len(values) > 1 else values[0], 0, 0)
    if name == "matrix":
        a, b, c, d, e, f = values
        return (a, b, c, d, e, f)
    sine, cosine = math.sin(math.radians(values[0])), math.cos(math.radians(values[0]))
    turn: Matrix = (cosine, sine, -sine, cosine, 0, 0)
    if len(values) < 3:
        return turn
    x, y = values[1:3]
    return _product(_product((1, 0, 0, 1, x, y), turn), (1, 0, 0, 1, -x, -y))


def _product(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def applied(matrix: Matrix, x: float, y: float) -> Point:
    """Return where ``matrix`` puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


class _Walker:
    """Walks a drawing and keeps count of its groups."""

    def __init__(self, fonts: Fonts, clips: Mapping[str, etree.Element]) -> None:
        self._fonts = fonts
        self._clip_paths = clips
        self._groups = 0

    def walk(
        self,
        element: etree.Element,
        matrix: Matrix,
        within: tuple[str, str, int],
        clips: tuple[Box, ...] = (),
    ) -> Iterator[Line]:
        """Yield the lines in ``element``; ``within`` is role, owner and group around it."""
        matrix = transformed(matrix, element.get("transform", ""))
        clips += tuple(self._clip(element, matrix))
        if found := _ROLE.search(element.get("class", "")):
            role, (_, owner, group) = found[1], within
            if role in {"axis", "legend", "mark", "scope", "title"} or not group:
                self._groups += 1
                owner, group = element.get("aria-label", ""), self._groups
            within = role, owner, group
        if element.tag.endswith("}text"):
            yield from self._lines(element, matrix, within, clips)
            return
        for child in element:
            yield from self.walk(child, matrix, within, clips)

    def _clip(self, element: etree.Element, matrix: Matrix) -> Iterator[Box]:
        """Yield the box to which ``element`` is clipped, if it is clipped to a rectangle."""
        found = _CLIP.fullmatch(element.get("clip-path", ""))
        for shape in self._clip_paths[found[1]] if found and found[1] in self._clip_paths else ():
            if shape.tag.endswith("}rect"):
                left, top, width, height = (
                    float(shape.get(key, "0")) for key in ("x", "y", "width", "height")
                )
                (x0, y0), (x1, y1) = (
                    applied(matrix, left, top),
                    applied(matrix, left + width, top + height),
                )
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _lines(
        self,
        element: etree.Element,
        matrix: Matrix,
        within: tuple[str, str, int],
        clips: tuple[Box, ...],
    ) -> Iterator[Line]:
        if element.get("opacity") == "0" or element.get("fill-opacity") == "0":
            return
        size = float(_NUMBER.findall(element.get("font-size", "11"))[0])
        face = Face(
            element.get("font-family", "").strip("\"' "),
            weight_of(element.get("font-weight", "")),
            element.get("font-style") in {"italic", "oblique"},
        )
        spans = [child for child in element if child.tag.endswith("}tspan")] or [element]
        whole = " ".join("".join(span.itertext()).strip() for span in spans)
        y = 0.0
        for span in spans:
            y += float(span.get("dy", "0").removesuffix("px") or 0) if span is not element else 0
            text = "".join(span.itertext()).strip()
            if not text:
                continue
            extent = self._fonts.measure(text, face)
            width = extent.width * size
            start = {"middle": -width / 2, "end": -width}.get(element.get("text-anchor", ""), 0.0)
            top, bottom = y - extent.above * size, y + extent.below * size
            corners = tuple(
                applied(matrix, cx, cy)
                for cx, cy in (
                    (start, bottom),
                    (start + width, bottom),
                    (start + width, top),
                    (start, top),
                )
            )
            role, owner, group = within
            yield Line(text, whole, role, group, owner, corners, face, size, clips)  # type: ignore[arg-type]
