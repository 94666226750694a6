"""Sources, numbered in the order in which the edition cites them; others are absent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.citations.csl_processor import Processor
    from briefing.model.source import Source


@dataclass(slots=True)
class Citations:
    """The sources cited so far, with what was cited of them."""

    sources: Mapping[str, Source]
    processor: Processor
    locators: dict[str, list[str]] = field(default_factory=dict)
    """Locators by source id, in order of first citation."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, source: str, locator: str = "") -> int:
        """Return the number of a source, from 1, and record what is cited of it.

        Args:
            source: Its id.
            locator: The part that is cited, ``para 9``; empty for the whole.
        """
        known = self.locators.setdefault(source, [])
        if locator and locator not in known:
            known.append(locator)
        return self._numbers.setdefault(source, len(self.locators))

    def short_name(self, source: str) -> tuple[Node | str, ...]:
        """Return who wrote a source, and when: ``UN Security Council, 1999``."""
        return self.processor.short_name(self.sources[source])

    def entries(self) -> list[tuple[int, Node]]:
        """Return the list of sources: the number and text of each."""
        return [
            (number, Node("source-text", (), self.processor.entry(self.sources[name], joined)))
            for number, (name, joined) in enumerate(
                ((name, _join(locators)) for name, locators in self.locators.items()), start=1
            )
        ]


def in_order(cited: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Return the children of a citation: sources by number, each with all that is cited of it."""
    locators: dict[int, list[str]] = {}
    for number, locator in cited:
        known = locators.setdefault(number, [])
        if locator and locator not in known:
            known.append(locator)
    return tuple(
        f"{number}, {_join(locators[number])}" if locators[number] else str(number)
        for number in sorted(locators)
    )


def joined(*citations: Node) -> tuple[str, ...]:
    """Return the children of citations side by side as those of one."""
    parts = [str(child).partition(", ") for node in citations for child in node.children]
    return in_order(
        (int(number), locator)
        for number, _, locators in parts
        for locator in (locators.split("; ") if locators else [""])
    )


_PLURALS = {
    "annex": "annexes",
    "appendix": "appendices",
    "p.": "pp.",
    "art.": "arts.",
    "ch.": "chs.",
    "para.": "paras.",
    "no.": "nos.",
    "sec.": "secs.",
    "fig.": "figs.",
    "n.": "nn.",
    "§": "§§",
    "vol.": "vols.",
    "col.": "cols.",
    "l.": "ll.",
    "fn.": "fnn.",
    "fol.": "fols.",
}
_SINGULARS = {plural: one for one, plural in _PLURALS.items()}
_NUMBERS = re.compile(r"\d+(\([a-z]+\))?")


def _join(locators: list[str]) -> str:
    """Join locators of one kind: ``para 9``, ``para 19``, ``annex 2`` become ``paras 9, 19; annex
    2``."""
    groups: dict[str, list[str]] = {}
    for locator in locators:
        head, _, tail = locator.partition(" ")
        parts = re.split(r", | and ", tail)
        counted = all(_NUMBERS.fullmatch(part) for part in parts)
        one = _SINGULARS.get(head, head.removesuffix("s"))
        known = groups.setdefault(one if counted else "", [])
        known += [p for p in (parts if counted else [locator]) if p not in known]
    return "; ".join(
        _counted(head, parts) if head else "; ".join(parts) for head, parts in groups.items()
    )


def _counted(head: str, numbers: list[str]) -> str:
    ordered = sorted(numbers, key=lambda n: (int(re.split(r"\D", n)[0]), n))
    # What ends in a full stop and is not English, as “S.” and “Rn.”, is the same for many.
    several = _PLURALS.get(head, head if head.endswith(".") else f"{head}s")
    return f"{several if len(ordered) > 1 else head} {', '.join(ordered)}"
