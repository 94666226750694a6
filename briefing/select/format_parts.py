"""Which part of a section an edition's format is made of, before anything is cut for a reader.

What is left out here is not withheld from anybody: it is the text of other formats.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.blocks import BLOCKS
from briefing.model.content import Node
from briefing.model.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Section


def restrict_to_format(section: Section, formats: frozenset[str]) -> Section | None:
    """Return the part of ``section`` that ``formats`` are made of; None if there is none.

    A section without a slide stays whole, as one is made of it, unless it says ``slide: no``.
    """
    held = [FORMATS[name] for name in formats]
    [kind] = {format_.made_of for format_ in held}
    if not kind:
        return section
    if any(format_.summarises for format_ in held) and not _holds(section.blocks, kind):
        return section if section.slide else None
    if any(format_.prints_narrative for format_ in held):
        # Its slides may all be for other readers, and then none is made of it.
        return replace(section, slide=False)
    blocks = tuple(_only(section.blocks, _shown_with(kind)))
    return replace(section, blocks=blocks) if blocks else None


def outside_format(section: Section, formats: frozenset[str]) -> Iterator[Node]:
    """Yield the blocks of ``section`` that `restrict_to_format` leaves out."""
    part = restrict_to_format(section, formats)
    if part is None:
        yield from section.blocks
    elif part.blocks is not section.blocks:
        [kind] = {FORMATS[name].made_of for name in formats}
        yield from _without(section.blocks, _shown_with(kind))


def _shown_with(kind: str) -> frozenset[str]:
    """Return the kinds of blocks that formats made of one kind show."""
    return frozenset({kind, *(block.kind for block in BLOCKS.values() if block.goes_with == kind)})


def _holds(nodes: Iterable[Node | str], kind: str) -> bool:
    """Return whether a node of a kind is among ``nodes`` or below them."""
    return any(isinstance(n, Node) and any(i.kind == kind for i in n.walk()) for n in nodes)


def _only(nodes: Iterable[Node | str], kinds: frozenset[str]) -> Iterator[Node]:
    """Yield the nodes of some kinds, in groups that keep the conditions of what was around them.

    Headings and numbers around them are text of another format.
    """
    for node in nodes:
        if not isinstance(node, Node):
            continue
        if node.kind in kinds:
            yield node
        elif inner := tuple(_only(node.children, kinds)):
            yield replace(node, kind="group", attributes=(), children=inner)


def _without(nodes: Iterable[Node | str], kinds: frozenset[str]) -> Iterator[Node]:
    """Yield the largest nodes that are not of some kinds and hold none of them."""
    for node in nodes:
        if isinstance(node, Node) and node.kind not in kinds:
            if any(_holds([node], kind) for kind in kinds):
                yield from _without(node.children, kinds)
            else:
                yield node
