"""The hash of all that a page is read from: what was read once need not be read again.

It covers the page and every object that it reaches, by what is in them and not by their numbers:
its content, forms, pictures, patterns; fonts with their programs, widths and maps; links; and what
PDFium reads of the structure tree (`page_tags`). It is known for files only whose grammar has no
faults: these have no attributes that pages inherit, no layers, no appearances of annotations, and
no keys but those of the table. What a page refers to and is not part of it is left out:

========================  ======================================================================
the page tree             it has its kids and their count, and nothing that pages inherit
pages that links lead to  that a link leads to a place is read, and not to which
elements they lead to     the same (PDF 2.0)
``StructParent(s)``       numbers in the parent tree: what is found there for the page counts; for
                          a link nothing is read by way of it
========================  ======================================================================

What of the catalog has a say in how PDFium reads a page counts too.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from briefing.prove.extract.page_tags import IrregularTagsError, TagIndex
from briefing.prove.grammar.file_syntax import Stream, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.prove.extract.page_tags import PageTags
    from briefing.prove.grammar.file_syntax import Body, Value
    from briefing.prove.grammar.object_rules import ObjectGraph

_OF_NO_PAGE = frozenset(("page", "page tree", "element", "structure"))
"""Kinds of object that a page or a link may refer to, and that are not part of the page."""
_NUMBERS: Mapping[str, frozenset[bytes]] = {
    "page": frozenset((b"/StructParents",)),
    "link": frozenset((b"/StructParent",)),
}
_OF_CATALOG = (b"/MarkInfo", b"/ViewerPreferences")
"""Keys of the catalog on which it depends whether there are tags, and which way text runs."""


class PageHash(NamedTuple):
    """What one page is read from."""

    digest: str
    """Hash of all of it, wherever in the structure tree its tags stand."""
    tags: PageTags


class _CircleError(Exception):
    """An object is part of itself."""


def page_hashes(body: Body, known: ObjectGraph) -> list[PageHash | None]:
    """Return the hash of each page; None for one that is to be read every time.

    Args:
        body: The objects of a file whose grammar has no faults.
        known: Their kinds.
    """
    catalog = body.keys(body.trailer[b"/Root"])
    pages = body.keys(catalog[b"/Pages"])[b"/Kids"]
    assert isinstance(pages, list)
    numbers = [number_of(page) for page in pages]
    if len({*numbers}) < len(numbers):  # which of them PDFium takes for which is not our concern
        return [None] * len(numbers)
    try:
        tags = TagIndex(body)
    except IrregularTagsError:
        return [None] * len(numbers)
    objects = _Objects(body, known.kinds)
    used = {key: catalog[key] for key in _OF_CATALOG if key in catalog}
    around = b"%b %b" % (body.standard.pdf.encode(), objects.spelled(used))
    return [_hash(number, around, objects, tags) for number in numbers]


def _hash(page: int, around: bytes, objects: _Objects, tags: TagIndex) -> PageHash | None:
    try:
        own = objects.digest(page)
        read = tags.of_page(page, objects.spelled)
    except _CircleError:
        return None
    return PageHash(sha256(b"\0".join((around, own, read.spelled))).hexdigest(), read)


class _Objects:
    """The objects of a file by the hashes of what they hold and reach."""

    def __init__(self, body: Body, kinds: Mapping[int, str]) -> None:
        self._body = body
        self._kinds = kinds
        self._digests: dict[int, bytes | None] = {}
        """As hexadecimal digits; None for an object whose hash is being made."""

    def digest(self, number: int) -> bytes:
        """Return the hash of object ``number``."""
        if number not in self._digests:
            self._digests[number] = None
            value = self._body.objects[number]
            kind = self._kinds[number]
            held = value.keys if isinstance(value, Stream) else value
            if kind in _NUMBERS and isinstance(held, dict):
                held = {key: one for key, one in held.items() if key not in _NUMBERS[kind]}
            made = sha256(b"%b\0%b\0" % (kind.encode(), self.spelled(held)))
            if isinstance(value, Stream):
                made.update(value.raw)
            self._digests[number] = made.hexdigest().encode()
        found = self._digests[number]
        if found is None:
            raise _CircleError
        return found

    def spelled(self, value: Value) -> bytes:
        """Return ``value`` with the hashes of objects in place of references to them.

        Nothing that a file can hold is spelled with ``@`` or ``^`` before it.
        """
        if isinstance(value, bytes):
            return self._referred(value) if value.endswith(b" R") else value
        if isinstance(value, list):
            try:
                joined = b" ".join(value)  # type: ignore[arg-type]  # raises TypeError
                plain = b" R" not in joined
            except TypeError:
                plain = False
            return b"[ %b ]" % (joined if plain else b" ".join(map(self.spelled, value)))
        assert isinstance(value, dict)
        tokens = [b"<<"]
        for key, inner in value.items():
            tokens += (key, self.spelled(inner))
        return b" ".join(tokens) + b" >>"

    def _referred(self, reference: bytes) -> bytes:
        number = number_of(reference)
        kind = self._kinds[number]
        return b"^%b" % kind.encode() if kind in _OF_NO_PAGE else b"@%b" % self.digest(number)
