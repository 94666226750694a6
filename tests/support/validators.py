"""Judges of finished PDFs that know nothing of how they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import page
import pikepdf

if TYPE_CHECKING:
    from pathlib import Path

# page-validation takes a stream whose last byte is a carriage return for one with a wrong length,
# because of the line feed that ends it: one compressed stream in 256. veraPDF reads the length as
# ISO 19005-2, 6.1.7.1 asks, and passes the same file; veraPDF counts.
KNOWN_WRONG = "PDFA2A-STREAM-LENGTH-001"


def pdfua_failures(path: Path) -> list[str]:
    """The rules of PDF/UA-1 (ISO 14289-1) that a file breaks; empty for a good one."""
    return _failures(path, "ua1")


def pdfa_failures(path: Path) -> list[str]:
    """The rules of PDF/A-2a (ISO 19005-2) that a file breaks; empty for a good one."""
    found = _failures(path, "2a")
    if all(line.startswith(KNOWN_WRONG) for line in found) and not _syntax_problems(path):
        return []
    return found


def _failures(path: Path, profile: str) -> list[str]:
    report = page.validate_pdf(path, profile=profile)
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def _syntax_problems(path: Path) -> list[str]:
    """What qpdf has to say, wrong stream lengths included."""
    with pikepdf.open(path) as pdf:
        return pdf.check_pdf_syntax()
