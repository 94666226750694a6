"""What a pack says about itself: catalogue, document information, XMP, output intent."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, String

import briefing
from briefing.pdf.packet import PROFILE, packet

if TYPE_CHECKING:
    import pikepdf

    from briefing.model import DocumentInfo


def producer_of(fragment: pikepdf.Pdf) -> str:
    """Who made the pack: we, and the engine that typeset its fragments."""
    engine = str(fragment.docinfo.get("/Producer", "WeasyPrint"))
    return f"briefing {briefing.__version__}, {engine}"


def describe(pdf: pikepdf.Pdf, info: DocumentInfo, producer: str) -> None:
    """Write what the pack is, in the catalogue, the information dictionary and XMP alike."""
    _inform(pdf, info, producer)
    root = pdf.Root
    said = packet(
        title=info.title,
        author=info.author,
        subject=info.subject,
        language=info.language,
        date=info.date.isoformat(),
        producer=producer,
    )
    root.Metadata = pdf.make_stream(said, Type=Name.Metadata, Subtype=Name.XML)
    root.Lang = String(info.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    profile = pdf.make_stream(files(__package__).joinpath(PROFILE).read_bytes(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    root.OutputIntents = Array([pdf.make_indirect(intent)])


def _inform(pdf: pikepdf.Pdf, info: DocumentInfo, producer: str) -> None:
    date = f"D:{info.date:%Y%m%d}000000Z"
    known = {"/Title": info.title, "/Author": info.author, "/Subject": info.subject}
    known |= {"/Producer": producer, "/CreationDate": date, "/ModDate": date}
    for key, value in known.items():
        if value:
            pdf.docinfo[key] = String(value)
