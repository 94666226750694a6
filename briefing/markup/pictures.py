"""Pictures before they are printed: their paths, their words, and what they may not hold."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as etree
from functools import lru_cache
from urllib.parse import unquote

# What the typesetter is asked for from within a picture it does not get, and that is told nowhere
# near the picture, if at all.
_ELSEWHERE = re.compile(r"""(?i)@import|url\((?!\s*["']?\s*\#)[^)]*""")
_SIZE = re.compile(r"(\d+\.?\d*|\.\d+)(px|pt|mm|cm|in)?")
_PT = {"px": 0.75, "pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
_LABELS = frozenset({"title", "aria-label", "alt", "label"})
_LARGEST_PX = 10_000
PICTURES = (".svg", ".png", ".jpg", ".jpeg")


def picture_path(address: str) -> str:
    """The path of a picture in its folder, however it is written: ``./a%20b.svg``."""
    if "://" in address or address.startswith("//") or not address:
        return address
    return posixpath.normpath(unquote(address))


@lru_cache(maxsize=256)
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


@lru_cache(maxsize=256)
def all_words(svg: bytes) -> str:
    """All that an SVG picture says, printed or not: its texts, titles, descriptions and labels."""
    words: list[str] = []
    for element in etree.fromstring(svg).iter():
        if str(element.tag).rpartition("}")[2] != "style":
            words += (element.text or "", element.tail or "")
        names = (name for name in element.attrib if name.rpartition("}")[2] in _LABELS)
        words += (element.attrib[name] for name in names)
    return " ".join(" ".join(words).split())


@lru_cache(maxsize=256)
def size_px(svg: bytes) -> tuple[float, float] | None:
    """Width and height of an SVG picture in CSS px, where it gives both as lengths of some use, in
    proportion to what it shows."""
    root = etree.fromstring(svg)
    found = [_SIZE.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
    width, height = (
        float(match[1]) * _PT[match[2] or "px"] / _PT["px"] if match else 0.0 for match in found
    )
    if not 1 <= min(width, height) <= max(width, height) <= _LARGEST_PX:
        return None
    *_, across, down = _view_box(root) or (0, 0, width, height)
    return (width, height) if abs(width * down - height * across) < width * down / 100 else None


def _view_box(root: etree.Element) -> tuple[float, ...]:
    """Left, top, width and height of what a picture shows; nothing where it does not say."""
    try:
        box = tuple(map(float, root.get("viewBox", "").replace(",", " ").split()))
    except ValueError:
        return ()
    return box if len(box) == 4 else ()


def smallest_text(svg: bytes) -> float:
    """Size of the smallest text in an SVG picture printed at its own size, in pt; 0 for none."""
    root = etree.fromstring(svg)
    box = _view_box(root)
    width = _SIZE.match(root.get("width", ""))
    scale = _PT["px"]
    if width and box and box[2]:
        scale = float(width[1]) * _PT[width[2] or "px"] / box[2]
    sizes: list[float] = []
    _add_sizes(root, 16.0, sizes)
    return min(sizes, default=0.0) * scale


def _add_sizes(element: etree.Element, size: float, sizes: list[float]) -> None:
    """The size of each text with words in it; what an element does not say, it inherits."""
    style = re.search(r"font(?:-size)?:[^;]*?([\d.]+)(px|pt)?\b", element.get("style", ""))
    own = _SIZE.match(element.get("font-size", "")) or style
    size = float(own[1]) if own else size
    if (element.text or "").strip() and str(element.tag).endswith(("}text", "}tspan")):
        sizes.append(size)
    for child in element:
        _add_sizes(child, size, sizes)


def _refuse_repeats_of_repeats(root: etree.Element) -> None:
    """Ten times ten times ten: a few lines of these would keep the engine busy for hours."""
    uses = [e for e in root.iter() if str(e.tag).rpartition("}")[2] == "use"]
    shown = {value[1:] for e in uses for key, value in e.attrib.items() if key.endswith("href")}
    for element in root.iter():
        if element.get("id") in shown and any(
            e is not element and e in uses for e in element.iter()
        ):
            raise ValueError("this picture repeats a part that repeats others")
