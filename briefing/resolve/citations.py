"""Sources, numbered in the order in which the edition cites them; others are absent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.citations.csl_processor import Processor
    from briefing.model.source import Source


@dataclass(slots=True)
class Citations:
    """The sources cited so far, with what was cited of them."""

    sources: Mapping[str, Source]
    processor: Processor
    locators: dict[str, list[str]] = field(default_factory=dict)
    """Locators by source id, in order of first citation."""

    def number(self, source: str, locator: str = "") -> int:
        """Return the number of a source, from 1, and record what is cited of it.

        Args:
            source: Its id.
            locator: The part that is cited, ``para 9``; empty for the whole.
        """
        known = self.locators.setdefault(source, [])
        if locator and locator not in known:
            known.append(locator)
        return list(self.locators).index(source) + 1

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


_PLURALS = {"annex": "annexes", "p.": "pp.", "art.": "arts.", "para.": "paras.", "no.": "nos."}
_NUMBERS = re.compile(r"\d+(\([a-z]+\))?")


def _join(locators: list[str]) -> str:
    """Join locators of one kind: ``para 9``, ``para 19``, ``annex 2`` become ``paras 9, 19; annex
    2``."""
    groups: dict[str, list[str]] = {}
    for locator in locators:
        head, _, tail = locator.partition(" ")
        parts = re.split(r", | and ", tail)
        counted = all(_NUMBERS.fullmatch(part) for part in parts)
        known = groups.setdefault(head.removesuffix("s") if counted else "", [])
        known += [p for p in (parts if counted else [locator]) if p not in known]
    return "; ".join(
        _counted(head, parts) if head else "; ".join(parts) for head, parts in groups.items()
    )


def _counted(head: str, numbers: list[str]) -> str:
    ordered = sorted(numbers, key=lambda n: (int(re.split(r"\D", n)[0]), n))
    plural = _PLURALS.get(head, f"{head}s") if len(ordered) > 1 else head
    return f"{plural} {', '.join(ordered)}"
