"""Pictures of a briefing: their paths, text and sizes, and what they must not contain."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as etree
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import unquote

from briefing.files import jpeg, png
from briefing.files.raster import Raster, print_raster, raster_kind, raster_size
from briefing.files.svg import plain_svg
from briefing.files.svg_expansion import local_name
from briefing.files.unusable_picture import UnusablePicture, cut_short, damaged
from briefing.model.pictures import StoredPicture

if TYPE_CHECKING:
    from briefing.model.pictures import Picture

_TEXTS = frozenset({"text", "tspan", "textPath", "a"})
_HEAD = 1024
_WEB_PAGE = re.compile(
    rb"(?i)(?:(?><!--.*?-->)\s*+|<\?xml[^>]*+>\s*+)*+<(?:!doctype\s+)?html", re.DOTALL
)
_OTHER_FORMATS = (
    (b"RIFF", "a sound or film"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"PK", "an archive or an office document"),
    (b"8BPS", "a Photoshop document"),
    (b"\x01\0\0\0", "an EMF picture"),
    (b"\xd7\xcd\xc6\x9a", "a WMF picture"),
    (b"\0\0\0", "a HEIC picture or a film"),
)
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 32 << 20
_KINDS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "SVG": (".svg", ".svgz"),
    "WebP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "GIF": (".gif",),
    "BMP": (".bmp",),
    "AVIF": (".avif",),
}
"""The endings of files by the name of their format."""
_SIZE = re.compile(r"(\d+\.?\d*|\.\d+)(px|pt|mm|cm|in)?")
_PT = {"px": 0.75, "pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
_PX = {unit: size / 0.75 for unit, size in _PT.items()} | {
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "pc": 16.0,
    "Q": 96 / 101.6,
}
_ANY_LENGTH = re.compile(rf"(\d+\.?\d*|\.\d+)({'|'.join(_PX)})?")
_LABELS = frozenset({"title", "aria-label", "alt", "label"})
_LARGEST_PX = 10_000
PICTURES = tuple(ending for endings in _KINDS.values() for ending in endings)
"""Endings of files that can be pictures."""


def picture_path(address: str) -> str:
    """Return the normal form of a picture's path, however it is written: ``./a%20b.svg``.

    URLs are returned as they are.
    """
    if "://" in address or address.startswith("//") or not address:
        return address
    return posixpath.normpath(unquote(address))


def print_picture(data: bytes, name: str) -> Raster:
    """Return the picture in a file for print, with remarks on what is not printed as it is.

    Args:
        data: the content of the file.
        name: its name, whose ending must fit the content.

    Raises:
        UnusablePicture: it cannot be printed, or is of another format than its name says.
    """
    if not data.strip():
        raise UnusablePicture("this file is empty", "copy or export it again")
    picture = Raster(bare_picture(data)) if _is_text(data) else _print_binary(data)
    kind = raster_kind(data) or "SVG"
    if not name.lower().endswith(_KINDS[kind]):
        right = _KINDS[kind][0]
        raise UnusablePicture(
            f"by its name it is another format, but its content is {kind}",
            f"rename it to end in {right}, or save it in the format that its name says",
        )
    return picture


def bare_picture(data: bytes) -> bytes:
    """Return the picture in a file as it is printed, without metadata.

    Raises:
        UnusablePicture: it cannot be printed as it is.
    """
    if _is_text(data):
        return plain_svg(data, _bare_raster)
    return _print_binary(data).data


def _print_binary(data: bytes) -> Raster:
    """Return the picture in a file that is no text; raises UnusablePicture as `print_picture`."""
    if data.startswith(_GZIP):
        return Raster(plain_svg(_unpacked(data), _bare_raster))
    if raster_kind(data):
        return print_raster(data)
    known = next((name for start, name in _OTHER_FORMATS if data.startswith(start)), "")
    what = f"this is {known}" if known else "this is not a picture in a supported format"
    raise UnusablePicture(what, "save the picture as PNG, JPEG or SVG")


def _bare_raster(data: bytes) -> bytes:
    """Return a raster picture that is embedded in an SVG picture."""
    if raster_kind(data) not in {"PNG", "JPEG"}:
        raise UnusablePicture("this is not a PNG or JPEG", "embed the picture as PNG or JPEG")
    return print_raster(data).data


def _unpacked(data: bytes) -> bytes:
    """Return the SVG picture in an SVGZ file."""
    unpacking = zlib.decompressobj(31)
    try:
        text = unpacking.decompress(data, _MOST_UNPACKED)
    except zlib.error as error:
        raise damaged("SVGZ") from error
    if unpacking.unconsumed_tail:
        raise UnusablePicture(
            f"this picture unpacks to more than {_MOST_UNPACKED >> 20} MiB", "simplify it"
        )
    if not unpacking.eof:
        raise cut_short("SVGZ")
    if not _is_text(text):
        raise damaged("SVGZ")
    return text


def _is_text(data: bytes) -> bool:
    """Return whether ``data`` may be SVG; raises UnusablePicture for a web page."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _WEB_PAGE.match(head):
        raise UnusablePicture("this is a web page (HTML), not a picture", "save the picture itself")
    return head.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def is_svg(picture: Picture) -> TypeGuard[bytes]:
    """Return whether a picture is SVG, whatever its file is called."""
    return isinstance(picture, bytes) and not picture.startswith((png.START, jpeg.START))


