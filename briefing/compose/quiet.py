"""Blocks for places without a list of sources: their citations are taken out and named below."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.compose.citations import Citations

_MARKS = frozenset({"citation", "note-mark"})
_POINTS = frozenset({"p", "li", "ul", "ol"})
"""Gone with the citations when they hold nothing else."""


@dataclass(slots=True)
class Quieted:
    """Takes citations out of resolved blocks; remembers what they cited."""

    numbers: dict[int, None] = field(default_factory=dict)
    others: list[tuple[Node | str, ...]] = field(default_factory=list)
    """Source lines that cite nothing, as they are written."""

    def all(self, nodes: Iterable[Node | str]) -> tuple[Node | str, ...]:
        """The nodes without citations and without source lines."""
        out: list[Node | str] = []
        for node in nodes:
            if isinstance(node, str):
                out.append(node)
            elif node.kind in _MARKS:
                self.numbers |= dict.fromkeys(int(str(c)) for c in node.children if _counts(c))
            elif node.kind == "source":
                self._source(node)
            else:
                children = self.all(node.children)
                if children or not node.children or node.kind not in _POINTS:
                    out.append(replace(node, children=children))
        return tuple(out)

    def blocks(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Blocks without citations; those that held nothing else are gone."""
        return tuple(
            node
            for node in self.all(nodes)
            if isinstance(node, Node) and (node.children or node.get("src"))
        )

    def _source(self, node: Node) -> None:
        words = self.all(node.children)
        if words and not any(inner.kind in _MARKS for inner in node.walk()):
            self.others.append(words)

    def line(self, sources: Citations) -> tuple[Node | str, ...]:
        """Who was cited, and when: ``NATO, 2025; UN Security Council, 1999``."""
        names = list(sources.locators)
        entries = [sources.short_name(names[number - 1]) for number in self.numbers]
        out: list[Node | str] = []
        for entry in (*entries, *self.others):
            out += ["; "] if out else []
            out += entry
        return tuple(out)


def _counts(child: Node | str) -> bool:
    return isinstance(child, str) and child.isdigit()


def spoken(nodes: Iterable[Node | str]) -> tuple[Node | str, ...]:
    """Words to be said: no citations, and links as plain words."""
    out: list[Node | str] = []
    for node in Quieted().all(nodes):
        if isinstance(node, str):
            out.append(node)
        elif node.kind == "a" and node.get("href").startswith("#"):
            out += spoken(node.children)
        else:
            out.append(replace(node, children=spoken(node.children)))
    return tuple(out)
