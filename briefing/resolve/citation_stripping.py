"""Slides and cards have no list of sources: citations are taken out, and who is cited is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.citation_marks import MARKS, numbers_of
from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.resolve.citations import Citations

_POINTS = frozenset({"p", "li", "ul", "ol"})
"""Gone with the citations when they hold nothing else."""


@dataclass(slots=True)
class CitationStripper:
    """Takes citations out of resolved nodes, and remembers what they cited."""

    numbers: dict[int, None] = field(default_factory=dict)
    others: list[tuple[tuple[Node | str, ...], tuple[int, ...]]] = field(default_factory=list)
    """Source lines without their citations, and the numbers that these had."""

    def all(self, nodes: Iterable[Node | str]) -> tuple[Node | str, ...]:
        """Return ``nodes`` without citations and without source lines."""
        out: list[Node | str] = []
        for node in nodes:
            if isinstance(node, str):
                out.append(node)
            elif node.kind in MARKS:
                if node.kind == "citation":
                    self.numbers |= dict.fromkeys(numbers_of(node))
            elif node.kind == "source":
                self._source(node)
            else:
                children = self.all(node.children)
                if children or not node.children or node.kind not in _POINTS:
                    out.append(node.with_children(children))
        return tuple(out)

    def blocks(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Return blocks without citations, and without those that held nothing else."""
        return tuple(
            node
            for node in self.all(nodes)
            if isinstance(node, Node) and (node.children or node.get("src"))
        )

    def _source(self, node: Node) -> None:
        line = CitationStripper()
        words = line.all(node.children)
        if words:
            self.others.append((words, tuple(line.numbers)))

    def line(self, sources: Citations) -> tuple[Node | str, ...]:
        """Return who was cited so far, and when: ``NATO, 2025; UN Security Council, 1999``."""
        names = list(sources.locators)
        written: list[tuple[Node | str, ...]] = []
        numbers = dict(self.numbers)
        for words, own in self.others:
            named = _listed(sources.short_name(names[n - 1]) for n in own)
            if _text(words) == _text(named):
                numbers |= dict.fromkeys(own)
            else:  # it says more than whom it cites
                written.append(words)
        said = {n for words, own in self.others if words in written for n in own}
        entries = [sources.short_name(names[n - 1]) for n in numbers if n not in said]
        unlike = {_text(entry): entry for entry in (*entries, *written)}
        return _listed(unlike.values())


def _listed(entries: Iterable[Iterable[Node | str]]) -> tuple[Node | str, ...]:
    out: list[Node | str] = []
    for entry in entries:
        out += ["; "] if out else []
        out += entry
    return tuple(out)


def _text(nodes: Iterable[Node | str]) -> str:
    return "".join(node if isinstance(node, str) else node.text() for node in nodes)


def spoken(nodes: Iterable[Node | str]) -> tuple[Node | str, ...]:
    """Return what is said of ``nodes``: no citations, and links within the edition as words."""
    out: list[Node | str] = []
    for node in CitationStripper().all(nodes):
        if isinstance(node, str):
            out.append(node)
        elif node.kind == "a" and node.get("href").startswith("#"):
            out += spoken(node.children)
        else:
            out.append(node.with_children(spoken(node.children)))
    return tuple(out)
