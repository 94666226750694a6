"""What was read of pages before never changes what a proof reads: tried on finished packs in which
one thing is another than before, anywhere.

Two objects change places, or two values; a number, a letter, a byte of a stream is another; a
reference leads elsewhere. Most of it the grammar refuses, and then all pages are read. So the hash
of a page is also put to the test by itself: pages with one hash are read alike.
"""

from __future__ import annotations

import random
import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from briefing.model.standards import NEWER, USUAL
from briefing.prove import Readings
from briefing.prove.extract.extracted import UnreadableFileError
from briefing.prove.extract.page_hash import page_hashes
from briefing.prove.extract.page_places import packed
from briefing.prove.extract.page_reader import read_page
from briefing.prove.extract.pdf_reader import read_parts
from briefing.prove.extract.serialise import from_bytes
from briefing.prove.grammar.file_syntax import Stream, number_of
from briefing.prove.grammar.object_rules import walk
from support.audit import Outcome
from support.forging import body, finished, put_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.model.standards import Standard
    from briefing.prove.grammar.file_syntax import Body, Value
    from briefing.prove.grammar.object_rules import ObjectGraph

FULL = 4000
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_PIECE = re.compile(rb"-?\d+(?:\.\d+)?|<[0-9a-f]+>")
"""Numbers and strings of a content stream or a map."""


class _Slot(NamedTuple):
    """A place where a value is."""

    holder: list[Value] | dict[bytes, Value]
    key: int | bytes

    @property
    def value(self) -> Value:
        """What is there."""
        return self.holder[self.key]  # type: ignore[index]

    def put(self, value: Value) -> None:
        """Have something else there."""
        self.holder[self.key] = value  # type: ignore[index]


def examine(seed: int, index: int) -> Outcome:
    """One change somewhere."""
    chosen = random.Random(f"{seed} {index}")
    standard = (USUAL, NEWER)[index % 2]
    objects = body(standard)
    what = _changed(objects, walk(objects), chosen)
    counts, faults = compared(standard, objects)
    return Outcome(counts, tuple(f"{what}: {f} (seed {seed}, step {index})" for f in faults))


def compared(standard: Standard, objects: Body) -> tuple[dict[str, int], list[str]]:
    """What was tried on a changed pack, and where reading it with what was read of the pack before
    gives anything else than reading it."""
    data = put_together(objects)
    readings = Readings()
    readings.learn(_extract(standard))
    faults = []
    try:
        plain = read_parts(data)
    except UnreadableFileError:
        return {"changes": 1, "unreadable": 1}, []
    kept = read_parts(data, readings)
    if kept.whole() != plain.whole():
        faults.append("with what was read before, something else is read")
    if from_bytes(kept.to_bytes()) != plain.whole():
        faults.append("what is kept of it is something else")
    same, wrong = _alike(standard, objects, data)
    faults += [f"page {number} has a hash that it should not have" for number in wrong]
    counts = {"changes": 1, "pages read": readings.read, "pages taken": readings.taken}
    return counts | {"pages with a known hash": same}, faults


def _alike(standard: Standard, objects: Body, data: bytes) -> tuple[int, list[int]]:
    """How many pages have the hash of one in the pack as it was, and which of them are read in
    another way; whether or not the grammar has anything against the file."""
    try:
        hashes = page_hashes(objects, walk(objects))
    except (AssertionError, KeyError, TypeError, ValueError):
        return 0, []  # too far from the grammar for anything to be hashed
    before = _read(standard)
    document = pdfium.PdfDocument(data)
    same, wrong = 0, []
    try:
        for index, found in enumerate(hashes[: len(document)]):
            if found is None or found.digest not in before:
                continue
            same += 1
            reading = read_page(document, index)
            try:
                content = packed(reading, "", found.tags.starts(all_of_them=True)).content
            except KeyError:
                continue  # it is not kept, then
            if content != before[found.digest]:
                wrong.append(index + 1)
    finally:
        document.close()
    return same, wrong


@lru_cache(maxsize=2)
def _extract(standard: Standard) -> bytes:
    return read_parts(finished(standard), Readings()).to_bytes()


@lru_cache(maxsize=2)
def _read(standard: Standard) -> dict[str, bytes]:
    """What is read of each page of the pack, by its hash."""
    return {page.digest: page.content for page in read_parts(finished(standard), Readings()).packed}


# ── changes ───────────────────────────────────────────────────────────────────────────────


