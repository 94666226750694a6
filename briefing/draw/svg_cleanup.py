"""A drawing made fit for print: sizes in pt, nothing hidden, nothing that acts or leads away."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_BYTES = 2**20
"""Largest drawing, in bytes: a reader's viewer draws it anew at each turn of a page."""
_READ_AT_ALL = 8
"""As many times that much is read, to see what is left of it."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(
    (
        *("circle", "clipPath", "defs", "g", "line", "linearGradient", "path", "radialGradient"),
        *("rect", "stop", "svg", "text", "tspan"),
    )
)
_NOT_PRINTED = ("aria-", "role", "pointer-events", "class")
_SIZE = re.compile(r"(\d+\.?\d*|\.\d+)(px|pt)?")
_REFERENCE = re.compile(r"url\(#([^)]*)\)")


class UnfitDrawing(Exception):
    """The drawing cannot be printed as it is; says why."""


def clean(
    text: str,
    width: float,
    smallest: float,
    families: Collection[str],
    largest: int = MAX_BYTES,
) -> bytes:
    """The drawing as SVG whose unit is the pt.

    Raises UnfitDrawing when it is wider than ``width`` pt, when a text is smaller than
    ``smallest`` pt or in a font that is none of ``families``, when it holds more than shapes and
    text, or takes more than ``largest`` bytes.
    """
    _check_size(len(text), largest * _READ_AT_ALL)
    root = _parsed(text)
    for key in ("width", "height"):
        root.set(key, f"{float(root.get(key, '0')):g}pt")
    own = float(root.get("width", "").removesuffix("pt"))
    if not 0 < own <= width + 0.5:
        raise UnfitDrawing(f"it is {own:.0f} pt wide, and its place {width:.0f} pt")
    _prune(root)
    for element in root.iter():
        _tidy(element)
        if element.tag == f"{{{_NAMESPACE}}}text":
            _check_text(element, smallest, families)
    _renumber(root)
    etree.register_namespace("", _NAMESPACE)
    drawing = etree.tostring(root, encoding="unicode").encode()
    _check_size(len(drawing), largest)
    return drawing


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise UnfitDrawing(
            f"it takes {size / 2**20:.1f} MiB, more than a page is worth: draw fewer points, "
            "or keep to the part of a map that is seen with a “clipExtent” of its projection"
        )


def _parsed(text: str) -> etree.Element:
    try:
        return etree.fromstring(text)
    except etree.ParseError as error:
        raise UnfitDrawing(f"it is no picture: {error}") from error


def _tidy(element: etree.Element) -> None:
    """Takes off what does not print; raises UnfitDrawing for what is neither shape nor text."""
    name = str(element.tag).removeprefix(f"{{{_NAMESPACE}}}")
    if name not in _SHAPES:
        raise UnfitDrawing(f"it holds a <{name}>, which is neither a shape nor text")
    for key in list(element.attrib):
        if key.rpartition("}")[2].startswith(_NOT_PRINTED):
            del element.attrib[key]
        elif key.endswith("href"):
            raise UnfitDrawing("it leads to another place")
    # Whatever has an opacity is drawn apart by the engine, where its words lose their tags.
    if element.get("opacity") == "1":
        del element.attrib["opacity"]
    elif name == "text" and "opacity" in element.attrib:
        element.set("fill-opacity", element.attrib.pop("opacity"))


def _renumber(root: etree.Element) -> None:
    """Counts clips and gradients from one in each drawing: the drawing program counts them over all
    that it has drawn."""
    names: dict[str, str] = {}
    for element in root.iter():
        if name := element.get("id"):
            names[name] = f"{name.rstrip('0123456789')}{len(names) + 1}"
            element.set("id", names[name])
    for element in root.iter():
        for key, value in element.attrib.items():
            if found := _REFERENCE.fullmatch(value):
                if found[1] not in names:
                    raise UnfitDrawing(f"it refers to “{found[1]:.30}”, which is not in it")
                element.set(key, f"url(#{names[found[1]]})")


def _prune(element: etree.Element) -> None:
    """Takes out what is not seen: it would be in the file all the same, and could be copied."""
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


def _check_text(element: etree.Element, smallest: float, families: Collection[str]) -> None:
    words = " ".join("".join(element.itertext()).split())
    if not words:
        return
    match = _SIZE.fullmatch(element.get("font-size", "0"))
    if match is None or float(match[1]) < smallest:
        size = match[1] if match else element.get("font-size")
        raise UnfitDrawing(f"the text “{words:.30}” is {size} pt, smaller than {smallest:g} pt")
    family = element.get("font-family", "").strip("\"' ")
    if family not in families:
        raise UnfitDrawing(f"the text “{words:.30}” is set in “{family}”, no font of the theme")
