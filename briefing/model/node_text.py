"""The text of resolved nodes, one unit at a time: paragraph, heading, list item, cell, caption."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.citation_marks import MARKS, citation_text
from briefing.model.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node

INLINE = frozenset(
    {"strong", "em", "a", "span", "code", "sup", "sub", "s", "br", "citation", "note-mark"}
    | {"abbr", "prefix", "task"}
)
"""Kinds whose text is part of the block around them."""

_FIGURE_HEADS = frozenset({"fig-title", "fig-subtitle"})
_TABLE_FEET = frozenset({"tab-note", "source"})


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text that stands by itself on paper: a paragraph, heading, list item, cell or caption."""

    text: str
    location: Location | None = None
    """Where it is written; None for what is not written in a section, such as a source."""
    drawn: bool = False
    """Drawn in a chart: text on paper, but none in HTML."""
    below: int = 0
    """How many of the blocks that are read after it are printed above it: of the note of a table,
    which is part of its caption, all its cells."""
    floats: int = field(default=0, compare=False)
    """Of a text in a figure, how many blocks that are written after the figure may be read before
    it: it may go to the next page while the text goes on."""


def inline_text(nodes: Iterable[Node | str]) -> str:
    """Return the text of inline content."""
    return "".join(map(_inline, nodes))


def unmarked_text(nodes: Iterable[Node | str]) -> str:
    """Return the text of inline content without numbers of sources and marks of notes."""
    return "".join(
        node if isinstance(node, str) else unmarked_text(node.children)
        for node in nodes
        if isinstance(node, str) or (node.kind in INLINE and node.kind not in MARKS)
    )


def text_blocks(nodes: Iterable[Node | str], path: str, line: int = 0) -> Iterator[TextBlock]:
    """Yield the blocks of text in ``nodes`` in reading order; a container yields its own first.

    Args:
        path: The section file that the nodes are from.
        line: The line of the node around them, for those that have none.
    """
    own = ""
    nodes = tuple(nodes)
    for n, node in enumerate(nodes):
        if isinstance(node, str):
            own += node
        elif node.kind in INLINE:
            own += _inline(node)
        else:
            if own.strip():
                yield TextBlock(own, Location(path, line))
            own = ""
            past = nodes[n + 1 : n + 1 + int(node.get("floats") or 0)]
            floats = sum(1 for _ in text_blocks(past, path))
            for block in _of_block(node, path, node.line or line):
                yield replace(block, floats=floats) if floats else block
    if own.strip():
        yield TextBlock(own, Location(path, line))


def block_text(nodes: Iterable[Node | str]) -> str:
    """Return the text of all blocks in ``nodes``, with spaces between them."""
    return " ".join(block.text for block in text_blocks(nodes, ""))


def _inline(node: Node | str) -> str:
    if isinstance(node, str):
        return node
    text = citation_text(node) if node.kind == "citation" else inline_text(node.children)
    return f"\N{NARROW NO-BREAK SPACE}[{text}]" if node.get("brackets") else text


def _of_block(node: Node, path: str, line: int) -> Iterator[TextBlock]:
    """Yield the text blocks of a block; what it is called, as “Figure 3”, goes with its first."""
    head = " ".join(filter(None, (node.get("label"), node.get("number"))))
    for block in _of_children(node, path, line):
        yield replace(block, text=f"{head} {block.text}") if head else block
        head = ""
    if head:
        yield TextBlock(head, Location(path, line))


def _of_children(node: Node, path: str, line: int) -> Iterator[TextBlock]:
    if node.kind == "table-block":
        yield from _of_table(node, path, line)
        return
    if node.kind != "figure":
        yield from text_blocks(node.children, path, line)
        return
    heads = [c for c in node.nodes if c.kind in _FIGURE_HEADS]
    title = [node.get("title")] if node.get("title") else heads
    yield from text_blocks(title, path, line)
    yield from text_blocks((c for c in node.children if c not in heads), path, line)
    # A chart's words stand in its picture, which is read after all that is said of it.
    if node.get("words"):
        yield TextBlock(node.get("words"), Location(path, line), drawn=True)


def _of_table(node: Node, path: str, line: int) -> Iterator[TextBlock]:
    """Yield the text blocks of a table with its title; a note and the source go with the title.

    Where it holds more than one table and what is said of it, they are read as they are printed.
    """
    parts = tuple(_ungrouped(node.children))
    kinds = [part if isinstance(part, str) else part.kind for part in parts]
    at = 1 if kinds[:1] == ["tab-title"] else 0
    if kinds[at : at + 1] != ["table"] or not set(kinds[at + 1 :]) <= _TABLE_FEET:
        yield from text_blocks(node.children, path, line)
        return
    cells = tuple(text_blocks(parts[at : at + 1], path, line))
    yield from text_blocks(parts[:at], path, line)
    for foot in text_blocks(parts[at + 1 :], path, line):
        yield replace(foot, below=len(cells))
    yield from cells


def _ungrouped(nodes: Iterable[Node | str]) -> Iterator[Node | str]:
    """Yield nodes with those in groups that only conditions made."""
    for node in nodes:
        named = isinstance(node, str) or any(map(node.get, ("id", "class", "lang")))
        if named or isinstance(node, str) or node.kind != "group":
            yield node
        else:
            yield from _ungrouped(node.children)
