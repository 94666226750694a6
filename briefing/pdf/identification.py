"""Text that identifies a pack: its XMP packet, its producer, its output intent.

The proof needs it too, so this module imports no PDF library.
"""

from __future__ import annotations

from functools import partial
from html import escape as escape_html
from typing import TYPE_CHECKING

import briefing

if TYPE_CHECKING:
    from briefing.model.document import DocumentInfo
    from briefing.model.standards import Standard

escape = partial(escape_html, quote=False)
"""Escapes text between tags: as `xml.sax.saxutils` does, which loads the library for HTTP."""
CONDITION = "sRGB"
PROFILE_NAME = "sRGB IEC61966-2.1"
REGISTRY = "http://www.color.org"
TABLE = "table"
"""Prefix of the ids of header cells."""
OLDER_TYPES = "http://iso.org/pdf/ssn"
NEWER_TYPES = "http://iso.org/pdf2/ssn"
"""The namespaces of the structure types of PDF 1.7 and of PDF 2.0 (ISO 32000-2, 14.8.6)."""

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{creator}{description}{rights}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>
<xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>{date}T00:00:00Z</xmp:MetadataDate>
<pdf:Producer>{producer}</pdf:Producer>
{standard}</rdf:Description>
{schema}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
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
"""
"""What pdfuaid is, for a part of PDF/A that asks for it (ISO 19005-2, 6.6.2.3)."""
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n"
DESCRIPTION = """<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>\
</dc:description>
"""
RIGHTS = """<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{rights}</rdf:li>\
<rdf:li xml:lang="{language}">{rights}</rdf:li></rdf:Alt></dc:rights>
<xmpRights:Marked>True</xmpRights:Marked>
"""
"""The marking, for programs that sort files by what may be done with them (ISO 16684-1, 8.5)."""
TERMS = """<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">{terms}</rdf:li>\
<rdf:li xml:lang="{language}">{terms}</rdf:li></rdf:Alt></xmpRights:UsageTerms>
"""


def producer(engine: str) -> str:
    """Return the producer of a pack: this program, and the engine that typeset its fragments."""
    return f"briefing {briefing.__version__}, {engine}"


def information(info: DocumentInfo, producer: str, standard: Standard) -> dict[str, str]:
    """Return the information dictionary of a pack, without empty entries; empty if the standard
    has none."""
    if not standard.has_information:
        return {}
    date = f"D:{info.date:%Y%m%d}000000Z"
    known = {"Title": info.title, "Author": info.author, "Subject": info.subject}
    known |= {"Producer": producer, "CreationDate": date, "ModDate": date}
    return {key: value for key, value in known.items() if value}


def packet(info: DocumentInfo, producer: str, standard: Standard) -> str:
    """Return the XMP packet of a pack made to a standard."""
    author, subject = escape(info.author), escape(info.subject)
    return PACKET.format(
        title=escape(info.title),
        creator=CREATOR.format(author) if author else "",
        description=DESCRIPTION.format(subject) if subject else "",
        rights=_rights(info),
        language=escape(info.language),
        date=info.date.isoformat(),
        producer=escape(producer),
        standard=_identification(standard),
        schema=SCHEMA if standard.explains_properties else "",
    )


def _identification(standard: Standard) -> str:
    """Return the properties that say which standards a file conforms to (ISO 14289-2, 5)."""
    ua_part, ua_year = standard.accessible
    a_part, a_level, a_year = standard.archival
    said = {
        "pdfuaid:part": ua_part,
        "pdfuaid:rev": ua_year,
        "pdfaid:part": a_part,
        "pdfaid:rev": a_year,
        "pdfaid:conformance": a_level,
    }
    return "".join(f"<{key}>{value}</{key}>\n" for key, value in said.items() if value)


def _rights(info: DocumentInfo) -> str:
    given = {"rights": info.rights, "terms": info.terms, "language": info.language}
    values = {name: escape(value) for name, value in given.items()}
    return "".join(
        words.format(**values)
        for words, value in ((RIGHTS, info.rights), (TERMS, info.terms))
        if value
    )
