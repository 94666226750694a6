"""Reads a page of the file: its characters by text object, its structure and its annotations.

PDFium gives the text object of every character, and the marked content of every text object. So
furniture is recognised by ``/Artifact`` rather than by its position, and the place of a text object
in the structure tree is known (ISO 32000-2, 14.6 to 14.8).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from briefing.prove.extract.bounds import (
    NOWHERE,
    bounds,
    matrix_of,
    pictures_on,
    size_of,
    text_size,
)
from briefing.prove.extract.extracted import (
    PageReading,
    PageText,
    Picture,
    TextLocation,
    TextObject,
)
from briefing.prove.extract.link_areas import link_areas
from briefing.prove.extract.pdf_strings import decode_text
from briefing.prove.extract.pdfium import (
    DEEPEST,
    address,
    bare,
    data,
    kids_on_page,
    text,
    text_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pypdfium2 as pdfium

    from briefing.prove.extract.bounds import Frame
    from briefing.prove.extract.extracted import Box

_NORMAL = pdfium_c.FPDF_ANNOT_APPEARANCEMODE_NORMAL
_code_of = bare(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint)
_object_of = bare(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p)
_is_unmapped = bare(pdfium_c.FPDFText_HasUnicodeMapError, ctypes.c_int)
_HEADINGS = frozenset(("Title", *(f"H{level}" for level in range(1, 7))))
_SECOND_HALF = "\N{WORD JOINER}"
_ANNOTATION_KEYS = ("Contents", "T", "Subj", "RC", "TU", "TM", "V", "DV", "NM", "CA")


@dataclass(slots=True)
class _DrawnText:
    """A text object with its marked content, and the characters it shows on the page."""

    handle: Any
    mcid: int
    artifact: bool
    replaced: list[Any]
    """Its marked-content sequences with an ``ActualText``."""
    chars: list[int] = field(default_factory=list)
    height: float = 0.5
    """Of its first character, as a share of the page's height."""
    box: Box = NOWHERE
    size: float = 0.0
    """In pt."""
    standing: bool = False
    """Whether a form around it is an artifact."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of marked content in the structure tree."""

    path: tuple[int, ...] = ()
    label: bool = False
    heading: bool = False
    table: int = 0
    expansion: str = ""


@dataclass(slots=True)
class _Found:
    """What is on a page besides its text."""

    locations: list[TextLocation] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def add(self, name: str, words: str, *, machine_written: bool = False) -> None:
        """Record ``words`` found outside the text of this page.

        Args:
            name: Where on the page they are, as a finding names it.
            words: The text; blank text is ignored.
            machine_written: Whether it is written by and for programs.
        """
        if words.strip():
            self.locations.append(TextLocation(name, words, machine_written=machine_written))


def read_page(document: pdfium.PdfDocument, index: int) -> PageReading:
    """Return what is on page ``index``, counted from 0."""
    found = _Found()
    page = document[index]
    try:
        drawn = {address(d.handle): d for d in _text_objects(page, found)}
        characters, unmapped = _characters(page, drawn)
        places = _structure(page, found)
        read = PageText(
            characters,
            _as_text_objects(drawn.values(), places),
            unmapped,
            size_of(page),
            tuple(
                Picture(box, places.get(mcid, _Place()).path)
                for mcid, box in pictures_on(page, {d.mcid for d in drawn.values()}).items()
            ),
            tuple(link_areas(page)),
        )
        shaped = _annotations(document, page, found)
        _read_underneath(page, drawn, found)
        if shaped:
            pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
    finally:
        page.close()
    if shaped:
        page = document[index]
        found.add(
            "the appearance of an annotation", _characters(page, {})[0].removeprefix(characters)
        )
        page.close()
    return PageReading(read, tuple(found.locations), tuple(found.addresses))


# ── text ──────────────────────────────────────────────────────────────────────────────────


