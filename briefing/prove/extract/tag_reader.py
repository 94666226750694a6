"""Reads the structure tree of a finished file with PDFium, with the words in it.

PDFium gives the tree of one page at a time, but keeps the child numbers of the whole document, so
the parts of an element on several pages come together by their paths (ISO 32000-1, 14.7).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from briefing.prove.extract.pdf_reader import read_pdf
from briefing.prove.extract.pdfium import DEEPEST, kids_on_page, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.prove.extract.extracted import Box, PageText, TextObject

Path_ = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The text of one run of marked content."""

    page: int
    """From 0."""
    text: str
    box: Box
    """Where its letters are, in pt from the lower left corner of the page."""
    link: str = ""
    """What the link that it stands in is called (``/Contents``)."""


@dataclass(slots=True)
class Tag:
    """A structure element with what a screen reader is told of it."""

    role: str
    alt: str = ""
    actual: str = ""
    """What is read instead of its text."""
    expansion: str = ""
    """What an abbreviation stands for."""
    language: str = ""
    scope: str = ""
    """``Row`` or ``Column`` of a header cell."""
    span: tuple[int, int] = (1, 1)
    """Columns and rows of a cell."""
    kids: list[Tag | Words] = field(default_factory=list)

    def tags(self) -> Iterator[Tag]:
        """Yield the elements among its kids."""
        return (kid for kid in self.kids if isinstance(kid, Tag))

    def walk(self) -> Iterator[Tag]:
        """Yield this element and all below it, in reading order."""
        yield self
        for kid in self.tags():
            yield from kid.walk()


@dataclass(frozen=True, slots=True)
class TagTree:
    """The structure tree of a file, and the language and title that its reader is told."""

    root: Tag
    title: str
    language: str
    pages: int


def read_tags(file: Path | bytes) -> TagTree:
    """Return the structure tree of a file.

    Args:
        file: Its path, or its bytes.

    Raises:
        UnreadableFileError: It cannot be read, or is not a complete PDF.
    """
    extract = read_pdf(file)
    content = file if isinstance(file, bytes) else file.read_bytes()
    document = pdfium.PdfDocument(content)
    try:
        found: dict[Path_, Tag | Words] = {}
        for number, page in enumerate(extract.pages):
            found |= _page(document, number, page)
    finally:
        document.close()
    root = Tag("")
    for path, kid in sorted(found.items()):
        parent = found.get(path[:-1], root)
        if isinstance(parent, Tag):
            if parent.role == "TR":  # an empty cell stands on no page, so PDFium leaves it out
                parent.kids += [Tag("TD") for _ in range(path[-1] - len(parent.kids))]
            parent.kids.append(kid)
    return TagTree(root, extract.title, extract.language, len(extract.pages))


def _page(document: pdfium.PdfDocument, number: int, words: PageText) -> dict[Path_, Tag | Words]:
    """Return the elements and words on a page by their paths from the root of the tree."""
    page = document[number]
    links = list(_links(page))
    found: dict[Path_, Tag | Words] = {}
    for path, element in _elements(page):
        found[path] = _tag(element)
    page.close()
    for run in _runs(words):
        path = run[0].path
        if path[:-1] in found:
            # A link is larger than its words, and reaches over those beside it.
            linked = any(_is_link(found.get(path[:n])) for n in range(1, len(path)))
            found[path] = _words(run, words.text, number, links if linked else [])
    return found


def _is_link(kid: Tag | Words | None) -> bool:
    return isinstance(kid, Tag) and kid.role == "Link"


def _elements(page: pdfium.PdfPage) -> Iterator[tuple[Path_, Any]]:
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    waiting: list[tuple[Any, Path_]] = [
        (pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, n), (n,))
        for n in range(max(0, pdfium_c.FPDF_StructTree_CountChildren(tree)))
    ]
    while waiting:
        element, path = waiting.pop()
        if not element or len(path) > DEEPEST:
            continue
        yield path, element
        waiting += [
            (pdfium_c.FPDF_StructElement_GetChildAtIndex(element, n), (*path, n))
            for n, _ in kids_on_page(element)
        ]
    pdfium_c.FPDF_StructTree_Close(tree)


