"""Reopen a finished PDF and prove it: all that was selected is in it, nothing that was withheld.

The file is read by PDFium and by its bytes, never by the program that wrote it, and held against
plain text from the selection. All that is in it must have a purpose we know (`grammar`). Codes of
what can be wrong:

==== =======================================================================================
P101 the file cannot be read: missing, no PDF, cut short, locked
P102 it is encrypted
P103 the number of pages is another
P104 an object stream or XMP packet cannot be unpacked
P105 characters without Unicode
P106 text in a tiling pattern or a mask, which no reader hands back
P107 earlier states of the file are still in it
P110 a selected block is missing
P111 a selected block is out of order
P120 a marking is not at top and bottom of a page
P121 a word that only withheld blocks have
P122 a run of words that only withheld blocks have
P123 text for which nothing accounts: no selected block, no layout
P130 not tagged
P131 no title
P132 no language
P133 a script or another action on the reader's machine
P134 an attachment
P135 an address that is neither http, https nor mailto
P136 a private ``urn:briefing:`` address
P140 the file is not, byte for byte, in the form our writer gives it
P141 an object that nothing leads to
P142 a key that has no purpose here, or one that is missing
P143 a value that may not stand where it stands
P144 an object out of its place: held by what only refers to it, or used as two things
P145 an object that no page draws
P146 a font with more than the glyphs that are set, or none of the theme's
P147 a content stream with an operator, a name or a string that we do not write
P148 a picture with bytes that show nothing
P149 a picture or drawing that the edition does not show
P150 metadata that say other things than the file says of itself
P151 a colour profile that is not ours
==== =======================================================================================
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.findings import Finding
from briefing.model.proof import Expectation, Means, Proof, Written
from briefing.prove.extract.extracted import UnreadableFileError
from briefing.prove.extract.pdf_reader import read_pdf
from briefing.prove.extract.serialise import from_bytes, to_bytes
from briefing.prove.text_folding import tokens
from briefing.prove.verdict import compare

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.findings import Location
    from briefing.prove.extract.extracted import Extract

__all__ = ["Expectation", "Means", "Proof", "Written", "prove", "prove_again", "prove_old"]


def prove(file: Path | bytes, expectation: Expectation, location: Location) -> Proof:
    """Hold a finished PDF against what its edition must hold and must not.

    Findings stand at ``place``. What is read is a file, or the bytes that will be one. A file that
    cannot be read is a finding; nothing is raised.
    """
    try:
        opened = read_pdf(file)
    except UnreadableFileError as error:
        fault = Finding(location, "P101", f"the PDF cannot be read: {error}", "build it again")
        return Proof(0, 0, (fault,))
    return _judged(opened, to_bytes(opened), expectation, location)


def prove_again(extract: bytes, expectation: Expectation, location: Location) -> Proof:
    """Hold a file that has not changed against another expectation, by what was read of it.

    ``reading`` is that of an earlier `Proof` by this same program.
    """
    return _judged(from_bytes(extract), extract, expectation, location)


def prove_old(file: Path | bytes, expectation: Expectation, location: Location) -> Proof:
    """Hold a PDF that was made earlier against what its edition must hold now, and no more.

    What has been removed from the content since is withheld by nobody: here each word of the file
    that its edition would not print today counts as withheld.
    """
    try:
        opened = read_pdf(file)
    except UnreadableFileError as error:
        fault = Finding(location, "P101", f"the PDF cannot be read: {error}", "build it again")
        return Proof(0, 0, (fault,))
    said = (location.text for location in opened.locations if not location.machine_written)
    texts = (*(page.text for page in opened.pages), *said)
    own = dict.fromkeys(token.joined for text in texts for token in tokens(text))
    stricter = replace(expectation, withheld=(*expectation.withheld, *own))
    return _judged(opened, b"", stricter, location)


def _judged(file: Extract, extract: bytes, expectation: Expectation, location: Location) -> Proof:
    faults, words = compare(file, expectation)
    findings = tuple(Finding(location, code, message, hint) for code, message, hint in faults)
    return Proof(len(file.pages), words, findings, extract)