def _text_objects(page: pdfium.PdfPage, found: _Found) -> Iterator[_DrawnText]:
    """Yield text objects in drawing order.

    What a form draws belongs to the marked content around the form (ISO 32000-1, 14.7.4.2), and is
    an artifact if the form is one.
    """
    top = [
        pdfium_c.FPDFPage_GetObject(page, n) for n in range(pdfium_c.FPDFPage_CountObjects(page))
    ]
    waiting: list[tuple[Any, bool, int, Frame]] = [
        (handle, False, -1, ()) for handle in reversed(top)
    ]
    while waiting:
        handle, artifact, around, forms = waiting.pop()
        depth, standing = len(forms), artifact and bool(forms)
        own = pdfium_c.FPDFPageObj_GetMarkedContentID(handle)
        mcid = own if own >= 0 and not depth else around
        replaced = []
        for n in range(pdfium_c.FPDFPageObj_CountMarks(handle)):
            mark = pdfium_c.FPDFPageObj_GetMark(handle, n)
            artifact |= text_out(pdfium_c.FPDFPageObjMark_GetName, mark) == "Artifact"
            if _read_properties(mark, found):
                replaced.append(mark)
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            yield _DrawnText(
                handle,
                mcid,
                artifact,
                replaced,
                box=bounds(handle, forms),
                size=text_size(handle, forms),
                standing=standing,
            )
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = range(pdfium_c.FPDFFormObj_CountObjects(handle))
            within = (*forms, matrix_of(handle))
            waiting += [
                (pdfium_c.FPDFFormObj_GetObject(handle, n), artifact, mcid, within)
                for n in reversed(inner)
            ]


def _read_properties(mark: Any, found: _Found) -> bool:
    """Record the properties of marked content; return whether there is an ``ActualText``."""
    replaces = False
    for n in range(pdfium_c.FPDFPageObjMark_CountParams(mark)):
        key = text_out(pdfium_c.FPDFPageObjMark_GetParamKey, mark, n)
        if key != "MCID":
            name = key.encode() + b"\0"
            words = text_out(pdfium_c.FPDFPageObjMark_GetParamStringValue, mark, name)
            found.add(f"the {key} of marked content", words)
            replaces |= key == "ActualText"
    return replaces


def _characters(page: pdfium.PdfPage, drawn: dict[int, _DrawnText]) -> tuple[str, int]:
    """Return the text of a page, and how many characters have no Unicode value.

    The positions of characters are added to the text objects in ``drawn``, given by handle.
    """
    layer = pdfium_c.FPDFText_LoadPage(page)
    if not layer:
        return "", 1
    characters, unmapped = [], 0
    full = pdfium_c.FPDF_GetPageHeightF(page) or 1.0
    of_layer = address(layer)
    for n in range(pdfium_c.FPDFText_CountChars(layer)):
        code = _code_of(of_layer, n)
        characters.append(chr(code) if code < 0x110000 else "\ufffd")
        if 0xDC00 <= code < 0xE000 and n and "\ud800" <= characters[n - 1] < "\udc00":
            # PDFium gives the halves of a character by themselves; the second keeps its place.
            high = ord(characters[n - 1]) - 0xD800
            characters[n - 1 :] = [chr(0x10000 + (high << 10) + code - 0xDC00), _SECOND_HALF]
        object_ = _object_of(of_layer, n)
        if not object_:
            continue
        unmapped += _is_unmapped(of_layer, n) == 1
        if source := drawn.get(object_):
            if not source.chars:
                source.height = _foot_of(layer, n) / full
            source.chars.append(n)
    pdfium_c.FPDFText_ClosePage(layer)
    return "".join(characters), unmapped