def _changed(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """Change something; what it was."""
    while True:
        change = chosen.choice(CHANGES)
        if what := change(objects, known, chosen):
            return f"{change.__name__}, {what}"


def _alike_objects(known: ObjectGraph, chosen: random.Random) -> tuple[str, int, int]:
    """Two objects of one kind, which may be the same."""
    kind = chosen.choice(sorted({*known.kinds.values()}))
    numbers = sorted(n for n, own in known.kinds.items() if own == kind)
    return kind, chosen.choice(numbers), chosen.choice(numbers)


def objects_in_each_others_place(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """Two of one kind, with all that they hold."""
    kind, one, other = _alike_objects(known, chosen)
    held = objects.objects
    held[one], held[other] = held[other], held[one]
    return f"{kind} {one} and {other}" if one != other else ""


def values_in_each_others_place(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """One key of two of a kind."""
    kind, one, other = _alike_objects(known, chosen)
    first, second = objects.keys(objects.objects[one]), objects.keys(objects.objects[other])
    keys = sorted({key for key in first.keys() & second.keys() if first[key] != second[key]})
    if not keys:
        return ""
    key = chosen.choice(keys)
    first[key], second[key] = second[key], first[key]
    return f"{key.decode()} of {kind} {one} and {other}"


def items_in_each_others_place(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """Two items of a list."""
    kind, number, _ = _alike_objects(known, chosen)
    lists = {id(slot.holder): slot.holder for slot in _slots(objects.objects[number])}
    some = [held for held in lists.values() if isinstance(held, list) and len(held) > 1]
    if not some:
        return ""
    held = chosen.choice(some)
    one, other = chosen.sample(range(len(held)), 2)
    held[one], held[other] = held[other], held[one]
    return f"items {one} and {other} of {kind} {number}"


def an_item_less(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """A list without one of its items, or a dictionary without a key."""
    kind, number, _ = _alike_objects(known, chosen)
    slots = [*_slots(objects.objects[number])]
    if not slots:
        return ""
    slot = chosen.choice(slots)
    del slot.holder[slot.key]  # type: ignore[arg-type]
    return f"{slot.key!r} of {kind} {number}"


def another_number(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """A number that is a little more or less."""
    kind, number, _ = _alike_objects(known, chosen)
    some = [
        slot
        for slot in _slots(objects.objects[number])
        if isinstance(slot.value, bytes) and _NUMBER.fullmatch(slot.value)
    ]
    if not some:
        return ""
    slot = chosen.choice(some)
    assert isinstance(slot.value, bytes)
    slot.put(_other_number(slot.value, chosen))
    return f"{slot.key!r} of {kind} {number}"


def another_letter(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """A letter of a string."""
    kind, number, _ = _alike_objects(known, chosen)
    some = [
        slot
        for slot in _slots(objects.objects[number])
        if isinstance(slot.value, bytes) and slot.value[:1] == b"(" and len(slot.value) > 2
    ]
    if not some:
        return ""
    slot = chosen.choice(some)
    text = slot.value
    assert isinstance(text, bytes)
    at = chosen.randrange(1, len(text) - 1)
    slot.put(text[:at] + chosen.choice((b"e", b"x", b"Z", b"7")) + text[at + 1 :])
    return f"{slot.key!r} of {kind} {number}"


def another_reference(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """A reference to another object of the same kind."""
    kind, number, _ = _alike_objects(known, chosen)
    some = [slot for slot in _slots(objects.objects[number]) if number_of(slot.value)]
    if not some:
        return ""
    slot = chosen.choice(some)
    own = known.kinds.get(number_of(slot.value))
    other = chosen.choice(sorted(n for n, found in known.kinds.items() if found == own))
    slot.put(b"%d 0 R" % other)
    return f"{slot.key!r} of {kind} {number}"


def another_byte(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """A byte of a stream."""

    def change(content: bytes) -> bytes:
        at = chosen.randrange(len(content))
        return content[:at] + bytes((chosen.randrange(256),)) + content[at + 1 :]

    return _in_stream(objects, known, chosen, change)


def another_number_in_a_stream(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """A number of a content stream or map, or a character code."""

    def change(content: bytes) -> bytes:
        found = [*_PIECE.finditer(content)]
        if not found:
            return content
        piece = chosen.choice(found)
        new = chosen.choice(found)[0] if piece[0][:1] == b"<" else _other_number(piece[0], chosen)
        return content[: piece.start()] + new + content[piece.end() :]

    return _in_stream(objects, known, chosen, change)


def pieces_in_each_others_place(objects: Body, known: ObjectGraph, chosen: random.Random) -> str:
    """Two strings of a content stream, or two texts of a map."""

    def change(content: bytes) -> bytes:
        found = [piece for piece in _PIECE.finditer(content) if piece[0][:1] == b"<"]
        if len(found) < 2:
            return content
        one, other = sorted(chosen.sample(found, 2), key=lambda piece: piece.start())
        between = content[one.end() : other.start()]
        return content[: one.start()] + other[0] + between + one[0] + content[other.end() :]

    return _in_stream(objects, known, chosen, change)


CHANGES: tuple[Callable[[Body, ObjectGraph, random.Random], str], ...] = (
    objects_in_each_others_place,
    values_in_each_others_place,
    items_in_each_others_place,
    an_item_less,
    another_number,
    another_letter,
    another_reference,
    another_byte,
    another_number_in_a_stream,
    pieces_in_each_others_place,
)
"""Each changes one thing and returns what, or finds nothing to change and returns ""."""


def _in_stream(
    objects: Body, known: ObjectGraph, chosen: random.Random, change: Callable[[bytes], bytes]
) -> str:
    kind, number, _ = _alike_objects(known, chosen)
    stream = objects.objects[number]
    if not isinstance(stream, Stream) or not stream.raw:
        return ""
    is_packed = stream.keys.get(b"/Filter") == b"/FlateDecode"
    before = stream.content() if is_packed else stream.raw
    after = change(before)
    objects.objects[number] = Stream(stream.keys, zlib.compress(after) if is_packed else after)
    return f"in {kind} {number}" if after != before else ""


def _other_number(number: bytes, chosen: random.Random) -> bytes:
    whole, dot, rest = number.partition(b".")
    value = int(whole) + chosen.choice((-40, -1, 1, 2, 40))
    return b"%d" % value + dot + rest


def _slots(value: Value) -> Iterator[_Slot]:
    """All places in a value."""
    held = value.keys if isinstance(value, Stream) else value
    keys: Iterator[int | bytes] = iter(())
    if isinstance(held, dict):
        keys = iter([*held])
    elif isinstance(held, list):
        keys = iter(range(len(held)))
    for key in keys:
        assert isinstance(held, dict | list)
        slot = _Slot(held, key)
        yield slot
        yield from _slots(slot.value)
