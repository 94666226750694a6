"""Whether a file is fit to hand out: tagged, titled, marked on every page, nothing active."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.prove.geometry.links import link_faults
from briefing.prove.text_folding import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.proof import Expectation
    from briefing.model.standards import Standard
    from briefing.prove.extract.extracted import Extract, PageText

PRIVATE = "urn:briefing:"
"""Addresses of links between fragments; binding turns each into a destination in the file."""
_SCHEMES = frozenset(("http", "https", "mailto"))
_EDGE = 0.1
"""Share of a page's height, at its top and at its bottom, where a marking must be."""

Fault = tuple[str, str, str]
"""Code, message, hint."""


def document_faults(file: Extract, expectation: Expectation) -> Iterator[Fault]:
    """Yield all faults of the file as a document."""
    pages = len(file.pages)
    if expectation.pages and not expectation.pages[0] <= pages <= expectation.pages[1]:
        asked = " to ".join(dict.fromkeys(map(str, expectation.pages)))
        hint = "look for an overflow or lost text at the end"
        yield "P103", f"{pages} pages instead of {asked}", hint
    if file.encrypted:
        yield "P102", "the file is encrypted, so not all of it can be searched", ""
    if file.object_contents.unread:
        numbers = ", ".join(map(str, file.object_contents.unread[:8]))
        yield "P104", f"objects compressed in a way the proof cannot search: {numbers}", ""
    for number, page in enumerate(file.pages, start=1):
        if page.unmapped:
            message = f"page {number} has {page.unmapped} characters without Unicode"
            yield "P105", message, "they print but cannot be searched, copied or read aloud"
    if file.object_contents.pattern_text:
        message = "a repeated background picture or a mask contains text"
        yield "P106", message, "convert its letters to outlines"
    if file.revisions > 1:
        yield "P107", f"the file contains {file.revisions - 1} earlier revision(s) of itself", ""
    yield from _markings(file, expectation.markings)
    yield from _self_description(file)
    yield from _other_standard(file, expectation.written.standard)
    yield from _active(file)
    yield from _addresses(file)
    yield from link_faults(file)


def _markings(file: Extract, markings: Iterable[str]) -> Iterator[Fault]:
    edges = [(_edge(page, 1 - _EDGE, 1), _edge(page, 0, _EDGE)) for page in file.pages]
    for marking in markings:
        letters = re.escape(re.sub(r"\s+", "", plain(marking)))
        # "TLP:AMBER" inside "TLP:AMBER+STRICT" does not count.
        pattern = re.compile(rf"{letters}(?!\+)")
        missing = [str(n) for n, edge in enumerate(edges, 1) if not all(map(pattern.search, edge))]
        if missing:
            message = f'marking "{marking}" is not at top and bottom of page {", ".join(missing)}'
            yield "P120", message, ""


def _edge(page: PageText, low: float, high: float) -> str:
    """Return the text between two heights of a page (shares, 0 at the bottom), without spaces."""
    chars = [
        c
        for text_object in page.text_objects
        if low <= text_object.height <= high
        for c in text_object.chars
    ]
    return re.sub(r"\s+", "", plain("".join(page.text[c] for c in chars)))


def _self_description(file: Extract) -> Iterator[Fault]:
    if not file.tagged:
        yield "P130", "the file is not tagged", "screen readers cannot read it in order"
    if not file.title.strip():
        yield "P131", "the file has no title", ""
    if not file.language.strip():
        yield "P132", "the file has no language", ""


def _other_standard(file: Extract, standard: Standard | None) -> Iterator[Fault]:
    if standard is not None and file.version != standard.pdf:
        message = f"the file is PDF {file.version}, but its edition is PDF {standard.pdf}"
        yield "P150", message, f"build it again with --standard {standard.choice}"


def _active(file: Extract) -> Iterator[Fault]:
    if file.object_contents.active:
        actions = ", ".join(sorted(file.object_contents.active))
        yield "P133", f"the file runs actions on its reader's machine: {actions}", ""
    if file.attachments or file.object_contents.attached:
        names = ", ".join(file.attachments or sorted(file.object_contents.attached))
        yield "P134", f"files are attached: {names}", "a pack must not contain other files"


def _addresses(file: Extract) -> Iterator[Fault]:
    linked = [(location.text, location.name) for location in file.addresses]
    known = {address for address, _ in linked}
    linked += [
        (words, "an object on no page")
        for key, words in file.object_contents.strings
        if key == "URI" and words not in known
    ]
    for address, name in linked:
        scheme = urlsplit(address.strip()).scheme.casefold()
        if scheme not in _SCHEMES and not address.startswith(PRIVATE):
            hint = "only http, https and mailto links are allowed"
            yield "P135", f"{name} leads to {address!r}", hint
    left = [name for name, text in _all_texts(file) if PRIVATE in text]
    if left:
        yield "P136", f"an unresolved link is left in {left[0]}", "its target is not in the file"


def _all_texts(file: Extract) -> Iterator[tuple[str, str]]:
    for number, page in enumerate(file.pages, start=1):
        yield f"the text of page {number}", page.text
    for location in (*file.addresses, *file.locations):
        yield location.name, location.text
    for key, words in file.object_contents.strings:
        yield f"an object's /{key}", words
    for packet in file.object_contents.packets:
        yield "the XMP metadata", packet