def _foot_of(layer: Any, char: int) -> float:
    """Return the lower edge of a character, in pt above the bottom of the page."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(layer, char, left, right, bottom, top)
    return bottom.value


def _read_underneath(page: pdfium.PdfPage, drawn: dict[int, _DrawnText], found: _Found) -> None:
    """Read the text under an ``ActualText``, and text of no size.

    PDFium returns no characters for such glyphs, but they are in the file nonetheless. The page in
    memory is changed so that it does; the file never is.
    """
    replaced = {address: d for address, d in drawn.items() if d.replaced}
    shrunk = {address: d for address, d in drawn.items() if not d.chars and not d.replaced}
    for source in replaced.values():
        source.chars = []
        for mark in source.replaced:
            pdfium_c.FPDFPageObj_RemoveMark(source.handle, mark)
    for line, source in enumerate(shrunk.values()):
        # Move each to a line of its own, far off the page, in a size that PDFium reads.
        pdfium_c.FPDFTextObj_SetFontSize(source.handle, 10)
        apart = pdfium_c.FS_MATRIX(1, 0, 0, 1, 0, 10_000 + 20 * line)
        pdfium_c.FPDFPageObj_SetMatrix(source.handle, apart)
    for name, sources in (("the text under an ActualText", replaced), ("text of no size", shrunk)):
        if sources:
            characters, _ = _characters(page, sources)
            lines = ("".join(characters[n] for n in d.chars) for d in sources.values())
            found.add(name, "\n".join(lines))


# ── structure ─────────────────────────────────────────────────────────────────────────────


def _structure(page: pdfium.PdfPage, found: _Found) -> dict[int, _Place]:
    """Return the places in the structure tree by marked-content id.

    PDFium keeps the child numbers of the whole document in the tree of one page, so sorting the
    paths of all pages gives the reading order of the document.
    """
    places: dict[int, _Place] = {}
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    waiting: list[tuple[Any, _Place]] = [
        (pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, n), _Place((n,)))
        for n in range(max(0, pdfium_c.FPDF_StructTree_CountChildren(tree)))
    ]
    while waiting:
        element, place = waiting.pop()
        if not element:
            continue
        kind, path = text(pdfium_c.FPDF_StructElement_GetType, element), place.path
        label = place.label or kind == "Lbl"
        heading = place.heading or kind in _HEADINGS
        table = place.table or (len(path) if kind == "Table" else 0)
        expansion = _read_element(element, kind, found) or place.expansion
        for n, mcid in kids_on_page(element):
            below = _Place((*path, n), label, heading, table, expansion)
            if mcid >= 0:
                places[mcid] = below
            elif len(path) < DEEPEST:
                child = pdfium_c.FPDF_StructElement_GetChildAtIndex(element, n)
                waiting.append((child, below))
    pdfium_c.FPDF_StructTree_Close(tree)
    return places


def _read_element(element: Any, kind: str, found: _Found) -> str:
    """Record what an element says besides its text; return what it stands for if it is short."""
    expansion = text(pdfium_c.FPDF_StructElement_GetExpansion, element)
    found.add(f"the expansion of a {kind}", expansion)
    for name, get, machine_written in (
        ("alternative text", pdfium_c.FPDF_StructElement_GetAltText, False),
        ("actual text", pdfium_c.FPDF_StructElement_GetActualText, False),
        ("title", pdfium_c.FPDF_StructElement_GetTitle, False),
        ("ID", pdfium_c.FPDF_StructElement_GetID, True),
    ):
        found.add(f"the {name} of a {kind}", text(get, element), machine_written=machine_written)
    return expansion


def _as_text_objects(
    drawn: Iterable[_DrawnText], places: dict[int, _Place]
) -> tuple[TextObject, ...]:
    """Return text objects with their places in the tree; an artifact never has one."""
    nowhere = _Place()
    found = []
    for d in drawn:
        place = nowhere if d.artifact else places.get(d.mcid, nowhere)
        found.append(
            TextObject(
                tuple(d.chars),
                path=place.path,
                artifact=d.artifact,
                label=place.label,
                height=d.height,
                box=d.box,
                standing=d.standing,
                heading=place.heading,
                table=place.table,
                expansion=place.expansion,
                size=d.size,
            )
        )
    return tuple(found)


# ── annotations ───────────────────────────────────────────────────────────────────────────


def _annotations(document: pdfium.PdfDocument, page: pdfium.PdfPage, found: _Found) -> bool:
    """Record text and addresses of annotations; return whether any has an appearance stream."""
    shaped = False
    for n in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, n)
        for key in _ANNOTATION_KEYS:
            words = text(pdfium_c.FPDFAnnot_GetStringValue, note, key.encode() + b"\0")
            found.add(f"the /{key} of an annotation", words, machine_written=key == "NM")
        shaped |= bool(text(pdfium_c.FPDFAnnot_GetAP, note, _NORMAL))
        if link := pdfium_c.FPDFAnnot_GetLink(note):
            action = pdfium_c.FPDFLink_GetAction(link)
            address = decode_text(data(pdfium_c.FPDFAction_GetURIPath, document, action))
            if action and address:
                found.addresses.append(address)
        pdfium_c.FPDFPage_CloseAnnot(note)
    return shaped
