"""Reopens a finished file with PDFium and extracts plain values; nothing is judged here.

PDFium is not the program that wrote the file, so an error of the writer cannot hide itself.
"""

from __future__ import annotations

import ctypes
from functools import partial
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from briefing.model.standards import standard_of
from briefing.prove.extract import xmp
from briefing.prove.extract.extracted import Extract, Inventory, TextLocation, UnreadableFileError
from briefing.prove.extract.object_reader import ObjectContents, read_objects
from briefing.prove.extract.page_hash import page_hashes
from briefing.prove.extract.page_reader import read_page
from briefing.prove.extract.pdf_strings import decode_text
from briefing.prove.extract.pdfium import DEEPEST, text
from briefing.prove.extract.serialise import FileParts
from briefing.prove.grammar.purposes import Purposes, find_purposes
from briefing.prove.grammar.stream_facts import StreamFacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.prove.extract.page_hash import PageHash
    from briefing.prove.extract.readings import Readings

_SIGNATURE = b"%PDF-"
_WRITTEN_BY_PEOPLE = ("Title", "Author", "Subject", "Keywords")
_WRITTEN_BY_TOOLS = ("Creator", "Producer", "Trapped")


def read_pdf(file: Path | bytes) -> Extract:
    """Return the extract of a file, all of which is read.

    Args:
        file: Its path, or its bytes.

    Raises:
        UnreadableFileError: It cannot be read, or is not a complete PDF.
    """
    return read_parts(file).whole()


def read_parts(file: Path | bytes, readings: Readings | None = None) -> FileParts:
    """Return the extract of a file in parts.

    Args:
        file: Its path, or its bytes.
        readings: What was read of pages before, which are not read again; None to read all.

    Raises:
        UnreadableFileError: It cannot be read, or is not a complete PDF.
    """
    try:
        data = file if isinstance(file, bytes) else file.read_bytes()
    except OSError as error:
        raise UnreadableFileError(error.strerror or str(error)) from error
    if not data.startswith(_SIGNATURE):
        raise UnreadableFileError("it does not begin like a PDF")
    if b"%%EOF" not in data[-1024:]:
        raise UnreadableFileError("its end is missing: the file was truncated")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise UnreadableFileError("it requires a password" if locked else str(error)) from error
    try:
        return _parts(document, data, readings)
    except pdfium.PdfiumError as error:
        raise UnreadableFileError(str(error)) from error
    finally:
        document.close()


def _parts(document: pdfium.PdfDocument, data: bytes, readings: Readings | None) -> FileParts:
    facts = StreamFacts() if readings is None else readings.facts()
    encrypted = pdfium_c.FPDF_GetSecurityHandlerRevision(document) >= 0
    found = Purposes(Inventory(), ObjectContents()) if encrypted else find_purposes(data, facts)
    if readings is None:
        pages = tuple(read_page(document, index) for index in range(len(document)))
        return FileParts(_head(document, data, found, encrypted=encrypted), pages)
    pairs = [
        readings.page(hashed, partial(read_page, document, index))
        for index, hashed in enumerate(_hashes(found, len(document)))
    ]
    if found.body is not None:
        readings.remember(facts)
    return FileParts(
        _head(document, data, found, encrypted=encrypted),
        tuple(page for page, _ in pairs),
        tuple(packed for _, packed in pairs),
        facts.as_json(),
    )


def _hashes(found: Purposes, count: int) -> list[PageHash | None]:
    """Return the hashes of all pages, as far as the grammar has found what they are made of."""
    hashes: list[PageHash | None] = []
    if found.body is not None and found.known is not None:
        hashes = page_hashes(found.body, found.known)
    return hashes if len(hashes) == count else [None] * count


def _head(
    document: pdfium.PdfDocument, data: bytes, found: Purposes, *, encrypted: bool
) -> Extract:
    """Return what is not of one page."""
    contents = found.contents
    if contents is None:  # The grammar has found faults: all objects are searched from the bytes.
        contents = read_objects(data)
    version = data[len(_SIGNATURE) :].partition(b"\n")[0].decode("latin-1").strip()
    return Extract(
        version=version,
        pages=(),
        locations=tuple(_locations(document)),
        addresses=(),
        object_contents=contents,
        inventory=found.inventory,
        title=_title(document, contents, version),
        language=text(pdfium_c.FPDFCatalog_GetLanguage, document),
        tagged=bool(pdfium_c.FPDFCatalog_IsTagged(document)),
        encrypted=encrypted,
        attachments=tuple(
            document.get_attachment(n).get_name() for n in range(document.count_attachments())
        ),
        revisions=1 if b"/Linearized" in data[:2048] else data.count(b"\nstartxref"),
    )


def _title(document: pdfium.PdfDocument, contents: ObjectContents, version: str) -> str:
    """Return the title that a viewer shows: where a file has no information dictionary by its
    standard, that of its XMP."""
    standard = standard_of(version)
    if standard is None or standard.has_information:
        return str(document.get_metadata_value("Title"))
    titles = (xmp.information(packet).get("Title", "") for packet in contents.packets)
    return next(filter(None, titles), "")


def _locations(document: pdfium.PdfDocument) -> Iterator[TextLocation]:
    """Yield all text of a document outside its pages."""
    for key in (*_WRITTEN_BY_PEOPLE, *_WRITTEN_BY_TOOLS):
        value = document.get_metadata_value(key)
        yield TextLocation(f"the document's {key}", value, machine_written=key in _WRITTEN_BY_TOOLS)
    for bookmark in document.get_toc(max_depth=DEEPEST):
        yield TextLocation("a bookmark", bookmark.get_title())
    for n in range(pdfium_c.FPDF_CountNamedDests(document)):
        yield TextLocation("a named destination", _destination(document, n), machine_written=True)
    for n in range(len(document)):
        yield TextLocation(
            f"the label of page {n + 1}", document.get_page_label(n), machine_written=True
        )
    for n in range(max(0, pdfium_c.FPDFDoc_GetJavaScriptActionCount(document))):
        if script := pdfium_c.FPDFDoc_GetJavaScriptAction(document, n):
            yield TextLocation(
                "a script's name", text(pdfium_c.FPDFJavaScriptAction_GetName, script)
            )
            yield TextLocation("a script", text(pdfium_c.FPDFJavaScriptAction_GetScript, script))
            pdfium_c.FPDFDoc_CloseJavaScriptAction(script)
    yield from _attachments(document)


def _destination(document: pdfium.PdfDocument, index: int) -> str:
    size = ctypes.c_long()
    pdfium_c.FPDF_GetNamedDest(document, index, None, ctypes.byref(size))
    if size.value < 2:
        return ""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium_c.FPDF_GetNamedDest(document, index, buffer, ctypes.byref(size))
    return buffer.raw[: max(0, size.value)].decode("utf-16-le", errors="replace").rstrip("\0")


def _attachments(document: pdfium.PdfDocument) -> Iterator[TextLocation]:
    """Yield names and contents of attachments; contents are decoded in all likely encodings."""
    for n in range(document.count_attachments()):
        file = document.get_attachment(n)
        yield TextLocation("the name of an attachment", file.get_name())
        try:
            content = bytes(file.get_data())
        except pdfium.PdfiumError:
            continue  # An empty one; any attachment is a finding anyway.
        yield TextLocation("an attachment", decode_text(content))
        yield TextLocation("an attachment", content.decode("utf-16", errors="ignore"))
