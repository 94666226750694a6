"""The grammar applied: the objects of a file are followed from its trailer, each by its row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.grammar.file_syntax import Stream, number_of, written
from briefing.prove.grammar.table import STREAMS
from briefing.prove.grammar.value_rules import row_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.prove.grammar.file_syntax import Body, Value

Fault = tuple[str, str]
"""Code and message."""

_OF_STREAMS = frozenset((b"/Length", b"/Filter"))
_SHOWN = 60
"""Characters of a value that a finding quotes."""
_COUNTED = 8
"""Objects that a finding names by their numbers."""


@dataclass(slots=True)
class ObjectGraph:
    """What is known of the objects of a file so far."""

    objects: Mapping[int, Value]
    kinds: dict[int, str] = field(default_factory=dict)
    """What each object is that something leads to."""
    texts: list[tuple[str, bytes]] = field(default_factory=list)
    """Free text, by the key it stands at."""
    faults: list[Fault] = field(default_factory=list)
    claims: dict[tuple[bytes, tuple[str, ...]], str] = field(default_factory=dict)
    """References to objects of certain kinds that must have their place elsewhere, and from where
    one is made."""
    waiting: list[tuple[int, str]] = field(default_factory=list)
    at: str = "the trailer"
    """Where in the file we are."""

    def follow(self, number: int, kind: str) -> None:
        """An object belongs where it was referred to."""
        known = self.kinds.setdefault(number, kind)
        if known != kind:
            self.faults.append(("P144", f"object {number} is used as {kind} and as {known}"))
        else:
            self.waiting.append((number, kind))

    def claim(self, reference: bytes, kinds: tuple[str, ...]) -> None:
        """An object is referred to that must have its place elsewhere."""
        self.claims[reference, kinds] = self.at

    def say(self, key: bytes, token: bytes) -> None:
        """Free text stands at a key."""
        self.texts.append((key[1:].decode("latin-1"), token))

    def run(self) -> None:
        """Follow all that is waiting, and what it leads to, each once."""
        seen: set[int] = set()
        while self.waiting:
            number, kind = self.waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            self.at = f"object {number} ({kind})"
            value = self.objects.get(number)
            if value is None:
                self.faults.append(("P144", f"{self.at} is not there"))
            elif (kind in STREAMS) != isinstance(value, Stream):
                self._wrong(value)
            else:
                self.check(kind, value)

    def check(self, kind: str, value: Value) -> None:
        """Hold a value against the row of its kind."""
        row = row_of(kind)
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
    """Follow the objects of a file from its trailer; faults are in what comes back."""
    found = ObjectGraph(body.objects)
    found.check("trailer", {k: v for k, v in body.trailer.items() if k not in _OF_STREAMS})
    found.run()
    for (reference, kinds), place in found.claims.items():
        number = number_of(reference)
        if found.kinds.get(number) not in kinds:
            what = " or ".join(kinds)
            message = f"{place} leads to object {number}, which is no {what} of this file"
            found.faults.append(("P144", message))
    idle = [number for number in body.objects if number not in found.kinds]
    if idle and not found.faults:
        numbers = ", ".join(map(str, idle[:_COUNTED])) + (" …" if len(idle) > _COUNTED else "")
        found.faults.append(("P141", f"nothing leads to object {numbers}"))
    return found


def _quoted(value: Value) -> str:
    if isinstance(value, Stream):
        return "a stream"
    text = written(value).decode("latin-1")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
