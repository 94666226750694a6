"""What the pages of a file draw: followed from their streams through forms, patterns and masks.

What none of them draws has no business in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.canonical import Stream
from briefing.prove.operators import read_program

if TYPE_CHECKING:
    from briefing.prove.canonical import Body, Value
    from briefing.prove.rules import Fault, Walk

_DRAWN = frozenset(("form", "image", "mask", "tiling pattern", "font", "content"))
"""Kinds of object that must be drawn with."""


@dataclass(slots=True)
class Drawn:
    """What pages draw, and with what."""

    used: set[int] = field(default_factory=set)
    """Numbers of the objects that are drawn."""
    glyphs: dict[int, set[int]] = field(default_factory=dict)
    """Numbers of the glyphs that are set, by the number of the font."""
    hung: set[int] = field(default_factory=set)
    """Forms in the place of pictures: drawings."""
    pattern_text: bool = False
    faults: list[Fault] = field(default_factory=list)


def draw(body: Body, known: Walk) -> Drawn:
    """Follow all that the pages draw."""
    follower = _Follower(body, known)
    for number, kind in known.kinds.items():
        if kind == "page":
            page = body.objects[number]
            assert isinstance(page, dict)
            follower.wait_for(page[b"/Contents"], page.get(b"/Resources"), in_pattern=False)
    follower.run()
    drawn = follower.drawn
    idle = [n for n, kind in known.kinds.items() if kind in _DRAWN and n not in drawn.used]
    if not drawn.faults:
        drawn.faults += [
            ("P145", f"nothing draws object {number} ({known.kinds[number]})")
            for number in sorted(idle)
        ]
    return drawn


class _Follower:
    def __init__(self, body: Body, known: Walk) -> None:
        self._objects = body.objects
        self._kinds = known.kinds
        self._waiting: list[tuple[int, Value | None, bool]] = []
        self._seen: set[tuple[int, bool]] = set()
        self.drawn = Drawn()

    def wait_for(self, reference: Value, resources: Value | None, *, in_pattern: bool) -> None:
        """Have a stream followed that draws with some resources."""
        number = _number(reference)
        self.drawn.used.add(number)
        if (number, in_pattern) not in self._seen:
            self._seen.add((number, in_pattern))
            self._waiting.append((number, resources, in_pattern))

    def run(self) -> None:
        while self._waiting:
            number, resources, in_pattern = self._waiting.pop()
            stream = self._objects[number]
            assert isinstance(stream, Stream)
            name = f"object {number} ({self._kinds[number]})"
            try:
                program = read_program(stream.content())
            except ValueError as error:
                self.drawn.faults.append(("P147", f"{name} {error}"))
                continue
            held = self._dictionary(resources)
            for category, resource in program.names:
                found = self._dictionary(held.get(category)).get(resource)
                if found is None:
                    message = f"{name} draws with {resource.decode()}, which is not there"
                    self.drawn.faults.append(("P147", message))
                else:
                    self._use(category, resource, found, in_pattern=in_pattern)
            for font, glyphs in program.glyphs.items():
                if (found := self._dictionary(held.get(b"/Font")).get(font)) is not None:
                    self.drawn.glyphs.setdefault(_number(found), set()).update(glyphs)
                self.drawn.pattern_text |= in_pattern and bool(glyphs)

    def _use(self, category: bytes, name: bytes, value: Value, *, in_pattern: bool) -> None:
        if category == b"/Font":
            self.drawn.used.add(_number(value))
        elif category == b"/Pattern":
            self._draw(value, in_pattern=True)
        elif category == b"/XObject":
            if self._kinds[_number(value)] == "form" and name.startswith(b"/i"):
                self.drawn.hung.add(_number(value))
            self._draw(value, in_pattern=in_pattern)
        elif category == b"/ExtGState":
            mask = self._dictionary(value).get(b"/SMask")
            if isinstance(mask, dict):
                self._draw(mask[b"/G"], in_pattern=in_pattern)

    def _draw(self, reference: Value, *, in_pattern: bool) -> None:
        stream = self._objects[_number(reference)]
        assert isinstance(stream, Stream)
        if stream.keys.get(b"/Subtype") != b"/Image":
            self.wait_for(reference, stream.keys.get(b"/Resources"), in_pattern=in_pattern)
            return
        self.drawn.used.add(_number(reference))
        if (mask := stream.keys.get(b"/SMask")) is not None:
            self.drawn.used.add(_number(mask))

    def _dictionary(self, value: Value | None) -> dict[bytes, Value]:
        """A dictionary that stands here or elsewhere; empty when there is none."""
        if isinstance(value, bytes) and value.endswith(b" R"):
            value = self._objects[_number(value)]
        return value if isinstance(value, dict) else {}


def _number(reference: Value) -> int:
    assert isinstance(reference, bytes)
    return int(reference[:-4])
