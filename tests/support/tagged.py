"""The tags of a finished PDF with the text in them, read by pikepdf and PDFium: not by our code."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Place = tuple[int, float, float]
"""Index of a page, and pt from its lower left corner."""


@dataclass(slots=True, eq=False)
class Tag:
    """A structure element."""

    role: str
    keys: Any
    """Its dictionary."""
    kids: list[Tag | str | Link] = field(default_factory=list)
    """Elements, runs of text and links, in reading order."""
    pages: list[int] = field(default_factory=list)
    """Indexes of the pages its own text is on."""

    def walk(self) -> Iterator[Tag]:
        """Yield it and all elements below it, in reading order."""
        yield self
        for kid in self.tags:
            yield from kid.walk()

    def all(self, *roles: str) -> list[Tag]:
        """Return the elements of some roles below it."""
        return [tag for tag in self.walk() if tag.role in roles]

    @property
    def tags(self) -> list[Tag]:
        """The elements among its kids."""
        return [kid for kid in self.kids if isinstance(kid, Tag)]

    @property
    def links(self) -> list[Link]:
        """The link annotations in it and below it."""
        return [kid for tag in self.walk() for kid in tag.kids if isinstance(kid, Link)]

    @property
    def text(self) -> str:
        """All its text, with nothing between runs but what the file has."""
        return "".join(
            kid.text if isinstance(kid, Tag) else kid
            for kid in self.kids
            if not isinstance(kid, Link)
        )

    def key(self, name: str) -> str:
        """Return a string of its dictionary, empty if there is none."""
        return str(self.keys.get(f"/{name}", ""))

    def shape(self) -> str:
        """Return the roles in it, those inside another in brackets behind it."""
        inner = " ".join(tag.shape() for tag in self.tags)
        return f"{self.role}({inner})" if inner else self.role


@dataclass(slots=True, eq=False)
class Link:
    """A link annotation."""

    page: int
    rectangle: tuple[float, float, float, float]
    description: str
    address: str
    """Where it leads, out of the file."""
    place: Place | None
    """Where it leads, in the file."""


def read_tags(file: Path | bytes) -> Tag:
    """Return the root of the structure tree of ``file``, its ``Document``."""
    data = file if isinstance(file, bytes) else file.read_bytes()
    with pikepdf.open(BytesIO(data)) as pdf:
        reader = _Reader(pdf, _texts(data))
        return reader.tag(pdf.Root.StructTreeRoot.K[0], 0)


def _texts(data: bytes) -> list[dict[int, str]]:
    """Return, for each page, its text by the numbers of marked content."""
    document = pdfium.PdfDocument(data)
    found = []
    for page in document:
        texts: dict[int, str] = {}
        text_page = page.get_textpage()
        for item in page.get_objects(max_depth=1):
            number = pdfium_c.FPDFPageObj_GetMarkedContentID(item.raw)
            if number < 0 or item.type != pdfium_c.FPDF_PAGEOBJ_TEXT:
                continue
            size = pdfium_c.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
            pdfium_c.FPDFTextObj_GetText(item.raw, text_page.raw, wide, size)
            texts[number] = texts.get(number, "") + buffer.raw[: size - 2].decode("utf-16-le")
        found.append(texts)
    document.close()
    return found


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf, texts: list[dict[int, str]]) -> None:
        self._pages = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        self._texts = texts

    def tag(self, source: Any, page: int) -> Tag:
        if "/Pg" in source:
            page = self._pages[source.Pg.objgen]
        tag = Tag(str(source.S)[1:], dict(source))
        held = source.get("/K", pikepdf.Array())
        for kid in held.as_list() if isinstance(held, pikepdf.Array) else [held]:
            if not isinstance(kid, pikepdf.Dictionary):
                self._add_text(tag, page, int(kid))
            elif kid.get("/Type") == "/MCR":
                self._add_text(tag, self._pages[kid.Pg.objgen], int(kid.MCID))
            elif kid.get("/Type") == "/OBJR":
                tag.kids.append(self._link(kid.Obj, self._pages[kid.Pg.objgen]))
            else:
                tag.kids.append(self.tag(kid, page))
        return tag

    def _add_text(self, tag: Tag, page: int, number: int) -> None:
        tag.kids.append(self._texts[page].get(number, ""))
        tag.pages.append(page)

    def _link(self, source: Any, page: int) -> Link:
        rectangle = tuple(float(value) for value in source.Rect.as_list())
        address, place = "", None
        if "/URI" in source.A:
            address = str(source.A.URI)
        else:
            at = source.A.D.as_list()
            place = (self._pages[at[0].objgen], float(at[2]), float(at[3]))
        return Link(page, rectangle, str(source.get("/Contents", "")), address, place)  # type: ignore[arg-type]


def told(tag: Tag, depth: int = 0) -> Iterator[str]:
    """Yield a line for each element, indented, with its text, for people to read."""
    keys = " ".join(
        f"{name[1:]}={str(tag.keys[name])!r}"
        for name in ("/Alt", "/ActualText", "/E", "/Lang", "/ID", "/T")
        if name in tag.keys
    )
    runs = "".join(kid for kid in tag.kids if isinstance(kid, str))
    links = " ".join(
        f"<{kid.address or kid.place}: {kid.description}>"
        for kid in tag.kids
        if isinstance(kid, Link)
    )
    text = f"“{runs}”" if runs else ""
    yield " ".join(filter(None, ("  " * depth + tag.role, keys, text, links)))
    for kid in tag.tags:
        yield from told(kid, depth + 1)
