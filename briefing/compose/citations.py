"""Sources, numbered in the order in which the edition cites them; others are absent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.compose.values import print_issued
from briefing.model import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.settings import Source


@dataclass(slots=True)
class Citations:
    """The sources cited so far, with what was cited of them."""

    sources: Mapping[str, Source]
    language: str
    locators: dict[str, list[str]] = field(default_factory=dict)
    """Locators by source id, in order of first citation."""

    def number(self, source: str, locator: str = "") -> int:
        """The number of a source, from 1; given at its first citation."""
        known = self.locators.setdefault(source, [])
        if locator and locator not in known:
            known.append(locator)
        return list(self.locators).index(source) + 1

    def short_name(self, source: str) -> str:
        """Who and when: ``UN Security Council, 1999``."""
        entry = self.sources[source]
        who = ", ".join(agent.family or str(agent) for agent in entry.author) or entry.title
        return f"{who}, {str(entry.issued)[:4]}" if entry.issued else who

    def entries(self) -> list[tuple[int, Node]]:
        """The list of sources: number and text."""
        return [
            (number, Node("source-text", (), self._text(self.sources[name], locators)))
            for number, (name, locators) in enumerate(self.locators.items(), start=1)
        ]

    def _text(self, source: Source, locators: list[str]) -> tuple[Node | str, ...]:
        return source_text(source, self.language, _join(locators))


def source_text(source: Source, language: str, locators: str = "") -> tuple[Node | str, ...]:
    """A source as it stands in the list: author, title, where and when, what was cited."""
    authors = ", ".join(str(author) for author in source.author)
    parts = [
        source.container,
        f"vol. {source.volume}" if source.volume else "",
        source.publisher if source.publisher != authors else "",
        source.place,
        print_issued(source.issued, language) if source.issued else "",
        source.number,
        f"p. {source.page}" if source.page else "",
        locators,
        source.note,
    ]
    rest = ", ".join(part for part in parts if part)
    text: list[Node | str] = [f"{authors}, "] if authors else []
    text.append(Node("em", (), (source.title,)))
    text.append(f", {rest}." if rest else ".")
    if source.url:
        text += [" ", Node("a", (("href", source.url),), (source.url,))]
    return tuple(text)


_PLURALS = {"annex": "annexes", "p.": "pp.", "art.": "arts.", "para.": "paras.", "no.": "nos."}
_NUMBERS = re.compile(r"\d+(\([a-z]+\))?")


def _join(locators: list[str]) -> str:
    """By what they count: ``para 9``, ``para 19``, ``annex 2`` become ``paras 9, 19; annex 2``."""
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
