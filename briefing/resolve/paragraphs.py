"""Numbers of paragraphs, counted after selection, so that what a reader does not get leaves no gap.

Where sections are numbered, a paragraph has the number of its section and its own in it: “2.14”. An
edit then changes no other section. Elsewhere they are counted through: “14”. Sections that an
author leaves without a number, as a summary, have none at their paragraphs either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.model.running_text import CONTAINERS, running_paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.content import Node, Section
    from briefing.resolve.numbering import Numbering

KIND = "paragraph"
"""What a reference to one is called, in the keys of labels as well."""


def with_paragraph_numbers(
    sections: Iterable[Section], numbering: Numbering
) -> tuple[Section, ...]:
    """Return ``sections`` with a number at each paragraph of running text.

    Args:
        sections: in order.
        numbering: knows the numbers of sections, and gets the paragraphs that have an id.
    """
    counted: list[Section] = []
    for section in sections:
        if section.opens or not section.numbered:
            counted.append(section)
            continue
        counter = _Counter(section, numbering.targets[section.id].number, numbering)
        counted.append(replace(section, blocks=counter.blocks(section.blocks)))
    return tuple(counted)


def lead_to_sections(sections: Iterable[Section], numbering: Numbering) -> None:
    """Let references to paragraphs name the section, where paragraphs have no numbers."""
    for section in sections:
        for node in running_paragraphs(section.blocks):
            if (anchor := node.get("id")) and (whole := numbering.targets.get(section.id)):
                numbering.targets[anchor] = replace(whole, anchor=anchor)


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts the paragraphs of one section."""

    section: Section
    number: str
    """That of the section; empty where sections have none."""
    numbering: Numbering

    def blocks(self, blocks: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return the blocks of the section with their numbers."""
        return tuple(map(self._block, blocks))

    def _block(self, node: Node) -> Node:
        if node.kind == "p":
            return self._paragraph(node)
        if node.kind not in CONTAINERS:
            return node
        inner = (c if isinstance(c, str) else self._block(c) for c in node.children)
        return node.with_children(tuple(inner))

    def _paragraph(self, node: Node) -> Node:
        own = self.numbering.next(f"{KIND} {self.number}")
        number = f"{self.number}.{own}" if self.number else own
        if anchor := node.get("id"):
            self.numbering.add(anchor, KIND, number, self.section.title, 0)
        return replace(node, attributes=(*node.attributes, ("number", number)))
