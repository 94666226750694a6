"""Pictures before they are printed: their paths, their words, and what they may not hold."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as etree
from urllib.parse import unquote

# What the typesetter is asked for from within a picture it does not get, and that is told nowhere
# near the picture, if at all.
_ELSEWHERE = re.compile(r"""(?i)@import|url\((?!\s*["']?\s*\#)[^)]*""")
PICTURES = (".svg", ".png", ".jpg", ".jpeg")


def picture_path(address: str) -> str:
    """The path of a picture in its folder, however it is written: ``./a%20b.svg``."""
    if "://" in address or address.startswith("//") or not address:
        return address
    return posixpath.normpath(unquote(address))


def picture_words(svg: bytes) -> str:
    """The words inside an SVG picture, in drawing order; raises ValueError for active content."""
    if b"<!DOCTYPE" in svg or b"<!ENTITY" in svg:
        raise ValueError("this picture declares entities")
    root = etree.fromstring(svg)
    words: list[str] = []
    _refuse_repeats_of_repeats(root)
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in {"script", "foreignObject"}:
            raise ValueError(f"this picture holds a <{name}>")
        for size in ("width", "height", "x", "y", "viewBox"):
            if re.search(r"(?i)nan|inf", element.get(size, "")):
                raise ValueError(f'this picture has a {size} of "{element.get(size)}"')
        for key, value in element.attrib.items():
            asks = key.endswith("href") and not value.startswith("#")
            if key.startswith("on") or asks or _ELSEWHERE.search(value):
                raise ValueError(f'this picture acts or asks for more: {key}="{value:.40}"')
        if name == "style" and (found := _ELSEWHERE.search("".join(element.itertext()))):
            raise ValueError(f"this picture asks for more: {found[0]:.40}")
        if name == "text":
            words.append("".join(element.itertext()))
    return " ".join(" ".join(words).split())


def _refuse_repeats_of_repeats(root: etree.Element) -> None:
    """Ten times ten times ten: a few lines of these would keep the engine busy for hours."""
    uses = [e for e in root.iter() if str(e.tag).rpartition("}")[2] == "use"]
    shown = {value[1:] for e in uses for key, value in e.attrib.items() if key.endswith("href")}
    for element in root.iter():
        if element.get("id") in shown and any(
            e is not element and e in uses for e in element.iter()
        ):
            raise ValueError("this picture repeats a part that repeats others")
