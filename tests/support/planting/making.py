"""What plants are made with: a PDF changed in its objects or its bytes, words set in its fonts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

Make = Callable[[bytes], bytes]
"""A plant: the bytes of a finished PDF in, those of one with something in it out."""
Change = Callable[[Pdf], object]


@dataclass(frozen=True, slots=True)
class Missed:
    """A plant that is not caught, and why we do not try."""

    make: Make
    why: str


Plants = dict[str, dict[str, Make | Missed]]
"""Plants by place and name."""


def saved(pdf: Pdf) -> bytes:
    """The bytes of a PDF, written as the program writes its own."""
    file = io.BytesIO()
    if "/ID" in pdf.trailer:
        del pdf.trailer.ID  # it is made of the bytes
    pdf.save(
        file,
        force_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
        fix_metadata_version=False,  # which would write the metadata anew
    )
    return file.getvalue()


def objects(change: Change) -> Make:
    """A plant among the objects of a file, written as ours are: only what it says gives it away."""

    def make(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            return saved(pdf)

    return make


def replaced(old: bytes, new: bytes) -> Make:
    """A plant among the bytes of a file; where they stand in its table stays right for all that
    stands before it, and readers mend the rest."""

    def make(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return make


def sets(where: Callable[[Pdf], Any], key: str, value: Any) -> Make:
    """A plant that sets a key of an object; ``value`` may be a function of the PDF."""

    def change(pdf: Pdf) -> None:
        where(pdf)[key] = value(pdf) if callable(value) else value

    return objects(change)


# ── finding things ────────────────────────────────────────────────────────────────────────


def page(pdf: Pdf, text: str = "zebrafish") -> Any:
    """The first page with a font that has the letters of a text."""
    return next(page.obj for page in pdf.pages if has(page.obj, text))


def has(page: Any, text: str) -> bool:
    """Whether a page has a font with the letters of a text."""
    faces = page.Resources.get("/Font", Dictionary()).values()
    return any(_codes(face, text) for face in faces)


def root(pdf: Pdf) -> Any:
    """The catalog."""
    return pdf.Root


def all_of(pdf: Pdf, key: str, value: Any) -> list[Any]:
    """All objects that have a key with this value."""
    return [
        o for o in pdf.objects if isinstance(o, Dictionary | Stream) and o.get(key, None) == value
    ]


def image(pdf: Pdf) -> Any:
    """The photograph."""
    return next(i for i in all_of(pdf, "/Subtype", Name.Image) if i.Filter == Name.DCTDecode)


def form(pdf: Pdf) -> Any:
    """A form that is drawn: furniture or a drawing."""
    return all_of(pdf, "/Subtype", Name.Form)[0]


def font(pdf: Pdf) -> Any:
    """A font as pages use it."""
    return all_of(pdf, "/Subtype", Name.Type0)[0]


def element(pdf: Pdf, role: str = "/P") -> Any:
    """A structure element; every form of print has paragraphs or headings."""
    found = all_of(pdf, "/S", Name(role)) or all_of(pdf, "/S", Name.H1) or all_of(pdf, "/S", Name.P)
    return found[0]


# ── drawing ───────────────────────────────────────────────────────────────────────────────

_MAPPING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>\n")


def _codes(face: Any, text: str) -> list[bytes]:
    """The glyphs of a text in a font; none where it lacks one of them."""
    rows = _MAPPING.findall(face.ToUnicode.read_bytes()) if "/ToUnicode" in face else []
    letters = {chr(int(letter, 16)): glyph for glyph, letter in rows}
    return [letters[letter] for letter in text] if letters.keys() >= set(text) else []


def glyphs(pdf: Pdf, text: str, holder: Any = None) -> tuple[str, list[bytes]]:
    """A font among the resources of a page that has all letters of a text, and these."""
    fonts = (holder or page(pdf)).Resources.Font.items()
    return next((name, codes) for name, face in fonts if (codes := _codes(face, text)))


def line(pdf: Pdf, text: str, at: tuple[float, float] = (60, 60), size: float = 10) -> bytes:
    """A line of text in a font of the first page, upright where nothing is turned."""
    name, codes = glyphs(pdf, text)
    shown = b"".join(b"<%b>0" % code for code in codes)
    return b"BT\n1 0 0 1 %g %g Tm\n%b %g Tf\n[%b] TJ\nET\n" % (*at, name.encode(), size, shown)


def redrawn(holder: Any, change: Callable[[bytes], bytes]) -> None:
    """Change the content of a page or a form."""
    stream = holder.Contents if "/Contents" in holder else holder
    content = stream.read_bytes()
    changed = change(content)
    assert changed != content
    stream.write(changed)


def tagged(pdf: Pdf, content: bytes) -> None:
    """Draw inside the first marked content of the first page, as part of its text."""
    mark = re.compile(rb"(<</MCID \d+>>\s*BDC\n)")
    redrawn(page(pdf), lambda old: mark.sub(lambda m: m[0] + content, old, count=1))


def beside(pdf: Pdf, content: bytes) -> None:
    """Draw on top of the first page, as the engine draws what is no text."""
    redrawn(page(pdf), lambda old: old + b"/Artifact\nBMC\nq\n" + content + b"Q\nEMC\n")


def draws(content: Callable[[Pdf], bytes], how: Callable[[Pdf, bytes], None] = tagged) -> Make:
    """A plant among what is drawn."""
    return objects(lambda pdf: how(pdf, content(pdf)))


def image_of(pdf: Pdf, data: bytes, width: int, height: int, **keys: Any) -> Stream:
    """An image in RGB, as the engine writes it."""
    stream = pdf.make_stream(data)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace, stream.Interpolate = Name.DeviceRGB, False
    for key, value in keys.items():
        stream["/" + key] = value
    return stream


def form_of(pdf: Pdf, content: bytes, like: Any = None) -> Stream:
    """A form that draws with what the first page draws with."""
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox, stream.Resources = [0, 0, 595, 842], like or page(pdf).Resources
    return stream


def add_drawn(pdf: Pdf, name: str, thing: Any, kind: str = "/XObject") -> None:
    """Put something among the resources of the first page."""
    resources = page(pdf).Resources
    if kind not in resources:
        resources[kind] = Dictionary()
    resources[kind][name] = thing
