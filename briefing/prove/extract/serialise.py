"""Extracts of finished files as bytes, so that an unchanged file or page need not be read again.

What an edition must not hold changes with every word that is written anywhere in the briefing, and
then each finished file must be proven again; but the file itself seldom changes. Where it does,
most of its pages do not, so each is packed by itself. An extract is a line with the lengths of its
parts, and these: what is not of one page, what was found of streams, and the pages.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from briefing.prove.extract.extracted import Extract, Inventory, PageReading, TextLocation
from briefing.prove.extract.object_reader import ObjectContents
from briefing.prove.extract.page_places import QUICK, PackedPage, packed_as_it_is

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class FileParts:
    """The extract of a file in parts."""

    head: Extract
    """What is not of one page: an extract without pages."""
    pages: tuple[PageReading, ...]
    packed: tuple[PackedPage, ...] = ()
    """The same pages as bytes, if they are known already."""
    streams: Any = field(default=None, repr=False)
    """What was found of streams, as JSON has it (`StreamFacts`)."""

    def whole(self) -> Extract:
        """Return the extract."""
        pages = [*enumerate(self.pages, start=1)]
        here = (place for number, page in pages for place in page.locations_on(number))
        there = (place for number, page in pages for place in page.addresses_on(number))
        return replace(
            self.head,
            pages=tuple(page.text for page in self.pages),
            locations=(*self.head.locations, *here),
            addresses=(*self.head.addresses, *there),
        )

    def to_bytes(self) -> bytes:
        """Return the extract as bytes, from which `from_bytes` restores it."""
        packed = self.packed or tuple(map(packed_as_it_is, self.pages))
        parts = [_packed(_from_head(self.head)), _packed(self.streams)]
        lengths = [
            [*map(len, parts)],
            [[page.digest, page.starts, len(page.content)] for page in packed],
        ]
        line = json.dumps(lengths, separators=(",", ":")).encode()
        return b"\n".join((line, b"".join((*parts, *(page.content for page in packed)))))


def to_bytes(file: Extract) -> bytes:
    """Return an extract as bytes, from which `from_bytes` restores an equal one."""
    pages = tuple(map(PageReading, file.pages))
    return FileParts(replace(file, pages=()), pages).to_bytes()


def from_bytes(data: bytes) -> Extract:
    """Return the extract of which `to_bytes` has made these bytes."""
    (head, _), pages = _parts(data)
    return FileParts(_to_head(_unpacked(head)), tuple(page.unpacked() for page in pages)).whole()


def remembered(data: bytes) -> tuple[Callable[[], Any], Sequence[PackedPage]]:
    """Return what unpacks that which an extract has of streams, and its pages.

    Raises:
        ValueError: It is not as `to_bytes` has made it.
    """
    try:
        (_, streams), pages = _parts(data)
        hash(tuple(pages))  # what is in them is of its type
    except TypeError as error:
        raise ValueError("no extract") from error
    return lambda: _unpacked(streams), pages


def _parts(data: bytes) -> tuple[list[bytes], list[PackedPage]]:
    line, _, rest = data.partition(b"\n")
    lengths, pages = json.loads(line)
    ends = accumulate((*lengths, *(length for *_, length in pages)), initial=0)
    parts = [rest[low:high] for low, high in pairwise(ends)]
    packed = [
        PackedPage(digest, tuple((tuple(path), n) for path, n in starts), content)
        for (digest, starts, _), content in zip(pages, parts[len(lengths) :], strict=True)
    ]
    return parts[: len(lengths)], packed


def _packed(facts: Any) -> bytes:
    # Lone surrogates, as in broken files, stay separate: escaped, two of them would be joined.
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), QUICK)


def _unpacked(data: bytes) -> Any:
    try:
        content = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError("no extract") from error
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _from_head(file: Extract) -> dict[str, Any]:
    contents = file.object_contents
    return {
        "locations": [*map(_from_location, file.locations)],
        "addresses": [*map(_from_location, file.addresses)],
        "object_contents": {
            "strings": contents.strings,
            "packets": contents.packets,
            "active": sorted(contents.active),
            "attached": sorted(contents.attached),
            "unread": contents.unread,
            "pattern_text": contents.pattern_text,
        },
        "inventory": asdict(file.inventory),
        "file": {
            "title": file.title,
            "version": file.version,
            "language": file.language,
            "tagged": file.tagged,
            "encrypted": file.encrypted,
            "attachments": file.attachments,
            "revisions": file.revisions,
        },
    }


def _to_head(facts: dict[str, Any]) -> Extract:
    contents, file = facts["object_contents"], facts["file"]
    inventory = {key: tuple(map(tuple, pairs)) for key, pairs in facts["inventory"].items()}
    return Extract(
        pages=(),
        locations=tuple(TextLocation(*location) for location in facts["locations"]),
        addresses=tuple(TextLocation(*location) for location in facts["addresses"]),
        object_contents=ObjectContents(
            **{
                **contents,
                "strings": [(key, words) for key, words in contents["strings"]],
                "active": set(contents["active"]),
                "attached": set(contents["attached"]),
            }
        ),
        inventory=Inventory(**inventory),
        **{**file, "attachments": tuple(file["attachments"])},
    )


def _from_location(location: TextLocation) -> list[Any]:
    return [location.name, location.text, location.machine_written]
