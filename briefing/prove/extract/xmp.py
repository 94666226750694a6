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
_RIGHTS = (f"{_DUBLIN_CORE} rights", "http://ns.adobe.com/xap/1.0/rights/ UsageTerms")
_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"


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


def rights_of(packet: str) -> tuple[str, str]:
    """Return the rights that a packet states in its default language, and the terms of use.

    Both are empty where it states none, or is not well-formed XML (ISO 16684-1, 8.3 and 8.5).
    """
    found = dict.fromkeys(_RIGHTS, "")
    path: list[str] = []
    default = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal default
        path.append(name)
        default = attributes.get(_LANGUAGE) == "x-default"

    def add(words: str) -> None:
        key = next((name for name in path if name in found), "")
        if key and default:
            found[key] += words

    def end(_name: str) -> None:
        nonlocal default
        path.pop()
        default = False

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = add
    try:
        parser.Parse(packet.strip("\ufeff \r\n\t\0"), True)  # noqa: FBT003  as expat wants it
    except expat.ExpatError:
        return "", ""
    rights, terms = found.values()
    return rights, terms
