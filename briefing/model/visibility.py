"""The grammar of conditions: which names there are, what a list of them means, who passes.

A list is OR, ``!x`` excludes, several attributes are AND. A length names a tier and all longer
ones; ``a..b``, ``..b`` and ``a..`` are ranges. Whatever is not understood is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.blocks import CARD_PARTS
from briefing.model.findings import Finding, Location, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.model.settings import Settings


@dataclass(frozen=True, slots=True)
class NameFilter:
    """A list of names as written in a condition: any of ``include``, none of ``exclude``."""

    include: frozenset[str] = frozenset()
    """Empty means every name."""
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """Who may see a block: the four conditions (AND between them) and its priority."""

    audience: NameFilter = NameFilter()
    format: NameFilter = NameFilter()
    lengths: frozenset[str] | None = None
    """Names of the tiers that have the block; ``None`` means all of them."""
    release: str | None = None
    """Release level; ``None`` means that of the parent."""
    priority: int | None = None
    """1 is the last to go when a page budget forces a cut; ``None`` means that of the parent."""


EVERYONE = Condition()


CONDITIONS = ("audience", "length", "format", "release", "priority")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that conditions may use, in their order, and those that charts may."""

    audiences: tuple[str, ...]
    lengths: tuple[str, ...]
    formats: tuple[str, ...]
    levels: tuple[str, ...]
    card_levels: tuple[tuple[str, str], ...] = ()
    """Release levels of the parts of a question card, by the name of the part."""
    language: str = "en"
    """Tag of the briefing's first language, in which numbers of workbooks are written."""
    colours: tuple[tuple[str, str], ...] = ()
    """Colours that charts and drawings may name, with their values."""

    @classmethod
    def of(
        cls, settings: Settings, formats: Iterable[str], colours: Mapping[str, str] | None = None
    ) -> KnownNames:
        """Return the names that conditions of a briefing may use, and its charts."""
        highest = settings.levels[-1]
        return cls(
            tuple(settings.audiences),
            tuple(settings.lengths),
            tuple(formats),
            settings.levels,
            tuple((part, getattr(settings.cards, part) or highest) for part in CARD_PARTS),
            settings.languages[0],
            tuple((colours or {}).items()),
        )


def read_condition(
    values: Mapping[str, str], names: KnownNames, place: Location
) -> tuple[Condition, list[Finding]]:
    """Parse the condition that attributes express, ignoring keys outside ``CONDITIONS``."""
    reader = _Reader(names, place)
    condition = Condition(
        audience=reader.choice("audience", values.get("audience"), names.audiences),
        format=reader.choice("format", values.get("format"), names.formats),
        lengths=reader.lengths(values.get("length")),
        release=reader.release(values.get("release")),
        priority=reader.priority(values.get("priority")),
    )
    return condition, reader.findings


class _Reader:
    """Parses one attribute list, collecting what is wrong with it."""

    def __init__(self, names: KnownNames, place: Location) -> None:
        self.names = names
        self.place = place
        self.findings: list[Finding] = []

    def _unknown(self, what: str, name: str, known: Iterable[str]) -> None:
        self.findings.append(
            Finding(self.place, "B203", f'unknown {what} "{name}"', nearest(name, known))
        )

    def _words(self, what: str, text: str | None) -> list[str]:
        if text is None:
            return []
        words = [word for word in re.split(r"[\s,]+", text) if word]
        if not words:
            self.findings.append(
                Finding(
                    self.place,
                    "B203",
                    f"{what} is empty",
                    f"name at least one {what}, or remove the attribute",
                )
            )
        return words

    def choice(self, what: str, text: str | None, known: tuple[str, ...]) -> NameFilter:
        include: set[str] = set()
        exclude: set[str] = set()
        for word in self._words(what, text):
            name = word.removeprefix("!")
            if name not in known:
                self._unknown(what, name, known)
            (exclude if word.startswith("!") else include).add(name)
        return NameFilter(frozenset(include), frozenset(exclude))

    def lengths(self, text: str | None) -> frozenset[str] | None:
        if text is None:
            return None
        include: set[str] = set()
        exclude: set[str] = set()
        words = self._words("length", text)
        for word in words:
            if word.startswith("!"):
                exclude |= self._tiers(word[1:], bare_is_open=False)
            else:
                include |= self._tiers(word, bare_is_open=True)
        if all(word.startswith("!") for word in words):
            include = set(self.names.lengths)
        return frozenset(include - exclude)

    def _tiers(self, word: str, *, bare_is_open: bool) -> set[str]:
        low, dots, high = word.partition("..")
        order = self.names.lengths
        for name in (low, high):
            if (name and name not in order) or not (low or high):
                self._unknown("length", name or word, order)
                return set()
        if not dots and not bare_is_open:
            high = low
        first = order.index(low) if low else 0
        last = order.index(high) if high else len(order) - 1
        if first > last:
            self.findings.append(
                Finding(
                    self.place,
                    "B203",
                    f'the length range "{word}" is empty',
                    f'the shorter one comes first: "{high}..{low}"',
                )
            )
        return set(order[first : last + 1])

    def release(self, text: str | None) -> str | None:
        if text is not None and text not in self.names.levels:
            self._unknown("release", text, self.names.levels)
        return text

    def priority(self, text: str | None) -> int | None:
        if text is None:
            return None
        if not re.fullmatch(r"[1-9]", text):
            self.findings.append(
                Finding(
                    self.place,
                    "B203",
                    f'"{text}" is not a priority',
                    "a priority is a number from 1 (last to go) to 9",
                )
            )
            return None
        return int(text)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The reader of an edition, as conditions see it."""

    reads_as: frozenset[str]
    """The audience and all it includes."""
    length: str
    formats: frozenset[str]
    """Mostly one; a handout with notes has two."""
    cleared: frozenset[str]
    """Release levels up to the audience's clearance."""

    def sees(self, condition: Condition) -> bool:
        """Return whether a condition lets this reader see a block; unknown names never do."""
        return (
            _chosen(condition.audience, self.reads_as)
            and _chosen(condition.format, self.formats)
            and (condition.lengths is None or self.length in condition.lengths)
            and (condition.release is None or condition.release in self.cleared)
        )


def _chosen(choice: NameFilter, names: frozenset[str]) -> bool:
    """Return whether ``names`` pass: included or nothing is, and none of them excluded."""
    return (not choice.include or bool(choice.include & names)) and not choice.exclude & names
