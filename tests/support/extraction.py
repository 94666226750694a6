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
# At the end of a line PDFium has U+FFFE or U+0002 for a hyphen, and closes the word up, whether the
# hyphen is written or not; Poppler and MuPDF have the hyphen. MuPDF moreover keeps one text for
# each glyph of a font, whatever its codes say, and so takes written hyphens for soft ones or these
# for those. So hyphens are left out, with what follows of space.
_HYPHEN = re.compile("[-\u2010\u2011\u00ad\ufffe\u0002]\\s*")
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
    found = re.findall(r"<word [^>]*>(.*?)</word>", boxes)
    return {
        "pdftotext": _words("\n".join(map(unescape, found))),
        "mutool": _words(_run("mutool", "draw", "-q", "-F", "text", str(path))),
        "pdfium": _words(_pdfium(path)),
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
    whole = unicodedata.normalize("NFKC", _HYPHEN.sub("", text))
    return re.findall(r"[^\W_]+", whole)
