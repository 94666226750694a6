"""The words of a PDF as three programs extract them, none of which wrote it."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TOOLS = {"pdftotext": "poppler-utils", "mutool": "mupdf-tools"}
"""Programs, and the packages of Debian and Ubuntu that they are in."""
MISSING = [f"{tool} ({package})" for tool, package in TOOLS.items() if not shutil.which(tool)]
WHY = f"not installed: {', '.join(MISSING)}"
"""Why tests that need them are skipped."""
# Words are compared with the hyphens that are written. Where a line ends in one it is closed up.
_SOFT = re.compile("\u00ad\\s*")
_WRITTEN = re.compile("([-\u2010\u2011])\\s*")
_WORD = re.compile("[^\\W_]+(?:[-\u2010\u2011]+[^\\W_]*)*|[-\u2010\u2011]+[^\\W_]*")
# At the end of a line PDFium has U+FFFE or U+0002 for a hyphen, whether it is written or not. So it
# is taken for what Poppler has between the same letters.
_AT_AN_END = re.compile("([^\\W_]*)[\ufffe\u0002]\\s*(?=([^\\W_]*))")
_BETWEEN = re.compile("([^\\W_]*)([-\u2010\u2011])\\s*(?=([^\\W_]*))")
_MARKING = frozenset({"TLP", "CLEAR", "GREEN", "AMBER", "RED", "STRICT"})
_FURNITURE = re.compile(rb"/Artifact <</Type /Pagination>> BDC q /Furniture\d+ Do Q EMC")
_DRAWING = re.compile(rb"/i[0-9a-f]{32}[01](?:\.\d+)? Do")


def texts(path: Path) -> dict[str, str]:
    """Return the text of a file as each program gives it by itself, by the program's name."""
    return {
        "pdftotext": _run("pdftotext", str(path), "-"),
        "mutool": _run("mutool", "draw", "-q", "-F", "text", str(path)),
        "pdfium": _pdfium(path),
    }


def words(path: Path) -> dict[str, list[str]]:
    """Return the words of a file, in the order of each program, by its name.

    ``pdftotext`` is asked for the words in the order in which they are drawn, as the others give
    them: by itself it sorts the columns of pages and tables anew.
    """
    boxes = _run("pdftotext", "-raw", "-bbox", str(path), "-")
    found = "\n".join(map(unescape, re.findall(r"<word [^>]*>(.*?)</word>", boxes)))
    written = {(before, after): hyphen for before, hyphen, after in _BETWEEN.findall(found)}
    said = _AT_AN_END.sub(
        lambda match: match[1] + written.get((match[1], match[2]), ""), _pdfium(path)
    )
    return {
        "pdftotext": _words(found),
        "mutool": _words(_run("mutool", "draw", "-q", "-F", "text", str(path))),
        "pdfium": _words(said),
    }


def without_artifacts(path: Path, target: Path) -> Path:
    """Write a copy of a file without the furniture around its text, and without its drawings.

    No screen reader reads these: furniture is an artifact, and a drawing has an alternative text.
    """
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            stream = page.Contents.read_bytes()
            bare = _DRAWING.sub(b"", _FURNITURE.sub(b"", stream))
            page.Contents = pdf.make_stream(bare)
        pdf.save(target)
    return target


def in_order(found: Iterable[str]) -> list[str]:
    """Return words without those of a marking, and with an author's raised figure at its unit.

    The marking is heard first, at the head of the first page. PDFium gives what is drawn on one
    line from left to right, and the marking stands at the right. Whether “m²” is one word or two is
    a matter of opinion.
    """
    words = (word for word in found if word not in _MARKING)
    return re.sub(r"\bm 2\b", "m2", " ".join(words)).split()


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8")


def _pdfium(path: Path) -> str:
    with pdfium.PdfDocument(BytesIO(path.read_bytes())) as document:
        found = [page.get_textpage().get_text_range() for page in document]
    return "\n".join(found)


def _words(text: str) -> list[str]:
    whole = unicodedata.normalize("NFKC", _WRITTEN.sub(r"\1", _SOFT.sub("", text)))
    return _WORD.findall(whole)
