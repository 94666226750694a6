"""What the pages of a file draw, followed from their streams through forms, patterns and masks.

An object that could be drawn but is not does not belong in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.grammar.file_syntax import number_of

if TYPE_CHECKING:
    from briefing.prove.grammar.file_syntax import Body, Value
    from briefing.prove.grammar.object_rules import Fault, ObjectGraph
    from briefing.prove.grammar.stream_facts import StreamFacts

_DRAWN = frozenset(("form", "image", "tiling pattern", "font", "content"))
"""Kinds of object that pages must use."""


@dataclass(slots=True)
class DrawnContent:
    """Everything that pages draw, and the objects they use."""

    used: set[int] = field(default_factory=set)
    """Numbers of the objects that are used."""
    codes: dict[int, set[int]] = field(default_factory=dict)
    """Character codes that are shown, by the number of the font."""
    fonts: set[tuple[str, int]] = field(default_factory=set)
    """Names that streams use for fonts, with the number of each font."""
    drawings: set[int] = field(default_factory=set)
    """Forms that replace placeholders of drawings."""
    pattern_text: bool = False
    """Whether a pattern or a mask shows text, which no reader can extract."""
    faults: list[Fault] = field(default_factory=list)


def draw(body: Body, known: ObjectGraph, facts: StreamFacts) -> DrawnContent:
    """Follow everything that the pages draw.

    Args:
        body: The objects of the file.
        known: Their kinds.
        facts: What is known of streams.
    """
    follower = _Follower(body, known, facts)
    for number, kind in known.kinds.items():
        if kind == "page":
            page = body.keys(body.objects[number])
            follower.wait_for(page[b"/Contents"], page[b"/Resources"], unread=False)
    follower.run()
    drawn = follower.drawn
    idle = [n for n, kind in known.kinds.items() if kind in _DRAWN and n not in drawn.used]
    if not drawn.faults:
        drawn.faults += [
            ("P145", f"no page uses object {number} ({known.kinds[number]})")
            for number in sorted(idle)
        ]
    return drawn


class _Follower:
    def __init__(self, body: Body, known: ObjectGraph, facts: StreamFacts) -> None:
        self._body = body
        self._facts = facts
        self._kinds = known.kinds
        self._waiting: list[tuple[int, dict[bytes, Value], bool]] = []
        self._seen: set[tuple[int, bool]] = set()
        self.drawn = DrawnContent()

    def wait_for(self, reference: Value, resources: Value | None, *, unread: bool) -> None:
        """Queue a stream to be followed.

        Args:
            reference: The stream.
            resources: The resources it draws with.
            unread: Whether it is part of a pattern or a mask, whose text no reader can extract.
        """
        number = number_of(reference)
        self.drawn.used.add(number)
        if (number, unread) not in self._seen:
            self._seen.add((number, unread))
            self._waiting.append((number, self._body.keys(resources), unread))

    def run(self) -> None:
        """Follow all queued streams, and those they draw."""
        while self._waiting:
            number, resources, unread = self._waiting.pop()
            try:
                program = self._facts.program(self._body.stream(number).content())
            except ValueError as error:
                self._fault(number, str(error))
                continue
            for category, name in sorted(program.names):
                found = self._body.keys(resources.get(category)).get(name)
                if found is None:
                    self._fault(number, f"draws with {name.decode()}, which does not exist")
                else:
                    self._use(category, name, found, unread=unread)
            fonts = self._body.keys(resources.get(b"/Font"))
            for name, codes in program.codes.items():
                self.drawn.codes.setdefault(number_of(fonts.get(name)), set()).update(codes)
                self.drawn.pattern_text |= unread and bool(codes)

    def _fault(self, number: int, what: str) -> None:
        self.drawn.faults.append(("P147", f"object {number} ({self._kinds[number]}) {what}"))

    def _use(self, category: bytes, name: bytes, value: Value, *, unread: bool) -> None:
        number = number_of(value)
        if category == b"/Font":
            self.drawn.used.add(number)
            self.drawn.fonts.add((name[1:].decode(), number))
        elif category == b"/Pattern":
            self._draw(number, unread=True)
        elif category == b"/XObject":
            if self._kinds[number] == "form" and name.startswith(b"/i"):
                self.drawn.drawings.add(number)
            self._draw(number, unread=unread)
        elif category == b"/ExtGState":
            mask = self._body.keys(value).get(b"/SMask")
            if isinstance(mask, dict):
                self._draw(number_of(mask[b"/G"]), unread=True)

    def _draw(self, number: int, *, unread: bool) -> None:
        keys = self._body.stream(number).keys
        if self._kinds[number] != "image":
            self.wait_for(b"%d 0 R" % number, keys.get(b"/Resources"), unread=unread)
            return
        self.drawn.used |= {number, number_of(keys.get(b"/SMask"))}
