"""Pictures for web pages: only what is drawn, and text as wide as it was measured.

A page engine leaves out what an SVG picture does not draw; a browser is given the file. So
comments, descriptions, hidden parts and definitions that nothing uses go, with every attribute that
draws nothing, and names of classes and ids are counted: they may say anything. A browser may lack
the theme's fonts, too. Each text is told how wide it is in them (`textLength`, SVG 2, 11.7), so
that another face neither runs into what stands beside it nor out of the picture.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.draw.text_width import Face, fonts_of, weight_of
from briefing.files.pictures import is_svg, picture_size_px, picture_type
from briefing.files.svg_expansion import local_name
from briefing.files.svg_features import properties
from briefing.files.svg_words import is_unseen, names_used
from briefing.model.pictures import StoredPicture
from briefing.model.web import WebPicture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.composition import Asset
    from briefing.model.pictures import Picture

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_KEPT = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "image", "clipPath", "linearGradient"),
        *("radialGradient", "stop", "pattern", "marker", "style"),
    )
)
_PROPERTIES = frozenset(
    (
        *("alignment-baseline", "baseline-shift", "clip-path", "clip-rule", "color", "direction"),
        *("display", "dominant-baseline", "fill", "fill-opacity", "fill-rule", "font-family"),
        *("font-size", "font-stretch", "font-style", "font-variant", "font-weight"),
        *("letter-spacing", "marker-end", "marker-mid", "marker-start", "opacity", "overflow"),
        *("paint-order", "stop-color", "stop-opacity", "stroke", "stroke-dasharray"),
        *("stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
        *("stroke-opacity", "stroke-width", "text-anchor", "text-decoration", "vector-effect"),
        *("visibility", "word-spacing", "writing-mode"),
    )
)
_GEOMETRY = frozenset(
    (
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "dx", "dy"),
        *("d", "points", "width", "height", "viewBox", "preserveAspectRatio", "transform"),
        *("rotate", "offset", "gradientUnits", "gradientTransform", "spreadMethod"),
        *("clipPathUnits", "patternUnits", "patternContentUnits", "patternTransform", "refX"),
        *("refY", "markerWidth", "markerHeight", "markerUnits", "orient", "textLength"),
        *("lengthAdjust",),
    )
)
_GENERIC = frozenset(("serif", "sans-serif", "monospace"))
_MONO = re.compile("Code|Mono|Courier")
_SERIF = re.compile("Serif|Times|Georgia")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NAME_IN_SELECTOR = re.compile(r"([.#])([A-Za-z_][\w-]*)")
_LINK = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_LENGTH = re.compile(r"([\d.]+)(px|pt)?")
_PX_PER_PT = 4 / 3


@lru_cache(maxsize=256)
def web_picture(data: Picture, fonts: tuple[Asset, ...]) -> WebPicture:
    """Return a picture of a briefing as a web page shows it.

    Args:
        data: The picture as it is printed: bare of metadata, in the theme's fonts.
        fonts: The theme's fonts, in which its texts are measured.
    """
    width, height = picture_size_px(data) or (0.0, 0.0)
    if is_svg(data):
        return WebPicture("image/svg+xml", _Cleaner(data, fonts).clean(), width, height)
    if isinstance(data, StoredPicture):
        return WebPicture("", b"", width, height, data)
    return WebPicture(picture_type(data), data, width, height)


class _Cleaner:
    """Writes one drawing anew."""

    def __init__(self, data: bytes, fonts: tuple[Asset, ...]) -> None:
        self.root = etree.fromstring(data)
        self.fonts = fonts
        self.unseen = is_unseen(self.root)
        self.used = names_used(self.root) & {e.get("id") for e in self.root.iter()}
        self.has_rules = any(local_name(e) == "style" for e in self.root.iter())
        self.names: dict[str, str] = {}
        """Counted names of ids and classes."""

    def clean(self) -> bytes:
        """Return the drawing in UTF-8, without an XML declaration."""
        etree.register_namespace("", _SVG)
        etree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
        made = self._element(self.root, {})
        return etree.tostring(made, encoding="unicode").encode()

    def _element(self, element: etree.Element, around: Mapping[str, str]) -> etree.Element:
        name = local_name(element)
        own = properties(element)
        state = {**around, **{k: v for k, v in own.items() if k.startswith("font-")}}
        made = etree.Element(f"{{{_SVG}}}{'g' if name == 'a' else name}")
        for key, value in element.attrib.items():
            self._attribute(made, key, value)
        if name == "style":
            made.text = self._rules("".join(element.itertext()))
            return made
        is_text = name in {"text", "tspan"}
        made.text = element.text if is_text else None
        for child in element:
            if local_name(child) in _KEPT | {"a"} and not self.unseen(child):
                inner = self._element(child, state)
                inner.tail = child.tail if is_text else None
                made.append(inner)
            elif is_text and child.tail:
                made.text = (made.text or "") + child.tail
        if is_text and made.text and made.text.strip() and not len(made) and not self.has_rules:
            self._measure(made, made.text, state)
        return made

    def _attribute(self, made: etree.Element, key: str, value: str) -> None:
        where, _, short = key.rpartition("}")
        if key == _XLINK or short == "href":
            made.set(key, self._renamed(value))
        elif where:
            return
        elif short == "id":
            if value in self.used:
                made.set("id", self._counted(value))
        elif short == "class":
            made.set("class", " ".join(map(self._counted, value.split())))
        elif short == "style":
            made.set("style", self._linked(_drawn(value)))
        elif short == "font-family":
            made.set(short, _with_stand_in(value))
        elif short in _GEOMETRY | _PROPERTIES:
            made.set(short, self._linked(value))

    def _counted(self, name: str) -> str:
        return self.names.setdefault(name, f"n{len(self.names) + 1}")

    def _renamed(self, address: str) -> str:
        """Return an address; one in the picture has a counted name."""
        return f"#{self._counted(address[1:])}" if address.startswith("#") else address

    def _linked(self, value: str) -> str:
        """Return a value with counted names in its links."""
        return _LINK.sub(lambda found: f"url(#{self._counted(found[1])})", value)

    def _rules(self, text: str) -> str:
        """Return a style sheet without comments, with counted names in its selectors."""
        rules = []
        for rule in _COMMENT.sub("", text).split("}"):
            selector, brace, body = rule.partition("{")
            if brace:
                named = _NAME_IN_SELECTOR.sub(lambda m: m[1] + self._counted(m[2]), selector)
                rules.append(f"{' '.join(named.split())}{{{self._linked(_drawn(body))}}}")
        return "".join(rules)

    def _measure(self, made: etree.Element, text: str, state: Mapping[str, str]) -> None:
        """Tell a text how wide it is in the theme's fonts."""
        size = _LENGTH.match(state.get("font-size", "16"))
        family = state.get("font-family", "").split(",")[0].strip(" '\"")
        if size is None or not family:
            return
        em = float(size[1]) * (_PX_PER_PT if size[2] == "pt" else 1)
        face = Face(
            family, weight_of(state.get("font-weight", "400")), state.get("font-style") == "italic"
        )
        width = fonts_of(self.fonts).measure(" ".join(text.split()), face).width * em
        if width > 0 and len(text.strip()) > 1:
            made.set("textLength", f"{width:.2f}")
            made.set("lengthAdjust", "spacingAndGlyphs")


def _drawn(declarations: str) -> str:
    """Return those of some declarations that say how something is drawn."""
    pairs = (one.partition(":") for one in declarations.split(";"))
    return ";".join(
        f"{name.strip()}:{_value(name.strip(), ' '.join(value.split()))}"
        for name, _, value in pairs
        if name.strip() in _PROPERTIES
    )


def _value(name: str, value: str) -> str:
    return _with_stand_in(value) if name == "font-family" else value


def _with_stand_in(families: str) -> str:
    """Return the names of typefaces in quotes, with the kind of face that stands in for them.

    A name with a number in it, such as “Source Sans 3”, is none to a browser without its quotes
    (CSS Fonts 4, 2.1).
    """
    names = [name.strip(" '\"") for name in families.split(",")]
    named = [name for name in names if name and name not in _GENERIC]
    kind = "monospace" if _MONO.search(families) else "serif" if _SERIF.search(families) else ""
    return ", ".join((*(f"'{name}'" for name in named), kind or "sans-serif"))
