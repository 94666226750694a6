"""The names of the files that an edition becomes: a PDF, and a web page called the same."""

from __future__ import annotations

PDF, PAGE = ".pdf", ".html"
"""Their endings."""


def page_name_of(pdf_name: str) -> str:
    """Return the name of the web page that belongs to a PDF."""
    return pdf_name.removesuffix(PDF) + PAGE


def pdf_name_of(name: str) -> str:
    """Return the name of the PDF of an edition, given that of its PDF or of its web page."""
    return name.removesuffix(PAGE) + PDF if name.endswith(PAGE) else name
