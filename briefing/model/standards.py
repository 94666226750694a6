"""The standards that a PDF can be made to: which PDF, which PDF/UA and which PDF/A."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Standard:
    """What a file says it conforms to, and what follows from that for all that write or read it."""

    choice: str
    """As people choose it."""
    pdf: str
    """The version of PDF, as the first line of the file has it."""
    accessible: tuple[str, str]
    """Part of PDF/UA, and its year; empty where the part asks for none."""
    archival: tuple[str, str, str]
    """Part of PDF/A, its level of conformance and its year; empty where the part has none."""
    has_information: bool
    """Whether the file has a document information dictionary besides XMP (ISO 19005-4, 6.1.3)."""
    leads_to_elements: bool
    """Whether destinations are elements as well as points (ISO 14289-2, 8.8)."""
    explains_properties: bool
    """Whether XMP describes the properties that PDF/A does not define (ISO 19005-2, 6.6.2.3)."""
    suffix: str = ""
    """What tells the file from that of the usual standard, in its name."""

    def __str__(self) -> str:
        ua, _ = self.accessible
        part, level, _ = self.archival
        return f"PDF/UA-{ua} and PDF/A-{part}{level.lower()}"


USUAL = Standard(
    "1",
    "1.7",
    ("1", ""),
    ("2", "A", ""),
    has_information=True,
    leads_to_elements=False,
    explains_properties=True,
)
"""ISO 14289-1 and ISO 19005-2, which all viewers know."""
NEWER = Standard(
    "2",
    "2.0",
    ("2", "2024"),
    ("4", "", "2020"),
    has_information=False,
    leads_to_elements=True,
    explains_properties=False,
    suffix="ua2",
)
"""ISO 14289-2 and ISO 19005-4, on PDF 2.0 (ISO 32000-2)."""

STANDARDS: Mapping[str, Standard] = MappingProxyType({one.choice: one for one in (USUAL, NEWER)})
"""Every standard by the word that chooses it, the usual one first."""


def standard_of(version: str) -> Standard | None:
    """Return the standard that a file of this version of PDF was made to; None for another."""
    return next((one for one in STANDARDS.values() if one.pdf == version), None)
