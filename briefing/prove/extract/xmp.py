"""Reads XMP packets as text: values, comments and instructions, without names of the schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from briefing.prove.extract.extracted import TextLocation

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "the XMP metadata"
_TAGS = re.compile(r"</?[\w:.-]+|\bxmlns(:\w+)?=(\"[^\"]*\"|'[^']*')|[<>]")
# The beginning and end of every packet (ISO 16684-1, 7.3.2), which are nobody's words.
_WRAPPER = re.compile('\\Abegin="\ufeff?" id="W5M0MpCehiHzreSzNTczkc9d"\\Z|\\Aend="[rw]"\\Z')
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_DEPTH = 3
"""Elements around a property: the packet, RDF, a description."""
_AS_INFORMATION = {
    f"{_DUBLIN_CORE} title": "Title",
    f"{_DUBLIN_CORE} creator": "Author",
    f"{_DUBLIN_CORE} description": "Subject",
    "http://ns.adobe.com/pdf/1.3/ Producer": "Producer",
    "http://ns.adobe.com/xap/1.0/ CreateDate": "CreationDate",
    "http://ns.adobe.com/xap/1.0/ ModifyDate": "ModDate",
}
"""The keys of the information dictionary that properties stand for (ISO 32000-2, table 349)."""
_DATE = re.compile(r"\A(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z\Z")


def packet_texts(packet: str) -> Iterator[TextLocation]:
    """Yield the texts of a packet; those for programs (dates, versions) are machine-written.

    A packet that is not well-formed XML is one text, without its tags.
    """
    locations: list[TextLocation] = []
    path: list[str] = []

    def add(words: str) -> None:
        people = any(name.startswith(_DUBLIN_CORE) for name in path)
        locations.append(TextLocation(_NAME, words, machine_written=not people))

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name)
        for key, value in attributes.items():
            path.append(key)
            add(value)
            path.pop()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = add
    parser.CommentHandler = add
    parser.ProcessingInstructionHandler = lambda _target, words: add(_WRAPPER.sub("", words))
    try:
        parser.Parse(packet.strip("\ufeff \r\n\t\0"), True)  # noqa: FBT003  as expat wants it
    except expat.ExpatError:
        yield TextLocation(_NAME, _TAGS.sub(" ", packet), machine_written=True)
        return
    yield from locations


def information(packet: str) -> dict[str, str]:
    """Return what a packet says, as an information dictionary would say it; dates as PDF has them.

    Returns an empty dictionary if the packet is not well-formed XML.
    """
    found: dict[str, str] = {}
    path: list[str] = []

    def add(words: str) -> None:
        key = _AS_INFORMATION.get(path[_DEPTH]) if len(path) > _DEPTH else None
        if key is not None:
            found[key] = found.get(key, "") + words

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _attributes: path.append(name)
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = add
    try:
        parser.Parse(packet.strip("\ufeff \r\n\t\0"), True)  # noqa: FBT003  as expat wants it
    except expat.ExpatError:
        return {}
    return {key: _DATE.sub(r"D:\1\2\3\4\5\6Z", value) for key, value in found.items()}
