"""The grammar applied: the objects of a file are followed from its trailer, each by its row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from briefing.prove.canonical import Stream, written
from briefing.prove.grammar import NAMES, STREAMS, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from briefing.prove.canonical import Body, Value

    Rule = Callable[["Value", "Walk", str], bool]
    """Whether a value may stand at a key; what it leads to is noted in the walk."""

Fault = tuple[str, str]
"""Code and message."""

_PART = re.compile(
    r"(?P<mark>[@^~])(?P<kind>[^\[\](){}|*]+?)(?=\s*(?:[\[\]()|*]|$|\^|@|/|~|\{))|\{(?P<inner>[^}]+)\}"
    r"|\((?P<string>[^)^@~{]*[^)^@~{*])\)(?!\*)|(?P<name>/[\w-]+)|(?P<word>\w+)|(?P<sign>[\[\]()*|])"
)
_WORDLESS = {
    "number": r"-?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})",
    "integer": r"-?\d{1,12}",
    "boolean": "true|false",
    "date": r"\(D:\d{14}Z\)",
    "id": "<[0-9a-f]{32}>",
}
_TAG = re.compile(rb"\([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}\)")
_SHOWN = 60
"""Characters of a value that a finding quotes."""


@dataclass(slots=True)
class Walk:
    """What is known of the objects of a file so far."""

    objects: Mapping[int, Value]
    kinds: dict[int, str] = field(default_factory=dict)
    """What each object is that something leads to."""
    texts: list[tuple[str, bytes]] = field(default_factory=list)
    """Free text, by the key it stands at."""
    faults: list[Fault] = field(default_factory=list)
    claims: list[tuple[int, tuple[str, ...], str]] = field(default_factory=list)
    """References to objects that must have their place elsewhere: number, kinds, from where."""
    waiting: list[tuple[int, str]] = field(default_factory=list)
    at: str = ""
    """Where in the file we are."""

    def follow(self, reference: bytes, kind: str) -> bool:
        """An object belongs where a reference to it stands."""
        number = int(reference[:-4])
        known = self.kinds.get(number)
        if known is None:
            self.kinds[number] = kind
            self.waiting.append((number, kind))
        elif known != kind:
            self.faults.append(("P144", f"object {number} is used as {kind} and as {known}"))
        return True

    def run(self) -> None:
        """Follow all that is waiting, and what it leads to."""
        while self.waiting:
            number, kind = self.waiting.pop()
            self.at = f"object {number} ({kind})"
            value = self.objects.get(number)
            if value is None:
                self.faults.append(("P144", f"{self.at} is not there"))
            elif (kind in STREAMS) != isinstance(value, Stream):
                self.faults.append(("P143", f"{self.at} is {_quoted(value)}"))
            else:
                self.check(kind, value)

    def check(self, kind: str, value: Value) -> None:
        """Hold a value against the row of its kind."""
        row = _row(kind)
        if isinstance(value, Stream):
            value = {k: v for k, v in value.keys.items() if k not in _OF_STREAMS}
        if not isinstance(row, dict):
            if not row(value, self, ""):
                self.faults.append(("P143", f"{self.at} is {_quoted(value)}"))
            return
        if not isinstance(value, dict):
            self.faults.append(("P143", f"{self.at} is {_quoted(value)}"))
            return
        any_name = row.get(b"...")
        for key, inner in value.items():
            entry = row.get(key)
            if entry is None and any_name is not None and any_name.pattern.fullmatch(key):
                entry = any_name
            if entry is None:
                self.faults.append(("P142", f"{self.at} has {_quoted(key)}: {_quoted(inner)}"))
            elif not entry.rule(inner, self, key[1:].decode("latin-1")):
                self.faults.append(("P143", f"{self.at} has {_quoted(key)}: {_quoted(inner)}"))
        for key, entry in row.items():
            if entry.required and key not in value:
                self.faults.append(("P142", f"{self.at} has no {key.decode()}"))


_OF_STREAMS = frozenset((b"/Length", b"/Filter"))


def walk(body: Body) -> Walk:
    """Follow the objects of a file from its trailer; faults are in what comes back."""
    found = Walk(body.objects)
    found.at = "the trailer"
    trailer = {k: v for k, v in body.trailer.items() if k not in _OF_STREAMS}
    found.check("trailer", trailer)
    found.run()
    for number, kinds, place in found.claims:
        if found.kinds.get(number) not in kinds:
            what = " or ".join(kinds)
            message = f"{place} leads to object {number}, which is no {what} of this file"
            found.faults.append(("P144", message))
    idle = [number for number in body.objects if number not in found.kinds]
    if idle and not found.faults:
        numbers = ", ".join(map(str, idle[:8])) + (" …" if len(idle) > 8 else "")
        found.faults.append(("P141", f"nothing leads to object {numbers}"))
    return found


def _quoted(value: Value) -> str:
    if isinstance(value, Stream):
        return "a stream"
    text = written(value).decode("latin-1")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"


# ── rows made ready ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key of a row."""

    rule: Rule
    required: bool
    pattern: re.Pattern[bytes]
    """Of the names that may stand in place of ``...``."""


