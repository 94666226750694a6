"""Named colours in drawings: ``fill="ink"`` is printed in the ink of the theme or of a brand.

A name of the theme stands where SVG has a colour: in attributes, in ``style`` and in style sheets.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from functools import lru_cache

from briefing.files.svg_expansion import local_name

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_PROPERTIES = ("fill", "stroke", "stop-color", "color")
_DECLARED = re.compile(r"(?<![\w-])(fill|stroke|stop-color|color)(\s*:\s*)([^;{}!]+)")

Named = tuple[tuple[str, str], ...]
"""Names of colours with their values; pairs, so that drawings are changed once."""


@lru_cache(maxsize=256)
def in_theme_colours(svg: bytes, named: Named) -> bytes:
    """Return a drawing with the values of colours in place of their names; itself if it has none.

    Args:
        svg: an SVG picture.
        named: the colours of a theme, as pairs of name and value.
    """
    colours = dict(named)
    root = etree.fromstring(svg)
    changed = False
    for element in root.iter():
        for key in _PROPERTIES:
            if key in element.attrib:
                written = element.attrib[key]
                element.set(key, _value(written, colours))
                changed |= element.attrib[key] != written
        if "style" in element.attrib:
            written = element.attrib["style"]
            element.set("style", _declarations(written, colours))
            changed |= element.attrib["style"] != written
        if local_name(element) == "style":
            written = "".join(element.itertext())
            text = _declarations(written, colours)
            if text != written:
                element.text, changed = text, True
                del element[:]
    if not changed:
        return svg
    etree.register_namespace("", _SVG)
    etree.register_namespace("xlink", _XLINK)
    return etree.tostring(root, encoding="unicode").encode()


def _declarations(text: str, colours: dict[str, str]) -> str:
    return _DECLARED.sub(lambda m: f"{m[1]}{m[2]}{_value(m[3], colours)}", text)


def _value(written: str, colours: dict[str, str]) -> str:
    """Return the value that a property is given."""
    plain = written.strip()
    return written.replace(plain, colours[plain]) if plain in colours else written


def colours_in_svg(svg: bytes) -> tuple[str, ...]:
    """Return every word that stands where a drawing has a colour, each once."""
    found: dict[str, None] = {}
    for element in etree.fromstring(svg).iter():
        found |= {element.attrib[key].strip(): None for key in _PROPERTIES if key in element.attrib}
        texts = [element.get("style", "")]
        texts += ["".join(element.itertext())] if local_name(element) == "style" else []
        found |= {m[3].strip(): None for text in texts for m in _DECLARED.finditer(text)}
    return tuple(found)
