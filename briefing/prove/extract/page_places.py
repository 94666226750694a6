"""Pages that were read, as they are kept: wherever in the structure tree their tags stand.

What was read of a page holds the paths of its tags from the root of the tree. It is kept with paths
that are counted from the first kid on the page (`page_tags`), and the numbers of these kids beside.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.prove.extract.extracted import (
    LinkArea,
    PageReading,
    PageText,
    Picture,
    TextLocation,
    TextObject,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from briefing.prove.extract.page_tags import Path

Starts = tuple[tuple["Path", int], ...]
"""The numbers of elements' first kids on the page by their paths, in order; those that are 0 are
left out."""
QUICK = 1
"""Level of compression (zlib)."""


@dataclass(frozen=True, slots=True)
class PackedPage:
    """What was read of one page, as bytes."""

    digest: str
    """Hash of what it was read from; empty if that is not known."""
    starts: Starts
    content: bytes = field(repr=False)

    def unpacked(self) -> PageReading:
        """Return what was read of the page.

        Raises:
            ValueError: The content is damaged.
        """
        return _unpacked(self.content, _absolute(dict(self.starts)))


def packed(reading: PageReading, digest: str, starts: Mapping[Path, int]) -> PackedPage:
    """Return what was read of a page as bytes.

    Args:
        reading: What was read.
        digest: Hash of what it was read from.
        starts: The number of each element's first kid on the page, by its path.

    Raises:
        KeyError: A path leads to an element that is not in ``starts``.
    """
    return PackedPage(digest, starts_of(starts), _packed(reading, _relative(starts)))


def packed_as_it_is(reading: PageReading) -> PackedPage:
    """Return what was read of a page as bytes, if it is not known what it was read from."""
    return PackedPage("", (), _packed(reading, lambda path: path))


def starts_of(starts: Mapping[Path, int]) -> Starts:
    """Return the numbers of first kids as they are kept."""
    return tuple(sorted((path, start) for path, start in starts.items() if start))


def _relative(starts: Mapping[Path, int]) -> Callable[[Path], Path]:
    """Return a function from a path to the same, counted from first kids on the page."""
    known: dict[Path, Path] = {(): ()}

    def relative(path: Path) -> Path:
        if path not in known:
            above = relative(path[:-1])
            known[path] = (*above, path[-1] - starts[above])
        return known[path]

    return relative


def _absolute(starts: Mapping[Path, int]) -> Callable[[Path], Path]:
    """Return the inverse function, with paths not in ``starts`` counted from 0."""
    known: dict[Path, Path] = {(): ()}

    def absolute(path: Path) -> Path:
        if path not in known:
            known[path] = (*absolute(path[:-1]), path[-1] + starts.get(path[:-1], 0))
        return known[path]

    return absolute


def _packed(reading: PageReading, relative: Callable[[Path], Path]) -> bytes:
    page = reading.text
    facts = [
        page.text,
        page.unmapped,
        page.size,
        [_from_text_object(one, relative(one.path)) for one in page.text_objects],
        [[picture.box, relative(picture.path)] for picture in page.pictures],
        [[link.box, link.hit] for link in page.links],
        [[one.name, one.text, one.machine_written] for one in reading.locations],
        reading.addresses,
    ]
    # Lone surrogates, as in broken files, stay separate: escaped, two of them would be joined.
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), QUICK)


def _unpacked(content: bytes, absolute: Callable[[Path], Path]) -> PageReading:
    try:
        facts = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
        text, unmapped, size, text_objects, pictures, links, locations, addresses = facts
        return PageReading(
            PageText(
                text,
                tuple(_to_text_object(entry, absolute) for entry in text_objects),
                unmapped,
                tuple(size),
                tuple(Picture(tuple(box), absolute(tuple(path))) for box, path in pictures),
                tuple(LinkArea(tuple(box), hit) for box, hit in links),
            ),
            tuple(TextLocation(*location) for location in locations),
            tuple(addresses),
        )
    except (zlib.error, TypeError) as error:
        raise ValueError("not a page as it was packed") from error


def _from_text_object(text_object: TextObject, path: Path) -> list[Any]:
    return [
        [*_runs(text_object.chars)],
        path,
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


def _to_text_object(entry: list[Any], absolute: Callable[[Path], Path]) -> TextObject:
    stretches, path, artifact, label, height, box, *place = entry
    chars: list[int] = []
    for first, end in stretches:
        chars += range(first, end)
    return TextObject(
        tuple(chars), absolute(tuple(path)), artifact, label, height, tuple(box), *place
    )


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
