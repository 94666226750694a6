"""Plants in pictures: foreign ones, and what hides in the bytes of those that are shown."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from support.planting.base import SECRET, photo, tank
from support.planting.making import (
    Make,
    Plants,
    add_drawn,
    all_of,
    beside,
    form_of,
    image,
    image_of,
    objects,
    sets,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Pdf

WORD = String(SECRET)
NAMED = Name("/" + SECRET)
_W = SECRET.encode()


def foreign(pdf: Pdf) -> Any:
    """The withheld picture."""
    with Image.open(io.BytesIO(tank())) as picture:
        return image_of(pdf, picture.tobytes(), *picture.size)


def drawn_foreign(pdf: Pdf) -> None:
    """The withheld picture, beside what is shown."""
    add_drawn(pdf, "/Im1", foreign(pdf))
    beside(pdf, b"60 0 0 60 60 60 cm\n/Im1 Do\n")


def drawn_small(pdf: Pdf) -> None:
    """The withheld picture, in a form of furniture, too small to be seen."""
    inner = form_of(
        pdf, b"q .01 0 0 .01 0 0 cm /Im1 Do Q\n", Dictionary(XObject=Dictionary(Im1=foreign(pdf)))
    )
    add_drawn(pdf, "/Furniture9", inner)
    beside(pdf, b"/Furniture9 Do\n")


def in_place(pdf: Pdf) -> None:
    """The withheld picture in place of the photograph."""
    there, other = image(pdf), foreign(pdf)
    there.write(other.read_bytes())
    there.Width, there.Height = other.Width, other.Height


def inline(pdf: Pdf) -> None:
    """A picture among the operators of a page."""
    with Image.open(io.BytesIO(tank())) as picture:
        data = picture.convert("RGB").resize((4, 4)).tobytes()
    head = b"q 60 0 0 60 60 60 cm BI /W 4 /H 4 /BPC 8 /CS /RGB ID "
    beside(pdf, head + data + b" EI Q ")


def pixels_more(pdf: Pdf) -> None:
    """One pixel of a shown picture is another: letters in the last bits of colours."""
    picture = Image.open(io.BytesIO(photo())).convert("RGB")
    file = io.BytesIO()
    picture.putpixel((3, 3), (1, 2, 3))
    picture.save(file, "JPEG", quality=85)
    image(pdf).write(file.getvalue(), filter=Name.DCTDecode)


def on_the_photograph(key: str, value: Any) -> Make:
    """A plant: a key of the photograph's dictionary."""
    return sets(image, key, value)


IMAGES: Plants = {
    "foreign pictures": {
        "drawn": objects(drawn_foreign),
        "drawn too small to be seen": objects(drawn_small),
        "in place of one that is shown": objects(in_place),
        "not drawn": objects(lambda pdf: add_drawn(pdf, "/Im1", foreign(pdf))),
        "inline": objects(inline),
        "as a mask of one that is shown": on_the_photograph("/SMask", foreign),
        "as a stencil": on_the_photograph("/Mask", foreign),
        "instead of one, when printed": on_the_photograph(
            "/Alternates",
            lambda pdf: [
                Dictionary(Image=pdf.make_indirect(foreign(pdf)), DefaultForPrinting=True)
            ],
        ),
        "a shown one with a pixel changed": objects(pixels_more),
    },
    "pictures' dictionaries": {
        "metadata": on_the_photograph(
            "/Metadata",
            lambda pdf: pdf.make_stream(_W, Type=Name.Metadata, Subtype=Name.XML),
        ),
        "name": on_the_photograph("/Name", NAMED),
        "identifier": on_the_photograph("/ID", WORD),
        "a key of its own": on_the_photograph("/Draft", WORD),
        "a name for a value": on_the_photograph("/Intent", NAMED),
        "a printer's picture": on_the_photograph("/OPI", Dictionary({"/1.3": Dictionary(F=WORD)})),
        "a palette": on_the_photograph(
            "/ColorSpace", lambda _: Array([Name.Indexed, Name.DeviceRGB, 2, String(SECRET)])
        ),
        "a profile": on_the_photograph(
            "/ColorSpace", lambda pdf: Array([Name.ICCBased, pdf.make_stream(_W * 20, N=3)])
        ),
        "parameters": on_the_photograph("/DecodeParms", Dictionary(Draft=NAMED)),
        "a file": on_the_photograph(
            "/AF",
            lambda pdf: [
                Dictionary(Type=Name.Filespec, UF=WORD, EF=Dictionary(F=pdf.make_stream(_W)))
            ],
        ),
        "a measure": on_the_photograph("/Measure", Dictionary(R=WORD)),
    },
}


def photograph(change: Callable[[bytes], bytes]) -> Make:
    """A plant in the bytes of the photograph, which still shows the same."""

    def write(pdf: Pdf) -> None:
        there = image(pdf)
        there.write(change(there.read_raw_bytes()), filter=Name.DCTDecode)

    return objects(write)


