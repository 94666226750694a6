"""Which paragraphs of a section are its running text: those in no box, list or quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node

CONTAINERS = frozenset({"subsection", "group"})
"""Kinds of nodes whose paragraphs are running text where they are: no more than a heading, a
condition or a language is said of them."""


def running_paragraphs(blocks: Iterable[Node | str]) -> Iterator[Node]:
    """Yield the paragraphs of running text in ``blocks``, in reading order."""
    for block in blocks:
        if isinstance(block, str):
            continue
        if block.kind == "p":
            yield block
        elif block.kind in CONTAINERS:
            yield from running_paragraphs(block.children)
