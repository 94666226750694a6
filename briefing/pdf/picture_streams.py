"""Puts raster pictures in place of their proxies (`briefing.model.picture_proxies`)."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from pikepdf import Dictionary, Name

from briefing.model.picture_proxies import key_in
from briefing.pdf.images import images_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pikepdf
    from PIL.Image import Image

_JPEG = b"\xff\xd8"
_PNG_HEAD = 8
_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}


def replace_proxies(
    pdf: pikepdf.Pdf, resources: Iterable[pikepdf.Object], read: Callable[[str], bytes]
) -> None:
    """Replace proxies below ``resources``, in forms too, by the pictures they stand for.

    Args:
        pdf: The file that they are in.
        resources: The resources of its pages and forms.
        read: Returns a picture, a PNG or JPEG, by its key; it is called once for each. It raises
            KeyError if there is none.

    Raises:
        ValueError: A proxy is of no picture.
    """
    made: dict[str, pikepdf.Object] = {}
    for holder, name, image in images_below(resources):
        if image.get("/Filter") != Name.DCTDecode or not (key := key_in(image.read_raw_bytes())):
            continue
        if key not in made:
            try:
                made[key] = image_of(pdf, read(key))
            except KeyError as error:
                raise ValueError("the picture for a proxy is missing") from error
        holder[name] = made[key]


def image_of(pdf: pikepdf.Pdf, picture: bytes) -> pikepdf.Stream:
    """Return a PNG or JPEG as an image of a PDF (ISO 32000-1, 8.9.5): a JPEG as it is."""
    from PIL import Image  # only where a briefing has raster pictures

    with Image.open(io.BytesIO(picture)) as opened:
        if picture.startswith(_JPEG):
            return pdf.make_stream(picture, _head(opened, Filter=Name.DCTDecode))
        shown: Image.Image = opened
        if "transparency" in opened.info:
            shown = opened.convert("RGBA")
        elif opened.mode in {"1", "P", "I"}:
            shown = opened.convert("RGB")
        if shown.mode not in {"RGBA", "LA"}:
            return _coded(pdf, shown)
        image = _coded(pdf, shown.convert(shown.mode[:-1]))
        image.SMask = _coded(pdf, shown.getchannel("A"))
        return image


def _coded(pdf: pikepdf.Pdf, picture: Image) -> pikepdf.Stream:
    """Return pixels as an image, coded as in a PNG: filtered row by row, then deflated."""
    coding = Dictionary(Predictor=15, Columns=picture.width, Colors=len(picture.getbands()))
    head = _head(picture, Filter=Name.FlateDecode, DecodeParms=coding)
    file = io.BytesIO()
    picture.save(file, format="PNG")
    return pdf.make_stream(b"".join(_data_chunks(file.getvalue())), head)


def _head(picture: Image, **coding: Any) -> Dictionary:
    return Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=_SPACES[picture.mode],
        BitsPerComponent=8,
        Interpolate=False,
        **coding,
    )


def _data_chunks(png: bytes) -> Iterable[bytes]:
    """Yield the pixel data of a PNG, chunk by chunk (ISO/IEC 15948, 11.2.4)."""
    at = _PNG_HEAD
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += length + 12