def segment(kind: int, body: bytes) -> bytes:
    """A segment of a JPEG (ITU-T T.81, B.1.1.4)."""
    return b"\xff" + bytes([kind]) + (len(body) + 2).to_bytes(2, "big") + body


def after_start(more: bytes) -> Callable[[bytes], bytes]:
    """Something behind the start of a JPEG."""
    return lambda data: data[:2] + more + data[2:]


def before_scan(more: bytes) -> Callable[[bytes], bytes]:
    """Something before the first scan."""

    def change(data: bytes) -> bytes:
        at = data.index(b"\xff\xda")
        return data[:at] + more + data[at:]

    return change


def before_end(more: bytes) -> Callable[[bytes], bytes]:
    """Something behind the last scan."""
    return lambda data: data.removesuffix(b"\xff\xd9") + more + b"\xff\xd9"


def thumbnail(data: bytes) -> bytes:
    """A small picture in the head of JFIF."""
    end = 4 + int.from_bytes(data[4:6], "big")
    assert data[2:4] == b"\xff\xe0"
    body = data[6 : end - 2] + b"\x03\x01" + _W
    return data[:2] + segment(0xE0, body) + data[end:]


def progressive(data: bytes) -> bytes:
    """In several scans, with a remark between two of them."""
    file = io.BytesIO()
    Image.open(io.BytesIO(data)).save(file, "JPEG", progressive=True)
    scans = file.getvalue().split(b"\xff\xda")
    return b"\xff\xda".join([scans[0], scans[1] + segment(0xFE, _W), *scans[2:]])


JPEGS: Plants = {
    "bytes of a JPEG": {
        "a remark": photograph(after_start(segment(0xFE, _W))),
        "Exif": photograph(after_start(segment(0xE1, b"Exif\0\0" + _W))),
        "XMP": photograph(after_start(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _W))),
        "Photoshop": photograph(after_start(segment(0xED, b"Photoshop 3.0\0" + _W))),
        "a maker's note": photograph(after_start(segment(0xEF, _W))),
        "a colour profile": photograph(after_start(segment(0xE2, b"ICC_PROFILE\0\1\1" + _W * 20))),
        "a thumbnail": photograph(thumbnail),
        "two heads": photograph(after_start(segment(0xE0, b"JFXX\0\x13" + _W))),
        "a table nobody uses": photograph(before_scan(segment(0xDB, b"\x03" + (_W * 8)[:64]))),
        "a remark between scans": photograph(progressive),
        "a remark behind the last scan": photograph(before_end(segment(0xFE, _W))),
        "behind the picture's data": photograph(before_end(_W)),
        "behind the end": photograph(lambda data: data + _W),
        "a second picture": photograph(lambda data: data + data),
        "before the start": photograph(lambda data: _W + data),
        "fill bytes": photograph(lambda data: data[:2] + b"\xff" * 26 + data[2:]),
    },
}


def soft_mask(pdf: Pdf) -> Any:
    """A picture that is packed as PNGs are: the sign, or what of it is transparent."""
    found = [i for i in all_of(pdf, "/Subtype", Name.Image) if i.Filter == Name.FlateDecode]
    return found[0]


def packed(change: Callable[[bytes, Any], bytes]) -> Make:
    """A plant in the packed bytes of a picture that is no photograph."""

    def write(pdf: Pdf) -> None:
        there = soft_mask(pdf)
        raw = change(there.read_raw_bytes(), there)
        there.write(raw, filter=Name.FlateDecode, decode_parms=there.get("/DecodeParms"))

    return objects(write)


def repacked(more: bytes) -> Callable[[bytes, Any], bytes]:
    """The same and something more, packed."""
    return lambda raw, _: zlib.compress(zlib.decompress(raw) + more)


def empty_blocks(raw: bytes, _: Any) -> bytes:
    """A dictionary's flag and number before the blocks (RFC 1950, 2.2)."""
    body = zlib.compress(zlib.decompress(raw), 0)
    return body[:-4] + body[-4:] + b"\0" + _W


FLATE: Plants = {
    "bytes of packed pictures": {
        "behind the packed bytes": packed(lambda raw, _: raw + _W),
        "rows nobody sees": packed(repacked(_W * 9)),
        "one byte more": packed(repacked(b"z")),
        "in a packing of its own": packed(empty_blocks),
        "a remark of its dictionary": objects(
            lambda pdf: soft_mask(pdf).__setitem__("/Draft", NAMED)
        ),
        "parameters": objects(
            lambda pdf: soft_mask(pdf).__setitem__(
                "/DecodeParms", Dictionary(Predictor=1, Draft=NAMED)
            )
        ),
        "a colour behind it": objects(
            lambda pdf: soft_mask(pdf).__setitem__("/Matte", Array([ord(c) for c in SECRET]))
        ),
        "which values are which": objects(
            lambda pdf: soft_mask(pdf).__setitem__("/Decode", Array([0, 0.4711]))
        ),
    },
}
