"""Numbers for what was selected: sections, figures and tables, in reading order, without gaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from briefing.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.model.content import Node, Section


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a cross-reference can lead to."""

    anchor: str
    kind: str
    """``section``, ``figure``, ``table`` or ``paragraph``."""
    number: str
    """Empty where the edition does not number its sections."""
    title: Node
    level: int = 1


@dataclass(slots=True)
class Numbering:
    """Every numbered thing of an edition."""

    one_column: bool = False
    """Whether side boxes stand in the text."""
    subsections: bool = True
    """Whether headings below those of numbered sections are numbered: not where paragraphs are, as
    “2.3” is either."""
    targets: dict[str, Target] = field(default_factory=dict)
    """By id; what has none of its author's has a counted one."""
    order: list[Target] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _anchors: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def anchor(self, node: Node, section: Section) -> str:
        """Return the id of ``node``, its own or a counted one: a line number would tell of gaps."""
        place = (section.id, node.line, node.get("id"))
        if place not in self._anchors:
            self._anchors[place] = (
                node.get("id") or f"{section.id}.{self.next(f'anchor {section.id}')}"
            )
        return self._anchors[place]

    def anchors(self) -> set[str]:
        """Return every id, an author's or a counted one."""
        return {*self.targets, *self._anchors.values()}

    def add(self, anchor: str, kind: str, number: str, title: Node, level: int = 1) -> None:
        """Record a target; they come in reading order."""
        target = Target(anchor, kind, number, title, level)
        self.targets[anchor] = target
        self.order.append(target)

    def next(self, kind: str) -> str:
        """Return the next number of a ``kind`` of thing."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return str(self._counts[kind])


def counted_anchors(letter: str, found: Iterable[tuple[Section, Node]]) -> tuple[str, ...]:
    """Return the id of each node in ``found``: its own, or one counted within its section.

    Args:
        letter: What is counted: ``s`` gives ``why.s2``. A line number would tell of gaps.
        found: Nodes in reading order, each with its section.
    """
    counts: Counter[str] = Counter()
    anchors = []
    for section, node in found:
        counts[section.id] += 1
        anchors.append(node.get("id") or f"{section.id}.{letter}{counts[section.id]}")
    return tuple(anchors)


def number(
    sections: tuple[Section, ...],
    *,
    numbered: bool,
    one_column: bool = False,
    subsections: bool = True,
) -> Numbering:
    """Number figures and tables in reading order.

    Args:
        sections: in order.
        numbered: whether sections are numbered too.
        one_column: whether side boxes stand in the text, as in large print.
        subsections: whether subsections of numbered sections are numbered.
    """
    numbering = Numbering(one_column, subsections)
    for section in sections:
        own = numbering.next("section") if numbered and section.numbered else ""
        numbering.add(section.id, "section", own, section.title)
        _number_blocks(section.blocks, section, own, numbering)
    return numbering


def _number_blocks(
    blocks: tuple[Node | str, ...], section: Section, above: str, numbering: Numbering
) -> None:
    nodes = [b for b in blocks if not isinstance(b, str)]
    for node in nodes if numbering.one_column else _as_seen(nodes):
        if node.kind == "subsection":
            counted = above and numbering.subsections and node.get("level") == "2"
            # Counted by section, not by parent: containers around headings do not start anew.
            own = f"{above}.{numbering.next(f'section {above}')}" if counted else ""
            anchor = numbering.anchor(node, section)
            numbering.add(anchor, "section", own, _heading(node), int(node.get("level")))
        elif (kind := KINDS[node.kind].numbered) and (title := _title(node)) is not None:
            anchor = numbering.anchor(node, section)
            numbering.add(anchor, kind, numbering.next(kind), title, 0)
        _number_blocks(node.children, section, above, numbering)


def _as_seen(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks in the order in which a page shows them.

    A side box right before a figure of the text column stands beside it, at its right.
    """
    beside: Node | None = None
    for node, following in zip_longest(blocks, blocks[1:]):
        if node.kind == "side" and following is not None and _is_in_column(following):
            beside = node
            continue
        yield node
        if beside is not None:
            yield beside
            beside = None


def _is_in_column(node: Node) -> bool:
    return node.kind == "figure" and not (node.get("wide") or node.get("place") == "wide")


def _heading(node: Node) -> Node:
    return next(c for c in node.nodes if c.kind == "heading")


def _title(node: Node) -> Node | None:
    """Return the title of a figure or table; one without is not numbered: nothing says what it
    shows."""
    return next(
        (
            c
            for c in node.children
            if not isinstance(c, str) and c.kind in {"fig-title", "tab-title"}
        ),
        None,
    )


def labelled(target: Target, labels: Mapping[str, str]) -> str:
    """Return what a reference to ``target`` prints before its number: ``figure``."""
    return labels[f"{target.kind}_reference"]