def picture_type(picture: bytes) -> str:
    """Return the media type of a picture."""
    if picture.startswith(png.START):
        return "image/png"
    return "image/jpeg" if picture.startswith(jpeg.START) else "image/svg+xml"


@lru_cache(maxsize=256)
def picture_text(picture: Picture) -> str:
    """Return the text that an SVG picture shows, in drawing order; empty for a raster picture."""
    if not is_svg(picture):
        return ""
    words: list[str] = []
    waiting = [etree.fromstring(picture)]
    while waiting:
        element = waiting.pop()
        if local_name(element) in _TEXTS:
            words.append("".join(element.itertext()))
        else:
            waiting += reversed(element)
    return " ".join(" ".join(words).split())


@lru_cache(maxsize=256)
def picture_text_and_labels(svg: Picture) -> str:
    """Return all text in an SVG picture, shown or not: its text, titles, descriptions and labels.

    Empty for a raster picture.
    """
    if not is_svg(svg):
        return ""
    words: list[str] = []
    for element in etree.fromstring(svg).iter():
        if local_name(element) != "style":
            words += (element.text or "", element.tail or "")
        names = (name for name in element.attrib if name.rpartition("}")[2] in _LABELS)
        words += (element.attrib[name] for name in names)
    return " ".join(" ".join(words).split())


@lru_cache(maxsize=256)
def size_px(svg: Picture) -> tuple[float, float] | None:
    """Return width and height of an SVG picture in CSS px.

    None where it does not give both as lengths of a usable size, in proportion to its view box.
    """
    if not is_svg(svg):
        return None
    root = etree.fromstring(svg)
    found = [_SIZE.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
    width, height = (
        float(match[1]) * _PT[match[2] or "px"] / _PT["px"] if match else 0.0 for match in found
    )
    if not 1 <= min(width, height) <= max(width, height) <= _LARGEST_PX:
        return None
    *_, across, down = _view_box(root) or (0, 0, width, height)
    return (width, height) if abs(width * down - height * across) < width * down / 100 else None


@lru_cache(maxsize=256)
def picture_size_px(picture: Picture) -> tuple[float, float] | None:
    """Return width and height of a picture in pixels, of an SVG picture in CSS px.

    Where an SVG picture has no usable size, those of its view box; None if it has neither.
    """
    if isinstance(picture, StoredPicture):
        return picture.width, picture.height
    if not is_svg(picture):
        return raster_size(picture)
    if (size := size_px(picture)) is not None:
        return size
    root = etree.fromstring(picture)
    *_, width, height = _view_box(root) or (_length_px(root, "width"), _length_px(root, "height"))
    return (width, height) if min(width, height) > 0 else None


def _length_px(root: etree.Element, name: str) -> float:
    """Return a length of the root in CSS px, in whatever unit; 0 where there is none."""
    found = _ANY_LENGTH.fullmatch(root.get(name, "").strip())
    return float(found[1]) * _PX[found[2] or "px"] if found else 0.0


def _view_box(root: etree.Element) -> tuple[float, ...]:
    """Return left, top, width and height of the view box; empty where there is no valid one."""
    try:
        box = tuple(map(float, root.get("viewBox", "").replace(",", " ").split()))
    except ValueError:
        return ()
    return box if len(box) == 4 else ()


def smallest_text_pt(svg: Picture) -> float:
    """Return the smallest font size in an SVG picture at its own size, in pt; 0 without text."""
    if not is_svg(svg):
        return 0.0
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
    """Add the font size of each element with text to ``sizes``; ``size`` is the inherited one."""
    style = re.search(r"font(?:-size)?:[^;]*?([\d.]+)(px|pt)?\b", element.get("style", ""))
    own = _SIZE.match(element.get("font-size", "")) or style
    size = float(own[1]) if own else size
    if (element.text or "").strip() and str(element.tag).endswith(("}text", "}tspan")):
        sizes.append(size)
    for child in element:
        _add_sizes(child, size, sizes)