def _tag(element: Any) -> Tag:
    attributes = dict(_attributes(element))
    return Tag(
        text(pdfium_c.FPDF_StructElement_GetType, element),
        text(pdfium_c.FPDF_StructElement_GetAltText, element),
        text(pdfium_c.FPDF_StructElement_GetActualText, element),
        text(pdfium_c.FPDF_StructElement_GetExpansion, element),
        text(pdfium_c.FPDF_StructElement_GetLang, element),
        str(attributes.get("Scope", "")),
        (int(attributes.get("ColSpan", 1)), int(attributes.get("RowSpan", 1))),
    )


def _attributes(element: Any) -> Iterator[tuple[str, str | float]]:
    """Yield names and values of an element's attributes, of those that are names or numbers."""
    for n in range(max(0, pdfium_c.FPDF_StructElement_GetAttributeCount(element))):
        held = pdfium_c.FPDF_StructElement_GetAttributeAtIndex(element, n)
        for k in range(max(0, pdfium_c.FPDF_StructElement_Attr_GetCount(held))):
            name = _attribute_name(held, k)
            value = pdfium_c.FPDF_StructElement_Attr_GetValue(held, name.encode() + b"\0")
            kind = pdfium_c.FPDF_StructElement_Attr_GetType(value)
            if kind == pdfium_c.FPDF_OBJECT_NUMBER:
                number = ctypes.c_float()
                pdfium_c.FPDF_StructElement_Attr_GetNumberValue(value, ctypes.byref(number))
                yield name, number.value
            elif kind in {pdfium_c.FPDF_OBJECT_NAME, pdfium_c.FPDF_OBJECT_STRING}:
                yield name, _attribute_text(value)


def _attribute_name(held: Any, index: int) -> str:
    buffer, size = ctypes.create_string_buffer(64), ctypes.c_ulong()
    pdfium_c.FPDF_StructElement_Attr_GetName(held, index, buffer, 64, ctypes.byref(size))
    return buffer.value.decode("ascii", errors="replace")


def _attribute_text(value: Any) -> str:
    buffer, size = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
    pdfium_c.FPDF_StructElement_Attr_GetStringValue(value, buffer, 128, ctypes.byref(size))
    return bytes(buffer)[: min(size.value, 128)].decode("utf-16-le", errors="replace").rstrip("\0")


def _links(page: pdfium.PdfPage) -> Iterator[tuple[Box, str]]:
    """Yield the rectangle and the name of every link on a page."""
    for n in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, n)
        if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_LINK:
            at = pdfium_c.FS_RECTF()
            pdfium_c.FPDFAnnot_GetRect(note, at)
            name = text(pdfium_c.FPDFAnnot_GetStringValue, note, b"Contents\0")
            box = (at.left, min(at.bottom, at.top), at.right, max(at.bottom, at.top))
            yield box, name
        pdfium_c.FPDFPage_CloseAnnot(note)


def _runs(words: PageText) -> Iterator[list[TextObject]]:
    """Yield the text objects of each run of marked content, in the order of drawing."""
    runs: dict[Path_, list[TextObject]] = {}
    for one in words.text_objects:
        if one.path:
            runs.setdefault(one.path, []).append(one)
    yield from runs.values()


def _words(
    run: list[TextObject], text_of_page: str, page: int, links: list[tuple[Box, str]]
) -> Words:
    said = "".join(text_of_page[n] for one in run for n in one.chars)
    after = run[-1].chars[-1] + 1 if run[-1].chars else 0
    if text_of_page[after : after + 1] == " ":  # PDFium puts one where words are set apart
        said += " "
    left, bottom = min(o.box[0] for o in run), min(o.box[1] for o in run)
    right, top = max(o.box[2] for o in run), max(o.box[3] for o in run)
    across, up = (left + right) / 2, (bottom + top) / 2
    over = (
        name
        for (x1, y1, x2, y2), name in links
        if x1 - 1 <= across <= x2 + 1 and y1 - 1 <= up <= y2 + 1
    )
    return Words(page, said, (left, bottom, right, top), next(over, ""))
