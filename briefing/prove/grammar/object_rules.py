"""Applies the grammar: follows the objects of a file from its trailer, each by its row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.grammar.file_syntax import Stream, number_of, written
from briefing.prove.grammar.grammars import GRAMMARS
from briefing.prove.grammar.table import STREAMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.prove.grammar.file_syntax import Body, Value
    from briefing.prove.grammar.value_rules import Grammar

Fault = tuple[str, str]
"""Code and message."""

_OF_STREAMS = frozenset((b"/Length", b"/Filter"))
_SHOWN = 60
"""Characters of a value that a finding quotes."""
_COUNTED = 8
"""Objects that a finding lists by number."""


@dataclass(slots=True)
class ObjectGraph:
    """The objects of a file, and what is known of them so far."""

    objects: Mapping[int, Value]
    grammar: Grammar
    kinds: dict[int, str] = field(default_factory=dict)
    """Kind of each object that something refers to, by number."""
    texts: list[tuple[str, bytes]] = field(default_factory=list)
    """Free text, with its key."""
    faults: list[Fault] = field(default_factory=list)
    claims: dict[tuple[bytes, tuple[str, ...]], str] = field(default_factory=dict)
    """Where each reference is to an object that must belong elsewhere, with its possible kinds."""
    waiting: list[tuple[int, str]] = field(default_factory=list)
    at: str = "the trailer"
    """The object being checked, as a finding names it."""

    def follow(self, number: int, kind: str) -> None:
        """Note that object ``number`` is of ``kind`` and belongs where it was referred to."""
        known = self.kinds.setdefault(number, kind)
        if known != kind:
            self.faults.append(("P144", f"object {number} is used as {kind} and as {known}"))
        else:
            self.waiting.append((number, kind))

    def claim(self, reference: bytes, kinds: tuple[str, ...]) -> None:
        """Note a reference to an object of one of ``kinds`` that must belong elsewhere."""
        self.claims[reference, kinds] = self.at

    def note_text(self, key: bytes, token: bytes) -> None:
        """Note free text at ``key``."""
        self.texts.append((key[1:].decode("latin-1"), token))

    def run(self) -> None:
        """Check all queued objects, and those they refer to, each once."""
        seen: set[int] = set()
        while self.waiting:
            number, kind = self.waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            self.at = f"object {number} ({kind})"
            value = self.objects.get(number)
            if value is None:
                self.faults.append(("P144", f"{self.at} does not exist"))
            elif (kind in STREAMS) != isinstance(value, Stream):
                self._wrong(value)
            else:
                self.check(kind, value)

    def check(self, kind: str, value: Value) -> None:
        """Check ``value`` against the row of ``kind``."""
        row = self.grammar.row_of(kind)
        if callable(row):
            if not row(value, self, b""):
                self._wrong(value)
            return
        if isinstance(value, Stream):
            value = {k: v for k, v in value.keys.items() if k not in _OF_STREAMS}
        if not isinstance(value, dict):
            self._wrong(value)
            return
        for key, inner in value.items():
            entry = row.keys.get(key) or row.named(key)
            if entry is None:
                self._wrong(inner, key, "P142")
            elif not entry(inner, self, key):
                self._wrong(inner, key)
        if not row.required <= value.keys():
            missing = b" ".join(sorted(row.required - value.keys())).decode()
            self.faults.append(("P142", f"{self.at} has no {missing}"))

    def _wrong(self, value: Value, key: bytes = b"", code: str = "P143") -> None:
        what = f"has {_quoted(key)}: {_quoted(value)}" if key else f"is {_quoted(value)}"
        self.faults.append((code, f"{self.at} {what}"))


def walk(body: Body) -> ObjectGraph:
    """Follow the objects of a file from its trailer; the result holds kinds, texts and faults."""
    found = ObjectGraph(body.objects, GRAMMARS[body.standard])
    found.check("trailer", {k: v for k, v in body.trailer.items() if k not in _OF_STREAMS})
    found.run()
    for (reference, kinds), place in found.claims.items():
        number = number_of(reference)
        if found.kinds.get(number) not in kinds:
            what = " or ".join(kinds)
            message = f"{place} refers to object {number}, which is not a {what} of this file"
            found.faults.append(("P144", message))
    idle = [number for number in body.objects if number not in found.kinds]
    if idle and not found.faults:
        numbers = ", ".join(map(str, idle[:_COUNTED])) + (" …" if len(idle) > _COUNTED else "")
        found.faults.append(("P141", f"nothing refers to object {numbers}"))
    return found


def _quoted(value: Value) -> str:
    if isinstance(value, Stream):
        return "a stream"
    text = written(value).decode("latin-1")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
