"""Reopens a finished file and proves it: all that was selected is in it, and nothing withheld.

A PDF is read with PDFium and from its bytes, a web page with a parser of HTML (`web`), neither by
the program that wrote it. What was read is compared with plain text from the selection. Everything
in a file must have a known purpose (`grammar`, `web.vocabulary`). Codes of findings:

==== =======================================================================================
P101 the file cannot be read: missing, not a PDF, truncated, locked
P102 it is encrypted
P103 a wrong number of pages
P104 an object stream or XMP packet cannot be unpacked
P105 characters without Unicode
P106 text in a tiling pattern or a mask, which no reader can extract
P107 earlier revisions of the file are still in it
P110 a selected block is missing
P111 a selected block is out of order
P120 a marking is missing at the top or bottom of a page
P121 a word that only withheld blocks contain
P122 a run of words that only withheld blocks contain
P123 text that comes from no selected block and no layout
P124 the marking and what it means are not the first words that are read
P125 furniture that has to be read aloud is not: the marking of a card, the time of a slide
P126 the rights in the XMP metadata are not the marking and what it means
P130 not tagged
P131 no title
P132 no language
P133 a script or another action on the reader's machine
P134 an attachment
P135 an address that is neither http, https nor mailto
P136 a private ``urn:briefing:`` address
P137 a link that cannot be hit: without area, too small, off its page, over another
P140 the file is not, byte for byte, in the form our writer produces
P141 an object that nothing refers to
P142 a key without a purpose here, or a missing one
P143 a value that is not allowed where it is
P144 an object in the wrong place: owned by what may only refer to it, or used in two ways
P145 an object that no page draws
P146 a font with more than the glyphs that are used, or not of the theme
P147 a content stream with an operator, a name or a string that we never write
P148 a picture with bytes that draw nothing
P149 a picture or drawing that is not of this edition
P150 metadata that contradict what the file says of itself, or a standard other than its name says
P151 a colour profile that is not ours
P160 a web page that is not, byte for byte, in the form our writer produces
P161 an element or attribute of a web page without a purpose here
P162 a value in a web page that is not allowed where it is
P163 a web page whose style sheet or policy is not what it should be
==== =======================================================================================
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.findings import Finding
from briefing.model.proof import Expectation, Means, Proof, Written
from briefing.prove.completeness import locate
from briefing.prove.extract.extracted import Extract, UnreadableFileError
from briefing.prove.extract.pdf_reader import read_parts
from briefing.prove.extract.readings import Readings
from briefing.prove.extract.serialise import from_bytes
from briefing.prove.geometry.measure import measure
from briefing.prove.letter_stream import stream
from briefing.prove.text_folding import tokens
from briefing.prove.verdict import compare
from briefing.prove.web import page_faults, read_page

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.findings import Location
    from briefing.prove.extract.serialise import FileParts

__all__ = [
    "Expectation",
    "Means",
    "Proof",
    "Readings",
    "Written",
    "prove",
    "prove_again",
    "prove_old",
]


def prove(
    file: Path | bytes,
    expectation: Expectation,
    location: Location,
    *,
    readings: Readings | None = None,
) -> Proof:
    """Compare a finished PDF or web page with what its edition must and must not hold.

    A file that cannot be read is a finding; nothing is raised. Without ``readings``, as in the
    commands that people run on files, the proof relies on nothing but the file: every page of it is
    read. With them, a page is read unless all that it is made of was read before; whatever the file
    is, its form is checked byte for byte, and all of it is compared with the expectation.

    Args:
        file: The path of the file, or its bytes.
        expectation: What it must and must not hold.
        location: Where findings are reported.
        readings: What was read of pages before; what is read now is added.
    """
    content = _read(file, expectation, location, readings)
    if isinstance(content, Proof):
        return content
    if isinstance(content, Extract):
        return _judge(content, b"", expectation, location)
    return _judge(content.whole(), content.to_bytes(), expectation, location)


def prove_again(extract: bytes, expectation: Expectation, location: Location) -> Proof:
    """Compare an unchanged PDF with a new expectation, from its extract.

    Args:
        extract: The extract of an earlier `Proof` by this same program.
        expectation: What the PDF must and must not hold now.
        location: Where findings are reported.
    """
    return _judge(from_bytes(extract), extract, expectation, location)


def prove_old(file: Path | bytes, expectation: Expectation, location: Location) -> Proof:
    """Compare an older PDF with what its edition must hold now, and nothing more.

    Text that has been removed from the content since is not withheld by any block. So here every
    word of the file that its edition would not print today counts as withheld.

    Args:
        file: The path of the PDF, or its bytes.
        expectation: What its edition must and must not hold today.
        location: Where findings are reported.
    """
    content = _read(file, expectation, location)
    if isinstance(content, Proof):
        return content
    content = content if isinstance(content, Extract) else content.whole()
    spoken = (location.text for location in content.locations if not location.machine_written)
    texts = (*(page.text for page in content.pages), *spoken)
    words = dict.fromkeys(token.joined for text in texts for token in tokens(text))
    stricter = replace(expectation, withheld=(*expectation.withheld, *words))
    return _judge(content, b"", stricter, location)


def _read(
    file: Path | bytes,
    expectation: Expectation,
    location: Location,
    readings: Readings | None = None,
) -> Extract | FileParts | Proof:
    """Return what is in a web page or PDF, or the proof of a file that cannot be read."""
    what = "PDF" if expectation.web is None else "page"
    try:
        if expectation.web is None:
            return read_parts(file, readings)
        return read_page(file if isinstance(file, bytes) else _bytes_of(file), expectation.web)
    except UnreadableFileError as error:
        return Proof(0, 0, (unreadable(location, what, error),))


def unreadable(location: Location, what: str, reason: object) -> Finding:
    """Return the fault of a file that cannot be read; ``what`` it should be: a PDF, a page."""
    return Finding(location, "P101", f"the {what} cannot be read: {reason}", "build it again")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(error.strerror or str(error)) from error


def _judge(file: Extract, extract: bytes, expectation: Expectation, location: Location) -> Proof:
    text = stream(file.pages)
    located = locate(expectation.shown, text, expectation.floats)
    if expectation.web is not None:
        found, words = page_faults(file, expectation, text, located)
        return Proof(1, words, tuple(Finding(location, *fault) for fault in found))
    faults, words = compare(file, expectation, text, located)
    findings = [Finding(location, code, message, hint) for code, message, hint in faults]
    findings += measure(file, expectation, text, located, location)
    return Proof(len(file.pages), words, tuple(findings), extract)
