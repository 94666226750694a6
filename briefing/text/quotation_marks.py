"""Quotation marks by language, as Unicode CLDR has them, with the spaces of French inside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotationMarks:
    """Opening and closing marks, of a quotation and of one within it."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


_ENGLISH = QuotationMarks("“", "”", "‘", "’")
_LOW = QuotationMarks("„", "“", "‚", "‘")
_LOW_HIGH = QuotationMarks("„", "”", "‚", "’")
_POINTED = QuotationMarks("«", "»", "“", "”")
_BY_LANGUAGE = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "hr", "bg", "lt", "is", "lb", "mk", "hsb"), _LOW),
    **dict.fromkeys(("de-CH", "de-LI", "fr-CH", "it-CH"), QuotationMarks("«", "»", "‹", "›")),
    "fr": QuotationMarks("«\u202f", "\u202f»", "“", "”"),
    **dict.fromkeys(("es", "it", "ca", "gl", "eu", "pt-PT", "el", "sq", "nb", "no"), _POINTED),
    **dict.fromkeys(("ru", "uk", "be"), QuotationMarks("«", "»", "„", "“")),
    **dict.fromkeys(("pl", "ro", "hu"), QuotationMarks("„", "”", "«", "»")),
    "hu": QuotationMarks("„", "”", "»", "«"),
    **dict.fromkeys(("sr", "bs", "et"), _LOW_HIGH),
    **dict.fromkeys(("sv", "fi"), QuotationMarks("”", "”", "’", "’")),
}


def marks_of(language: str) -> QuotationMarks:
    """Return the marks of a language tag, or of the nearest tag above it; English else."""
    tag = language
    while tag:
        if tag in _BY_LANGUAGE:
            return _BY_LANGUAGE[tag]
        tag = tag.rpartition("-")[0]
    return _ENGLISH
