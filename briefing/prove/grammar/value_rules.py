"""Compiles the notation of the grammar's values into rules, which accept or refuse a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from briefing.prove.grammar.file_syntax import Stream, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from briefing.prove.grammar.file_syntax import Value

    Rule = Callable[[Value, "Visitor", bytes], bool]
    """Returns whether a value is allowed at a key; tells the visitor of references and text."""

_PART = re.compile(
    r" *(?:@(?P<leads>[a-z ]*[a-z])|\^(?P<claims>[a-z ]*[a-z])|~(?P<called>[a-z-]+)"
    r"|\{(?P<holds>[^}]+)\}|(?P<name>/[A-Za-z0-9_-]+)|'(?P<string>[^']+)'|(?P<word>[a-z0-9]+)"
    r"|(?P<sign>[\[\]()*|]))"
)
_WORDLESS = {
    "number": r"-?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})",
    "integer": r"-?\d{1,12}",
    "boolean": "true|false",
    "date": r"\(D:\d{14}Z\)",
    "id": "<[0-9a-f]{32}>",
}
_TAG = re.compile(rb"\([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}\)")


class Visitor(Protocol):
    """Is told of the references and texts in values."""

    @property
    def objects(self) -> Mapping[int, Value]:
        """The objects of the file by their numbers."""

    def follow(self, number: int, kind: str) -> None:
        """Note that object ``number`` is of ``kind`` and belongs where it was referred to."""

    def claim(self, reference: bytes, kinds: tuple[str, ...]) -> None:
        """Note a reference to an object of one of ``kinds`` that must belong elsewhere."""

    def note_text(self, key: bytes, token: bytes) -> None:
        """Note free text at ``key``."""

    def check(self, kind: str, value: Value) -> None:
        """Check ``value``, a dictionary, against the row of ``kind``."""


class Row(NamedTuple):
    """What a dictionary of one kind may hold."""

    keys: Mapping[bytes, Rule]
    required: frozenset[bytes]
    names: re.Pattern[bytes] | None = None
    """Pattern of the keys, if they are names of ours."""
    rule: Rule | None = None
    """The rule of their values."""

    def named(self, key: bytes) -> Rule | None:
        """Return the rule of a key that is a name of ours, or None."""
        return self.rule if self.names is not None and self.names.fullmatch(key) else None


class _Parts(list[tuple[str, str]]):
    """The parts of a rule that are still to be parsed."""

    def sign(self) -> str:
        """Return the next sign, or an empty string."""
        return self[0][1] if self and self[0][0] == "sign" else ""


def _parts(words: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(words):
        match = _PART.match(words, at)
        assert match is not None, words[at:]
        assert match.lastgroup is not None
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


def _matches(pattern: str) -> Rule:
    fits = re.compile(pattern.encode()).fullmatch
    return lambda value, _finder, _key: isinstance(value, bytes) and fits(value) is not None


def _text(value: Value, visitor: Visitor, key: bytes) -> bool:
    if not isinstance(value, bytes) or value[:1] not in (b"(", b"<"):
        return False
    visitor.note_text(key, value)
    return True


def _tag(value: Value, visitor: Visitor, key: bytes) -> bool:
    is_tag = isinstance(value, bytes) and _TAG.fullmatch(value) is not None
    return is_tag and _text(value, visitor, key)


_FREE: Mapping[str, Rule] = {"text": _text, "tag": _tag}


def _claims(kinds: tuple[str, ...]) -> Rule:
    def check(value: Value, visitor: Visitor, _key: bytes) -> bool:
        if not isinstance(value, bytes) or not value.endswith(b" R"):
            return False
        visitor.claim(value, kinds)
        return True

    return check


def _word(word: str) -> Rule:
    if word in _FREE:
        return _FREE[word]
    return _matches(_WORDLESS.get(word, re.escape(word)))


class Grammar:
    """The rules of files made to one standard, each compiled when it is first needed."""

    def __init__(
        self, table: Mapping[str, Mapping[str, str] | str], names: Mapping[str, str]
    ) -> None:
        self._table = table
        self._names = names
        self._rows: dict[str, Row | Rule] = {}

    def row_of(self, kind: str) -> Row | Rule:
        """Return the row of ``kind``; a rule if the kind is not a dictionary."""
        if kind not in self._rows:
            self._rows[kind] = self._compiled(kind)
        return self._rows[kind]

    def _compiled(self, kind: str) -> Row | Rule:
        row = self._table[kind]
        if isinstance(row, str):
            return self._rule(row)
        keys = {b"/" + key.rstrip("?").encode(): self._rule(value) for key, value in row.items()}
        [key, *_] = row or {"": ""}
        if key.startswith("..."):
            [rule] = keys.values()
            return Row({}, frozenset(), re.compile(self._names[key[3:]].encode()), rule)
        required = frozenset(b"/" + key.encode() for key in row if not key.endswith("?"))
        return Row(keys, required)

    def _rule(self, words: str) -> Rule:
        parts = _Parts(_parts(words))
        rule = self._either(parts)
        assert not parts, words
        return rule

    def _either(self, parts: _Parts) -> Rule:
        """Parse alternatives separated by ``|``; all with ``^`` become one rule."""
        claimed: list[str] = []
        rules: list[Rule] = []
        while True:
            if parts[0][0] == "claims":
                claimed.append(parts.pop(0)[1])
            else:
                rules.append(self._one(parts))
            if parts.sign() != "|":
                break
            parts.pop(0)
        if claimed:
            rules.append(_claims(tuple(claimed)))
        if len(rules) == 1:
            return rules[0]

        def check(value: Value, visitor: Visitor, key: bytes) -> bool:
            for rule in rules:  # noqa: SIM110  # a generator takes twice as long, and this runs often
                if rule(value, visitor, key):
                    return True
            return False

        return check

    def _one(self, parts: _Parts) -> Rule:
        what, word = parts.pop(0)
        if what == "sign":
            return self._list(parts)
        made: Mapping[str, Callable[[str], Rule]] = {
            "leads": self._leads,
            "holds": self._holds,
            "called": lambda word: _matches(self._names[word]),
            "name": lambda word: _matches(re.escape(word)),
            "string": lambda word: _matches(re.escape(f"({word})")),
            "word": _word,
        }
        return made[what](word)

    def _list(self, parts: _Parts) -> Rule:
        """Parse ``[a b]``, ``[a*]``, ``[(a b)*]`` or ``[(a | b)*]``, after the opening bracket."""
        many = False
        rules: list[Rule] = []
        while (sign := parts.sign()) != "]":
            if sign in ("(", ")", "*"):
                many |= sign == "*"
                parts.pop(0)
            else:
                rules.append(self._either(parts))
        parts.pop(0)
        count = len(rules)

        def check(value: Value, visitor: Visitor, key: bytes) -> bool:
            if not isinstance(value, list) or (len(value) % count if many else len(value) != count):
                return False
            if count == 1:
                [rule] = rules
                for inner in value:  # noqa: SIM110  # as above
                    if not rule(inner, visitor, key):
                        return False
                return True
            return all(rules[n % count](inner, visitor, key) for n, inner in enumerate(value))

        return check

    def _leads(self, kind: str) -> Rule:
        is_list, is_of_kind = isinstance(self._table[kind], str), self._kind_test(kind)

        def check(value: Value, visitor: Visitor, _key: bytes) -> bool:
            number = number_of(value)
            if not number:
                return False
            held = visitor.objects.get(number)
            keys = held.keys if isinstance(held, Stream) else held
            if keys is not None and isinstance(keys, list) != is_list:
                return False
            if isinstance(keys, dict) and not is_of_kind(keys):
                return False
            visitor.follow(number, kind)
            return True

        return check

    def _holds(self, kind: str) -> Rule:
        is_of_kind = self._kind_test(kind)

        def check(value: Value, visitor: Visitor, _key: bytes) -> bool:
            if not isinstance(value, dict) or not is_of_kind(value):
                return False
            visitor.check(kind, value)
            return True

        return check

    def _kind_test(self, kind: str) -> Callable[[Mapping[bytes, Value]], bool]:
        """Return a test whether a dictionary is of ``kind``.

        It looks at the first key of the row, and at its value if that must be a name.
        """
        row = self._table[kind]
        if isinstance(row, str) or not row:
            return lambda _: True
        first, rule = next(iter(row.items()))
        if "..." in first or first.endswith("?"):
            return lambda _: True
        key = b"/" + first.encode()
        options = [option.encode() for option in rule.split(" | ")]  # a value may be a list
        if not all(option.startswith(b"/") for option in options):
            return lambda value: key in value
        return lambda value: value.get(key) in options
