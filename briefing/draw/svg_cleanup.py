"""Cleanup of rendered charts for print: sizes in pt, and nothing hidden, active or linked."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from briefing.draw.gradient_strips import as_strips

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_BYTES = 2**20
"""Largest drawing, in bytes: PDF viewers draw it again each time its page is shown."""
_READ_FACTOR = 8
"""Drawings up to this many times ``MAX_BYTES`` are read, as cleaning may make them small enough."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(
    (
        *("circle", "clipPath", "defs", "g", "line", "linearGradient", "path", "radialGradient"),
        *("rect", "stop", "svg", "text", "tspan"),
    )
)
_DROPPED_ATTRIBUTES = ("aria-", "role", "pointer-events", "class")
_SIZE = re.compile(r"(\d+\.?\d*|\.\d+)(px|pt)?")
_REFERENCE = re.compile(r"url\(#([^)]*)\)")


class UnusableChart(Exception):
    """The drawing cannot be printed as it is; the message says why."""


def clean(
    text: str,
    width: float,
    smallest: float,
    families: Collection[str],
    largest: int = MAX_BYTES,
) -> bytes:
    """Return the drawing as SVG whose unit is the pt.

    Args:
        text: the SVG that the library made.
        width: the greatest width, in pt.
        smallest: the smallest size of text, in pt.
        families: font families that text may be set in.
        largest: the greatest size of the result, in bytes.

    Raises:
        UnusableChart: it is too wide or too large, contains more than shapes and text, or has text
            that is too small or in another font.
    """
    _check_size(len(text), largest * _READ_FACTOR)
    root = _parsed(text)
    for key in ("width", "height"):
        root.set(key, f"{float(root.get(key, '0')):g}pt")
    own = float(root.get("width", "").removesuffix("pt"))
    if not 0 < own <= width + 0.5:
        raise UnusableChart(
            f"it is {own:.0f} pt wide, but only {width:.0f} pt are available: give it, or each of "
            "its parts, a smaller “width”, put parts below each other (“row” instead of “column”, "
            "“columns: 2”), or give it more room (“place: wide”)"
        )
    _prune(root)
    for element in root.iter():
        _tidy(element)
        if element.tag == f"{{{_NAMESPACE}}}text":
            _check_text(element, smallest, families)
    _part_lines(root)
    if not as_strips(root):
        raise UnusableChart("it is filled with a gradient, which does not print; use plain colours")
    _renumber(root)
    etree.register_namespace("", _NAMESPACE)
    drawing = etree.tostring(root, encoding="unicode").encode()
    _check_size(len(drawing), largest)
    return drawing


def scaled(svg: bytes, by: float, width: float = math.inf) -> bytes:
    """Return a clean drawing in another size, but no wider than a width.

    Args:
        svg: what `clean` returned.
        by: the factor.
        width: the greatest width, in pt.
    """
    root = etree.fromstring(svg)
    own, high = (float(root.get(key, "0").removesuffix("pt")) for key in ("width", "height"))
    by = min(by, width / own)
    if "viewBox" not in root.attrib:
        root.set("viewBox", f"0 0 {own:g} {high:g}")
    for key, length in (("width", own), ("height", high)):
        root.set(key, f"{int(length * by * 10) / 10:g}pt")
    return etree.tostring(root, encoding="unicode").encode()


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise UnusableChart(
            f"the picture is {size / 2**20:.1f} MiB, too large for a page: draw fewer points, "
            "or clip a map to its visible part with the “clipExtent” of its projection"
        )


def _parsed(text: str) -> etree.Element:
    try:
        return etree.fromstring(text)
    except etree.ParseError as error:
        raise UnusableChart(f"it is not valid SVG: {error}") from error


def _tidy(element: etree.Element) -> None:
    """Remove attributes that do not print; raise UnusableChart for what is no shape or text."""
    name = str(element.tag).removeprefix(f"{{{_NAMESPACE}}}")
    if name not in _SHAPES:
        raise UnusableChart(f"it contains a <{name}>, which is neither a shape nor text")
    for key in list(element.attrib):
        if key.rpartition("}")[2].startswith(_DROPPED_ATTRIBUTES):
            del element.attrib[key]
        elif key.endswith("href"):
            raise UnusableChart("it contains a link")
    # WeasyPrint draws what has an opacity in a group of its own, where text loses its tags.
    if element.get("opacity") == "1":
        del element.attrib["opacity"]
    elif name == "text" and "opacity" in element.attrib:
        element.set("fill-opacity", element.attrib.pop("opacity"))


def _renumber(root: etree.Element) -> None:
    """Number clips and gradients from 1: the library goes on counting from one chart to the next,
    so that the same chart would not give the same bytes."""
    names: dict[str, str] = {}
    for element in root.iter():
        if name := element.get("id"):
            names[name] = f"{name.rstrip('0123456789')}{len(names) + 1}"
            element.set("id", names[name])
    for element in root.iter():
        for key, value in element.attrib.items():
            if found := _REFERENCE.fullmatch(value):
                if found[1] not in names:
                    raise UnusableChart(f"it refers to “{found[1]:.30}”, which it does not define")
                element.set(key, f"url(#{names[found[1]]})")


def _prune(element: etree.Element) -> None:
    """Remove invisible elements: they would be in the file, and could be copied from it."""
    for child in list(element):
        if _is_hidden(child):
            element.remove(child)
        else:
            _prune(child)


def _is_hidden(element: etree.Element) -> bool:
    unseen = ("opacity", "fill-opacity") if element.tag.endswith("}text") else ("opacity",)
    return (
        element.get("display") == "none"
        or element.get("visibility") == "hidden"
        or any(_is_zero(element.get(key)) for key in unseen)
    )


def _is_zero(value: str | None) -> bool:
    match = _SIZE.fullmatch(value or "")
    return match is not None and float(match[1]) == 0


def _part_lines(root: etree.Element) -> None:
    """Make each line of a text a text of its own: the engine would write the lines out of order,
    so that they could not be read or copied as they stand."""
    for parent in list(root.iter()):
        for element in [child for child in parent if child.tag == f"{{{_NAMESPACE}}}text"]:
            spans = list(element)
            if not spans:
                continue
            at, down = list(parent).index(element), 0.0
            parent.remove(element)
            for n, span in enumerate(spans):
                down += float(span.get("dy", "0").removesuffix("px"))
                line = etree.Element(element.tag, dict(element.attrib))
                line.set("transform", f"{element.get('transform', '')} translate(0,{down:g})")
                line.text = "".join(span.itertext())
                parent.insert(at + n, line)


def _check_text(element: etree.Element, smallest: float, families: Collection[str]) -> None:
    words = " ".join("".join(element.itertext()).split())
    if not words:
        return
    match = _SIZE.fullmatch(element.get("font-size", "0"))
    if match is None or float(match[1]) < smallest:
        size = match[1] if match else element.get("font-size")
        raise UnusableChart(f"the text “{words:.30}” is {size} pt, smaller than {smallest:g} pt")
    family = element.get("font-family", "").strip("\"' ")
    if family not in families:
        raise UnusableChart(
            f"the text “{words:.30}” is set in “{family}”, which is not a font of the theme"
        )
