"""SVG pictures: checked for scripts, external references and what nobody draws.

Only elements that the engine or resvg draws are accepted (`svg_features`). What they do not know
they would silently leave out, or print over the rest.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from briefing.files.svg_expansion import MAX_DEPTH, check_repeats, local_name, too_deep
from briefing.files.svg_features import BY_RESVG, check_drawable
from briefing.files.svg_values import write_out_values
from briefing.files.unusable_picture import UnusablePicture, UnusableSvg

if TYPE_CHECKING:
    from collections.abc import Callable

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_LINKING_NAMESPACES = ("", f"{{{_XLINK}", "{http://www.w3.org/XML/1998/namespace")
"""Namespaces whose ``href`` and ``base`` are links; others are notes of drawing programs."""
_DRAWN = frozenset(
    (
        *("svg", "g", "a", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "image", "clipPath", "linearGradient"),
        *("radialGradient", "stop", "pattern", "marker", "style"),
    )
)
_DESCRIPTIONS = frozenset({"title", "desc"})
"""Elements that describe the picture unseen; they are kept for the search of withheld text."""
_MAX_ELEMENTS = 100_000
_SAVE_PLAIN = "save it as plain SVG: no document type, links, scripts or nested <use>"
_REMEDIES = {
    "switch": "keep one of the alternatives, and export it again as plain SVG",
    "foreignObject": "write its text as SVG text (in draw.io turn off “formatted text” and “word "
    "wrap”, in Mermaid set “htmlLabels: false”), or export the picture as PNG",
}
# References out of the picture. WeasyPrint does not follow them, and says so nowhere near the
# picture, if at all.
_EXTERNAL = re.compile(r"""(?i)@import|url\((?!\s*+["']?\s*+\#)[^)]*+""")
_FONT_FACE = re.compile(r"@font-face\s*\{[^{}]*\}", re.IGNORECASE)
_ASKS = frozenset({"requiredExtensions", "requiredFeatures"})
_NO_NUMBER = re.compile(r"(?i)nan|inf")
_LARGEST = 1e9
"""Units of a view box: maps in metres have 1e8."""
_RASTER = re.compile(
    r"data:image/(?:png|jpe?g)(?:;[\w-]+=[\w-]+)*;base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE
)


def plain_svg(data: bytes, clean_raster: Callable[[bytes], bytes]) -> bytes:
    """Return an SVG picture without metadata and foreign elements.

    Args:
        data: the content of the file.
        clean_raster: removes metadata from a raster picture that is embedded in it.

    Raises:
        UnusableSvg: it has scripts or external references, repeats too much, or contains what
            WeasyPrint does not draw.
    """
    _check_text(data)
    root = etree.fromstring(data)
    if local_name(root) != "svg":
        fault = f"this is not an SVG picture: it is a <{local_name(root):.20}>"
        raise UnusableSvg(fault, _SAVE_PLAIN)
    changed = (
        write_out_values(root)
        | _choose(root)
        | _prune(root)
        | _compose_letters(root)
        | _drop_font_faces(root)
    )
    for element in root.iter():
        _check_element(element)
        changed |= _clean_embedded(element, clean_raster)
    check_repeats(root)
    check_drawable(root)
    if not changed:
        return data
    etree.register_namespace("", _SVG)
    etree.register_namespace("xlink", _XLINK)
    return etree.tostring(root, encoding="unicode").encode()


def _check_text(data: bytes) -> None:
    """Raise UnusableSvg for malformed XML, entities, too many elements or too deep nesting.

    A few bytes of entities may expand to any amount of text. A document type that only names a DTD
    is harmless.
    """
    parser, depth, count = expat.ParserCreate(), 0, 0

    def begin(_name: str, _system: str | None, _public: str | None, inside: int) -> None:
        if inside:
            raise UnusableSvg("this picture declares entities", _SAVE_PLAIN)

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if count > _MAX_ELEMENTS:
            raise UnusableSvg(
                f"this picture has more than {_MAX_ELEMENTS:,} elements",
                "simplify it, or export it as PNG",
            )
        if depth > MAX_DEPTH:
            raise too_deep()

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = begin
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)  # noqa: FBT003  as expat wants it
    except expat.ExpatError as error:
        raise UnusableSvg(
            f"this is not an SVG picture: {error}",
            "open it in a drawing program and save it again",
            error.lineno,
        ) from error
    except (UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, UnusableSvg):
            raise
        raise UnusableSvg(f"this is not an SVG picture: {error}", "save it as UTF-8") from error


def _prune(root: etree.Element) -> bool:
    """Remove metadata, foreign elements and elements in descriptions, which WeasyPrint would draw.

    Return whether anything was removed.
    """
    own = root.tag.rpartition("}")[0]
    pruned = False
    for element in list(root.iter()):
        for child in list(element):
            foreign = child.tag.rpartition("}")[0] != own
            if foreign or local_name(child) == "metadata" or local_name(element) in _DESCRIPTIONS:
                element.remove(child)
                pruned = True
    return pruned


def _choose(root: etree.Element) -> bool:
    """Put in place of each <switch> the one of its alternatives that everybody can draw: the first
    that asks for nothing. Return whether there was any.

    One that asks for a language stays, to be refused: editions may be in any.
    """
    chosen = False
    for parent in list(root.iter()):
        for at, child in enumerate(list(parent)):
            if local_name(child) != "switch" or any("systemLanguage" in e.attrib for e in child):
                continue
            drawn = (e for e in child if local_name(e) in _DRAWN and not _ASKS & e.attrib.keys())
            first = next(drawn, None)
            if first is None or any(
                local_name(e) == "foreignObject" and "requiredFeatures" in e.attrib for e in child
            ):
                continue
            group = etree.Element(child.tag.replace("switch", "g"), child.attrib)
            group.append(first)
            group.tail = child.tail
            parent[at] = group
            chosen = True
    return chosen


def _compose_letters(root: etree.Element) -> bool:
    """Write letters with marks as one character where there is one; return whether there was."""
    changed = False
    for element in root.iter():
        for key in ("text", "tail"):
            text = getattr(element, key) or ""
            composed = unicodedata.normalize("NFC", text)
            if composed != text:
                setattr(element, key, composed)
                changed = True
    return changed


def _drop_font_faces(root: etree.Element) -> bool:
    """Remove fonts that a picture brings: it is set in the theme's. Return whether it had any."""
    changed = False
    for element in root.iter():
        if local_name(element) == "style" and _FONT_FACE.search("".join(element.itertext())):
            element.text = _FONT_FACE.sub("", "".join(element.itertext()))
            del element[:]
            changed = True
    return changed


def _check_element(element: etree.Element) -> None:
    name = local_name(element)
    if name == "switch" and any(local_name(child) == "foreignObject" for child in element):
        name = "foreignObject"
    if name not in _DRAWN | _DESCRIPTIONS | BY_RESVG:
        remedy = _REMEDIES.get(name, "export it again as plain SVG, or as PNG")
        raise UnusableSvg(f"this picture contains a <{name:.30}>, which is not supported", remedy)
    for size in ("width", "height", "x", "y", "viewBox"):
        if _NO_NUMBER.search(element.get(size, "")):
            _refuse(f'has an invalid {size}: "{element.get(size):.40}"')
    if not _is_box(box := element.get("viewBox", "")):
        _refuse(f'has an invalid viewBox: "{box:.40}"')
    for key, value in element.attrib.items():
        where, _, short = key.rpartition("}")
        leads = short in {"href", "base"} and where in _LINKING_NAMESPACES
        leads_out = leads and not value.startswith("#")
        if leads_out and name == "image" and _RASTER.fullmatch(value):
            continue
        if short.startswith("on") or leads_out or _EXTERNAL.search(value):
            what = "a script" if short.startswith("on") else "an external reference"
            _refuse(f'has {what}: {key}="{value:.40}"')
    style = "".join(element.itertext()) if name == "style" else ""
    if found := _EXTERNAL.search(style):
        _refuse(f"has an external reference: {found[0]:.40}")
    if "\\" in style + element.get("style", ""):
        _refuse("has backslashes in its style")


def _is_box(text: str) -> bool:
    """Return whether a view box is absent, or four numbers that leave something to see."""
    try:
        box = tuple(map(float, text.replace(",", " ").split()))
    except ValueError:
        return False
    if not box:
        return True
    return len(box) == 4 and max(map(abs, box)) < _LARGEST and min(box[2:]) > 1 / _LARGEST


def _refuse(what: str) -> NoReturn:
    raise UnusableSvg(f"this picture {what}", _SAVE_PLAIN)


def _clean_embedded(element: etree.Element, clean_raster: Callable[[bytes], bytes]) -> bool:
    """Clean a raster picture that is embedded in ``element``; return whether it changed."""
    changed = False
    for key, value in element.attrib.items():
        if found := _RASTER.fullmatch(value):
            try:
                bare = clean_raster(base64.b64decode(found[1]))
            except binascii.Error:
                _refuse("embeds an image that cannot be decoded")
            except UnusablePicture as error:
                fault = f"the embedded image “{value:.22}…” cannot be printed: {error}"
                raise UnusableSvg(fault, error.remedy) from error
            kind = "png" if bare.startswith(b"\x89PNG") else "jpeg"
            text = f"data:image/{kind};base64,{base64.b64encode(bare).decode()}"
            changed |= text != value
            element.set(key, text)
    return changed
