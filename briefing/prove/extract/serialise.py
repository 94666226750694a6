"""Extracts of finished files as bytes, so that an unchanged file need not be read again.

What an edition must not hold changes with every word that is written anywhere in the briefing, and
then each finished file must be proven again; but the file itself seldom changes.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from briefing.prove.extract.extracted import (
    Extract,
    Inventory,
    LinkArea,
    PageText,
    Picture,
    TextLocation,
    TextObject,
)
from briefing.prove.extract.object_reader import ObjectContents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def to_bytes(file: Extract) -> bytes:
    """Return an extract as bytes, from which `from_bytes` restores an equal one."""
    contents = file.object_contents
    facts = {
        "pages": [
            [
                p.text,
                p.unmapped,
                [*map(_from_text_object, p.text_objects)],
                p.size,
                [[picture.box, picture.path] for picture in p.pictures],
                [[link.box, link.hit] for link in p.links],
            ]
            for p in file.pages
        ],
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
    # Lone surrogates, as in broken files, stay separate: escaped, two of them would be joined.
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def from_bytes(data: bytes) -> Extract:
    """Return the extract that `to_bytes` has written."""
    facts = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    contents, file = facts["object_contents"], facts["file"]
    inventory = {key: tuple(map(tuple, pairs)) for key, pairs in facts["inventory"].items()}
    return Extract(
        pages=tuple(
            PageText(
                text,
                tuple(map(_to_text_object, text_objects)),
                unmapped,
                tuple(size),
                tuple(Picture(tuple(box), tuple(path)) for box, path in pictures),
                tuple(LinkArea(tuple(box), hit) for box, hit in links),
            )
            for text, unmapped, text_objects, size, pictures, links in facts["pages"]
        ),
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


def _from_text_object(text_object: TextObject) -> list[Any]:
    return [
        [*_runs(text_object.chars)],
        text_object.path,
        text_object.artifact,
        text_object.label,
        text_object.height,
        text_object.box,
        text_object.standing,
        text_object.heading,
        text_object.table,
        text_object.expansion,
        text_object.size,
    ]


def _to_text_object(entry: list[Any]) -> TextObject:
    stretches, path, artifact, label, height, box, *place = entry
    chars: list[int] = []
    for first, end in stretches:
        chars += range(first, end)
    return TextObject(tuple(chars), tuple(path), artifact, label, height, tuple(box), *place)


def _runs(chars: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of consecutive numbers, as first and end."""
    first = end = -1
    for char in chars:
        if char != end:
            if end >= 0:
                yield first, end
            first = char
        end = char + 1
    if end >= 0:
        yield first, end
