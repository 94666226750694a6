"""What was read of a finished file, as bytes: a file that has not changed need not be read again.

What an edition must not hold changes with every word that is written anywhere in the briefing, and
each finished file is held against it anew; the file itself seldom changes.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from briefing.prove.extract.extracted import MadeOf, PageText, Piece, Reopened, TextLocation
from briefing.prove.extract.object_reader import Holdings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def to_bytes(file: Reopened) -> bytes:
    """All facts about a file; `from_bytes` gives them back, equal."""
    held = file.held
    facts = {
        "pages": [[p.text, p.unmapped, [*map(_from_piece, p.pieces)]] for p in file.pages],
        "places": [*map(_from_place, file.places)],
        "addresses": [*map(_from_place, file.addresses)],
        "held": {
            "strings": held.strings,
            "packets": held.packets,
            "active": sorted(held.active),
            "attached": sorted(held.attached),
            "unread": held.unread,
            "pattern_text": held.pattern_text,
        },
        "made_of": asdict(file.made_of),
        "file": {
            "title": file.title,
            "language": file.language,
            "tagged": file.tagged,
            "encrypted": file.encrypted,
            "attachments": file.attachments,
            "revisions": file.revisions,
        },
    }
    # Halves of characters, as broken files have them, stay halves: escaped they would be joined.
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def from_bytes(data: bytes) -> Reopened:
    """The facts that `to_bytes` has written."""
    facts = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    held, file = facts["held"], facts["file"]
    made_of = {key: tuple(map(tuple, pairs)) for key, pairs in facts["made_of"].items()}
    return Reopened(
        pages=tuple(
            PageText(text, tuple(map(_to_piece, pieces)), unmapped)
            for text, unmapped, pieces in facts["pages"]
        ),
        places=tuple(TextLocation(*place) for place in facts["places"]),
        addresses=tuple(TextLocation(*place) for place in facts["addresses"]),
        held=Holdings(
            **{
                **held,
                "strings": [(key, words) for key, words in held["strings"]],
                "active": set(held["active"]),
                "attached": set(held["attached"]),
            }
        ),
        made_of=MadeOf(**made_of),
        **{**file, "attachments": tuple(file["attachments"])},
    )


def _from_place(place: TextLocation) -> list[Any]:
    return [place.name, place.text, place.named]


def _from_piece(piece: Piece) -> list[Any]:
    return [[*_stretches(piece.chars)], piece.path, piece.artifact, piece.label, piece.height]


def _to_piece(entry: list[Any]) -> Piece:
    stretches, path, artifact, label, height = entry
    chars: list[int] = []
    for first, end in stretches:
        chars += range(first, end)
    return Piece(tuple(chars), tuple(path), artifact, label, height)


def _stretches(chars: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow one another, as their first and the one after their last."""
    first = end = -1
    for char in chars:
        if char != end:
            if end >= 0:
                yield first, end
            first = char
        end = char + 1
    if end >= 0:
        yield first, end
