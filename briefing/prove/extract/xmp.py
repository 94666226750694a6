"""Reads XMP packets as text: values, comments and instructions, without names of the schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from briefing.prove.extract.extracted import TextLocation

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_NAME = "the XMP metadata"
_TAGS = re.compile(r"</?[\w:.-]+|\bxmlns(:\w+)?=(\"[^\"]*\"|'[^']*')|[<>]")
# The beginning and end of every packet (ISO 16684-1, 7.3.2), which are nobody's words.
_WRAPPER = re.compile('\\Abegin="\ufeff?" id="W5M0MpCehiHzreSzNTczkc9d"\\Z|\\Aend="[rw]"\\Z')
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
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
_RIGHTS = (f"{_DUBLIN_CORE} rights", "http://ns.adobe.com/xap/1.0/rights/ UsageTerms")
_LANGUAGE, _DEFAULT = "http://www.w3.org/XML/1998/namespace lang", "x-default"


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
    texts = _texts(packet, _AS_INFORMATION)
    said = {_AS_INFORMATION[name]: text for name, text in texts.items()}
    return {key: _DATE.sub(r"D:\1\2\3\4\5\6Z", text) for key, text in said.items()}


def rights_of(packet: str) -> tuple[str, str]:
    """Return the rights that a packet states in its default language, and the terms of use.

    Both are empty where it states none, or is not well-formed XML (ISO 16684-1, 8.3 and 8.5).
    """
    texts = _texts(packet, _RIGHTS)
    rights, terms = (texts.get(name, "") for name in _RIGHTS)
    return rights, terms


def _texts(packet: str, names: Container[str]) -> dict[str, str]:
    """Return the texts of properties with these names, those in several languages in the default
    one; empty if the packet is not well-formed XML."""
    found: dict[str, str] = {}
    path: list[tuple[str, str]] = []

    def add(words: str) -> None:
        key = next((name for name, _ in path if name in names), "")
        if key and all(language in {"", _DEFAULT} for _, language in path):
            found[key] = found.get(key, "") + words

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, keys: path.append((name, keys.get(_LANGUAGE, "")))
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = add
    try:
        parser.Parse(packet.strip("\ufeff \r\n\t\0"), True)  # noqa: FBT003  as expat wants it
    except expat.ExpatError:
        return {}
    return found
