"""Pictures inside a web page: what they are, what a drawing is made of, and the words in it."""

from __future__ import annotations

import binascii
import re
import xml.etree.ElementTree as etree
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS = re.compile(r"data:(image/(?:svg\+xml|png|jpeg));base64,([A-Za-z0-9+/]+={0,2})")
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "image", "clipPath", "linearGradient"),
        *("radialGradient", "stop", "pattern", "marker", "style"),
    )
)
_TEXT = frozenset(("text", "tspan", "style"))
_COUNTED = re.compile(r"n\d+( n\d+)*")
_DRAWING = re.compile(r"[\w\s#%.,:;()/'\"!*+-]*")
"""Characters of a value that says how something is drawn."""
_LOADING = re.compile(r"(?i)url\(\s*(?!#n\d+\))|@import|@font-face|expression\(|javascript:")
_KEYWORDS = frozenset(
    (
        *("start", "middle", "end", "none", "normal", "bold", "bolder", "lighter", "italic"),
        *("oblique", "butt", "round", "square", "bevel", "miter", "evenodd", "nonzero", "auto"),
        *("hidden", "visible", "inherit", "central", "hanging", "baseline", "sub", "super"),
        *("alphabetic", "spacingAndGlyphs", "userSpaceOnUse", "objectBoundingBox", "strokeWidth"),
        *("non-scaling-stroke", "stroke", "fill", "markers", "transparent", "currentColor"),
        *("white", "black", "sans-serif", "serif", "monospace", "inline", "block", "px", "pt"),
        *("xMidYMid", "xMinYMin", "meet", "slice"),
    )
)
"""Words by which values say how something is drawn."""
_MEASURE = re.compile(r"[-\d\s.,%]*(?:px|pt)?|#[0-9a-fA-F]{3,8}")
"""Numbers, lengths and colours, which are no words."""
_RASTER = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture that stands in a page."""

    digest: str
    """SHA-256 of its bytes."""
    texts: tuple[str, ...] = ()
    """The texts that it draws, in its order."""
    faults: tuple[str, ...] = ()
    """What it is made of and should not be."""
    values: tuple[str, ...] = ()
    """What else is written in it: the names and values that programs read."""


def read_picture(address: str, families: frozenset[str]) -> InlinePicture | None:
    """Return the picture that an address holds (RFC 2397); None if it holds none, or leads out.

    Args:
        address: Where the picture is said to be.
        families: Typefaces that its texts may name.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    try:
        data = b64decode(found[2], validate=True)
    except binascii.Error:
        return None
    digest = sha256(data).hexdigest()
    if found[1] != "image/svg+xml":
        return InlinePicture(digest)
    try:
        root = _parsed(data)
    except (etree.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        return InlinePicture(digest, (), (f"a drawing cannot be read: {error}",))
    texts = tuple(
        words
        for element in root.iter(f"{_SVG}text")
        if (words := " ".join("".join(element.itertext()).split()))
    )
    return InlinePicture(
        digest, texts, tuple(_faults(root)), tuple(dict.fromkeys(_values(root, families)))
    )


def _parsed(data: bytes) -> etree.Element:
    """Return the tree of a drawing; raises ValueError for what XML can hide from a tree."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("it has a comment, an instruction or a document type")

    parser.CommentHandler = parser.ProcessingInstructionHandler = refuse
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)  # noqa: FBT003  as expat wants it
    return etree.fromstring(data)


def _faults(root: etree.Element) -> Iterator[str]:
    for element in root.iter():
        name = element.tag.removeprefix(_SVG)
        if name not in _ELEMENTS:
            yield f"a drawing has a <{name:.40}>, which has no purpose here"
        if name not in _TEXT and (element.text or "").strip():
            yield f"a drawing has text in a <{name:.40}>, where nobody sees it"
        if (element.tail or "").strip() and name != "tspan":
            yield f"a drawing has text after a <{name:.40}>, where nobody sees it"
        for key, value in element.attrib.items():
            yield from _attribute_faults(name, key, value)
        if name == "style" and _LOADING.search("".join(element.itertext())):
            yield "a drawing loads something by its style sheet"


def _attribute_faults(name: str, key: str, value: str) -> Iterator[str]:
    if key in {_XLINK, "href"}:
        if not re.fullmatch(r"#n\d+", value) and not (name == "image" and _RASTER.fullmatch(value)):
            yield f"a drawing leads out of itself: {value:.60}"
    elif key.startswith("on") or "}" in key:
        yield f"a <{name}> of a drawing has the attribute {key:.60}, which has no purpose here"
    elif key in {"id", "class"}:
        if not _COUNTED.fullmatch(value):
            yield f"a drawing has the name “{value:.60}”, which is not counted"
    elif _LOADING.search(value) or not _DRAWING.fullmatch(value):
        yield f"a <{name}> of a drawing has {key}=“{value:.60}”, which is not allowed there"


def _values(root: etree.Element, families: frozenset[str]) -> Iterator[str]:
    """Yield what may be words for programs: names of attributes' values, and style sheets."""
    for element in root.iter():
        if element.tag == f"{_SVG}style":
            yield "".join(element.itertext())
        for key, value in element.attrib.items():
            if not (
                key in {"d", "points", "transform"}
                or _MEASURE.fullmatch(value)
                or _KEYWORDS.issuperset(value.split())
                or (key == "font-family" and families.issuperset(_names(value)))
                or _COUNTED.fullmatch(value.removeprefix("url(").strip("#()"))
                or value.startswith("data:")
            ):
                yield value


def _names(families: str) -> list[str]:
    return [name.strip(" '\"") for name in families.split(",")]