@cache
def _row(kind: str) -> dict[bytes, _Entry] | Rule:
    row = TABLE[kind]
    if isinstance(row, str):
        return _rule(row)
    entries = {}
    for key, value in row.items():
        name, dots, names = key.rstrip("?").partition("...")
        pattern = re.compile(NAMES[names].encode() if dots else b"")
        required = not key.endswith("?") and not dots
        entries[b"..." if dots else b"/" + name.encode()] = _Entry(_rule(value), required, pattern)
    return entries


@cache
def _rule(words: str) -> Rule:
    parts = list(_parts(words))
    rule, rest = _either(parts)
    assert not rest, words
    return rule


def _parts(words: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(words):
        if words[at] == " ":
            at += 1
            continue
        match = _PART.match(words, at)
        assert match is not None, words[at:]
        at = match.end()
        if match["mark"]:
            yield match["mark"], match["kind"].strip()
        else:
            yield match.lastgroup or "", match[match.lastgroup or 0]


_Parts = "Sequence[tuple[str, str]]"


def _either(parts: _Parts) -> tuple[Rule, _Parts]:
    """Rules that ``|`` divides."""
    rule, parts = _one(parts)
    rules = [rule]
    while parts and parts[0] == ("sign", "|"):
        rule, parts = _one(parts[1:])
        rules.append(rule)
    if len(rules) == 1:
        return rules[0], parts
    return lambda value, walk, key: any(r(value, walk, key) for r in rules), parts


def _one(parts: _Parts) -> tuple[Rule, _Parts]:
    (what, word), parts = parts[0], parts[1:]
    if (what, word) == ("sign", "["):
        return _list(parts)
    if what == "@":
        return _leads(word), parts
    if what == "^":
        others = [word]
        while parts[:2] and parts[0] == ("sign", "|") and parts[1][0] == "^":
            others.append(parts[1][1])
            parts = parts[2:]
        return _claims(tuple(others)), parts
    if what == "inner":
        return _holds(word), parts
    if what == "~":
        return _matches(NAMES[word]), parts
    if what == "string":
        return _matches(re.escape(f"({word})")), parts
    if word == "text":
        return _text, parts
    if word == "tag":
        return _tag, parts
    return _matches(_WORDLESS.get(word, re.escape(word))), parts


def _list(parts: _Parts) -> tuple[Rule, _Parts]:
    """``[a b]``, ``[a*]``, ``[(a b)*]`` or ``[(a | b)*]``."""
    many = False
    rules: list[Rule] = []
    while parts[0] != ("sign", "]"):
        if parts[0] in (("sign", "("), ("sign", ")")):
            parts = parts[1:]
        elif parts[0] == ("sign", "*"):
            many, parts = True, parts[1:]
        else:
            rule, parts = _either(parts)
            rules.append(rule)
    count = len(rules)

    def check(value: Value, walk: Walk, key: str) -> bool:
        if not isinstance(value, list) or (len(value) % count if many else len(value) != count):
            return False
        if count == 1:
            rule = rules[0]
            return all(rule(inner, walk, key) for inner in value)
        return all(rules[n % count](inner, walk, key) for n, inner in enumerate(value))

    return check, parts[1:]


def _matches(pattern: str) -> Rule:
    fits = re.compile(pattern.encode()).fullmatch
    return lambda value, _walk, _key: isinstance(value, bytes) and fits(value) is not None


def _is_string(value: Value) -> bool:
    return isinstance(value, bytes) and value[:1] in (b"(", b"<")


def _text(value: Value, walk: Walk, key: str) -> bool:
    if not _is_string(value):
        return False
    walk.texts.append((key, value))  # type: ignore[arg-type]
    return True


def _tag(value: Value, walk: Walk, key: str) -> bool:
    return _text(value, walk, key) and _TAG.fullmatch(value) is not None  # type: ignore[arg-type]


def _leads(kind: str) -> Rule:
    is_list, told = isinstance(TABLE[kind], str), _told_by(kind)

    def check(value: Value, walk: Walk, _key: str) -> bool:
        if not isinstance(value, bytes) or not value.endswith(b" R"):
            return False
        held = walk.objects.get(int(value[:-4]))
        if held is not None:
            keys = held.keys if isinstance(held, Stream) else held
            if isinstance(keys, list) != is_list or (isinstance(keys, dict) and not told(keys)):
                return False
        return walk.follow(value, kind)

    return check


def _claims(kinds: tuple[str, ...]) -> Rule:
    def check(value: Value, walk: Walk, _key: str) -> bool:
        if not isinstance(value, bytes) or not value.endswith(b" R"):
            return False
        walk.claims.append((int(value[:-4]), kinds, walk.at))
        return True

    return check


def _holds(kind: str) -> Rule:
    told = _told_by(kind)

    def check(value: Value, walk: Walk, _key: str) -> bool:
        if not isinstance(value, dict) or not told(value):
            return False
        walk.check(kind, value)
        return True

    return check


def _told_by(kind: str) -> Callable[[Mapping[bytes, Value]], bool]:
    """Tells whether a dictionary is of a kind: by its first key, and by the name that stands there
    when only PDF's own names may."""
    row = TABLE[kind]
    if isinstance(row, str) or not row:
        return lambda _: True
    first, rule = next(iter(row.items()))
    if "..." in first or first.endswith("?"):
        return lambda _: True
    key = b"/" + first.encode()
    options = frozenset(option.encode() for option in rule.split(" | "))
    if not all(option.startswith(b"/") for option in options):
        return lambda value: key in value
    return lambda value: value.get(key) in options
