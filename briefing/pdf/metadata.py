"""What a pack says about itself: catalogue, document information, XMP, output intent."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, String

import briefing

if TYPE_CHECKING:
    import pikepdf

    from briefing.model import DocumentInfo

PROFILE = "sRGB2014.icc"
"""The sRGB profile of the International Color Consortium, free to be embedded."""

# PDF/A wants every property that it does not know itself to be described in the file, pdfuaid too
# (ISO 19005-2, 6.6.2.3).
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{creator}{description}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>
<xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>{date}T00:00:00Z</xmp:MetadataDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n"
DESCRIPTION = """<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>\
</dc:description>
"""


def producer_of(fragment: pikepdf.Pdf) -> str:
    """Who made the pack: we, and the engine that typeset its fragments."""
    engine = str(fragment.docinfo.get("/Producer", "WeasyPrint"))
    return f"briefing {briefing.__version__}, {engine}"


def describe(pdf: pikepdf.Pdf, info: DocumentInfo, producer: str) -> None:
    """Write what the pack is, in the catalogue, the information dictionary and XMP alike."""
    _inform(pdf, info, producer)
    root = pdf.Root
    root.Metadata = pdf.make_stream(_packet(info, producer), Type=Name.Metadata, Subtype=Name.XML)
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


def _packet(info: DocumentInfo, producer: str) -> bytes:
    author, subject = escape(info.author), escape(info.subject)
    return PACKET.format(
        title=escape(info.title),
        creator=CREATOR.format(author) if author else "",
        description=DESCRIPTION.format(subject) if subject else "",
        language=escape(info.language),
        date=info.date.isoformat(),
        producer=escape(producer),
    ).encode()
