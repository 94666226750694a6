"""What a drawing asks of whoever draws it: more than the page engine can, more than anybody can.

The engine leaves out some of SVG, and draws some of it wrong, without saying so. A drawing that has
any of it is drawn by resvg instead, as a picture of pixels; what resvg does not draw either is
refused. Properties are looked for wherever they may stand: as attributes, in style attributes and
in style sheets, whatever these select. A table of small drawings in the tests, drawn by both, says
what each can do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as etree

from briefing.files.svg_expansion import local_name
from briefing.files.unusable_picture import UnusableSvg

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_RESVG = frozenset({"mask", "filter", "textPath", "feDropShadow"}) | frozenset(
    f"fe{name}"
    for name in (
        *("Blend", "ColorMatrix", "ComponentTransfer", "Composite", "ConvolveMatrix", "Flood"),
        *("DiffuseLighting", "DisplacementMap", "FuncR", "FuncG", "FuncB", "FuncA", "Merge"),
        *("GaussianBlur", "MergeNode", "Morphology", "Offset", "SpecularLighting", "Tile"),
        *("Turbulence", "DistantLight", "PointLight", "SpotLight"),
    )
)
"""Elements that only resvg draws."""
_TEXTS = frozenset({"text", "tspan", "textPath"})
_HOLDERS = frozenset({"clipPath", "pattern", "marker", "mask"})
_USUAL = {
    "paint-order": {"normal", "fill", "fill stroke", "fill stroke markers"},
    "mix-blend-mode": {"normal"},
    "word-spacing": {"normal", "0", "0px"},
    "baseline-shift": {"baseline", "0", "0px", "0%"},
    "font-variant": {"normal", "none"},
    "font-variant-caps": {"normal"},
    "text-decoration": {"none"},
    "text-decoration-line": {"none"},
    "writing-mode": {"lr", "lr-tb", "horizontal-tb", "lr_tb"},
    "alignment-baseline": {"auto", "baseline", "alphabetic"},
    "font-weight": set(map(str, range(100, 1000, 100))) | {"normal", "bold"},
    "marker": {"none"},
    "mask": {"none"},
    "filter": {"none"},
    "clip-rule": {"nonzero"},
}
"""Values of properties that the engine draws right; others are for resvg."""
_INHERITED = {"inherit", "initial", "unset", ""}
_SIZED = re.compile(r"[\d.]+[a-z%]*", re.IGNORECASE)
_TURNING = re.compile(r"rotate|skew|matrix\(\s*[-\d.e]+[\s,]+(?!-?0?\.?0*[\s,])")
_CURVES = re.compile(r"[cqtasz]", re.IGNORECASE)
_NOWHERE = (
    (re.compile(r"\bvar\s*\(|(?<![\w-])--[\w-]+\s*:"), "variables in its style (var)"),
    (re.compile(r"\bcalc\s*\("), "calculations in its style (calc)"),
    (re.compile(r"(?<![\w-])transform-box\s*:"), "“transform-box” in its style"),
    (re.compile(r"(?<![\w-])d\s*:\s*path"), "paths in its style"),
    (re.compile(r"(?<![\w-])clip-path\s*:\s*(?!url|none|inherit)\w"), "CSS shapes as clips"),
    (re.compile(r"@media(?!\s*\(\s*prefers-color-scheme)"), "“@media” in its style"),
    (
        re.compile(
            r"(?i)(?<![\w-])background(?:-color)?\s*:(?!\s*(?:transparent|none|white|inherit|"
            r"initial|unset|#fff(?:fff)?\b|rgb\(\s*255[\s,]+255[\s,]+255\s*\)))"
        ),
        "a background in its style (draw a rectangle)",
    ),
    (re.compile(r"(?<![\w-])mask-image\s*:"), "“mask-image” in its style"),
)
_ONLY_BY_ENGINE = (
    (re.compile(r"(?<![\w-])transform(?:-origin)?\s*:"), "“transform” in its style"),
    (re.compile(r"(?<![\w-])(?:c?[xy]|r[xy]?|width|height)\s*:\s*[\d.]"), "sizes in its style"),
    (
        re.compile(r":(?:nth-|not\(|is\(|where\(|last-|only-|has\()|\[[\w-]+[~|^$*]|[\w)]\s*~"),
        "selectors",
    ),
    (re.compile(r"\b(?:ok)?l(?:ab|ch)\s*\(|\bcolor\s*\(|\bcolor-mix"), "colours beyond sRGB"),
    (re.compile(r"(?<![\w-])direction\s*:\s*rtl"), "text from right to left"),
)
_REMEDY = "export the picture as PNG, with at least 150 pixels to 25 mm"


@lru_cache(maxsize=256)
def needs_resvg(svg: bytes) -> bool:
    """Return whether a drawing, as `plain_svg` returned it, has to be drawn by resvg."""
    return any(_beyond_engine(etree.fromstring(svg)))


def check_drawable(root: etree.Element) -> None:
    """Raise UnusableSvg for a drawing that neither the engine nor resvg draws as it is meant."""
    styles = _style_text(root)
    for pattern, what in _NOWHERE:
        if pattern.search(styles):
            raise UnusableSvg(f"this picture uses {what}, which is not supported", _REMEDY)
    reason = next(_beyond_engine(root), "")
    if reason:
        for pattern, what in _ONLY_BY_ENGINE:
            if pattern.search(styles):
                raise UnusableSvg(
                    f"this picture uses {reason} together with {what}, which is not supported",
                    _REMEDY,
                )


def properties(element: etree.Element) -> dict[str, str]:
    """Return the properties that stand on an element, those of its style attribute first."""
    found = {key: value.strip() for key, value in element.attrib.items() if "}" not in key}
    for declaration in found.get("style", "").split(";"):
        key, colon, value = declaration.partition(":")
        if colon:
            found[key.strip().lower()] = value.replace("!important", "").strip()
    return found


def _style_text(root: etree.Element) -> str:
    """Return all declarations and rules in a drawing, one after the other."""
    found = [e.get("style", "") for e in root.iter()]
    found += ["".join(e.itertext()) for e in root.iter() if local_name(e) == "style"]
    found += ["direction: rtl" for e in root.iter() if e.get("direction") == "rtl"]
    found += [
        "transform: px"
        for e in root.iter()
        if re.search(r"\d\s*(?:px|deg|mm|%)", e.get("transform", ""))
    ]
    return "; ".join(filter(None, found))


def _beyond_engine(root: etree.Element) -> Iterator[str]:
    """Yield what the engine would leave out or draw wrong, in words for a message."""
    rules = [
        rule
        for element in root.iter()
        if local_name(element) == "style"
        for rule in re.findall(r"\{([^{}]*)\}", "".join(element.itertext()))
    ]
    for rule in rules:
        yield from _of_properties(_declarations(rule))
    texts_have_paint = any("url(" in _declarations(rule).get("fill", "") for rule in rules)
    for element in root.iter():
        own = properties(element)
        yield from _of_properties(own)
        yield from _of_element(element, local_name(element), own)
        if local_name(element) in _TEXTS:
            yield from _of_text(element, own, texts_have_paint=texts_have_paint)


def _of_element(element: etree.Element, name: str, own: dict[str, str]) -> Iterator[str]:
    if name in BY_RESVG:
        yield f"a <{name}>"
    if name in _HOLDERS and any(local_name(e) in _TEXTS for e in element.iter()):
        yield f"text in a <{name}>"
    if name == "clipPath" and len(element) > 1:
        yield "a clip of several shapes"
    if name == "pattern":
        yield from _of_pattern(own)
    if name in {"linearGradient", "radialGradient"}:
        yield from _of_gradient(name, own)
    has_markers = any(key.startswith("marker-") and "url(" in own[key] for key in own)
    if has_markers and (name == "polygon" or _CURVES.search(own.get("d", ""))):
        yield "arrow heads on curves"
    if name != "line" and own.get("fill", "") != "none" and _is_seen_through(own):
        yield "a transparent outline on a filled shape"


def _of_text(
    element: etree.Element, own: dict[str, str], *, texts_have_paint: bool
) -> Iterator[str]:
    if texts_have_paint or "url(" in own.get("fill", ""):
        yield "text filled with a gradient or pattern"
    if _has_combining_marks(element):
        yield "letters with combining marks"
    if local_name(element) == "tspan" and own.get("visibility", "visible") != "visible":
        yield "hidden words in a line"


def _declarations(rule: str) -> dict[str, str]:
    return properties(etree.Element("rule", style=rule))


def _of_properties(own: dict[str, str]) -> Iterator[str]:
    for key, usual in _USUAL.items():
        value = own.get(key, "").lower()
        if value not in usual | _INHERITED:
            yield f"“{key}: {value:.30}”"
    if "url(" in own.get("stroke", ""):
        yield "outlines with a gradient or pattern"
    size = own.get("font-size", "")
    if size and size not in _INHERITED and not _SIZED.fullmatch(size):
        yield f"“font-size: {size:.20}”"
    if re.match(r"hsl|hwb", own.get("stop-color", "").lower()):
        yield "colours of a gradient by hue"


def _of_pattern(own: dict[str, str]) -> Iterator[str]:
    if "patternTransform" in own or "viewBox" in own:
        yield "a pattern that is turned or scaled"
    if any(own.get(key, "0").strip("0.px%") for key in ("x", "y")):
        yield "a pattern that is moved"


def _of_gradient(name: str, own: dict[str, str]) -> Iterator[str]:
    transform = own.get("gradientTransform", "")
    of_box = own.get("gradientUnits") != "userSpaceOnUse"
    if transform and (of_box or (name == "radialGradient" and _TURNING.search(transform))):
        yield "a gradient that is turned or scaled"


def _is_seen_through(own: dict[str, str]) -> bool:
    """Return whether an element has an outline through which its filling would be seen."""
    stroke = own.get("stroke", "").lower().replace(" ", "")
    if own.get("stroke-opacity", "1") not in {"1", "1.0", "100%"} and stroke != "none":
        return True
    by_alpha = re.fullmatch(r"(?:rgb|hsl)a?\(.*[,/](0?\.\d+|[1-9]?\d%)\)", stroke)
    return bool(by_alpha) and stroke.count(",") != 2


def _has_combining_marks(element: etree.Element) -> bool:
    own = (element.text or "", *(child.tail or "" for child in element))
    letters = unicodedata.normalize("NFC", "".join(own))
    return any(unicodedata.combining(letter) for letter in letters)
