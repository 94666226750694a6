"""Metadata of a pack: catalogue, document information, XMP, output intent."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, String

from briefing.pdf.identification import (
    CONDITION,
    PROFILE_NAME,
    REGISTRY,
    information,
    packet,
    producer,
)

if TYPE_CHECKING:
    import pikepdf

    from briefing.model.document import DocumentInfo
    from briefing.model.standards import Standard

PROFILE = "sRGB2014.icc"
"""The sRGB profile of the International Color Consortium, which may be embedded freely."""


def producer_of(fragment: pikepdf.Pdf) -> str:
    """Return the producer of a pack that this fragment is in."""
    engine = str(fragment.docinfo.get("/Producer", "WeasyPrint"))
    return producer(engine)


def describe(pdf: pikepdf.Pdf, info: DocumentInfo, producer: str, standard: Standard) -> None:
    """Write the same metadata to the catalogue, XMP and, if the standard has one, the information
    dictionary."""
    for key, value in information(info, producer, standard).items():
        pdf.docinfo[f"/{key}"] = String(value)
    root = pdf.Root
    root.Metadata = pdf.make_stream(
        packet(info, producer, standard).encode(), Type=Name.Metadata, Subtype=Name.XML
    )
    root.Lang = String(info.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    profile = pdf.make_stream(files(__package__).joinpath(PROFILE).read_bytes(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String(CONDITION),
        Info=String(PROFILE_NAME),
        RegistryName=String(REGISTRY),
        DestOutputProfile=profile,
    )
    root.OutputIntents = Array([pdf.make_indirect(intent)])
