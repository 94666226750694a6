"""The words of resolved nodes, block by block as printed: what the proof will look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.content import Node

INLINE = frozenset(
    {"strong", "em", "a", "span", "code", "sup", "sub", "br", "citation", "note-mark", "prefix"}
)

_FIGURE_HEADS = ("fig-title", "fig-subtitle")


def block_words(nodes: Iterable[Node | str], labels: Mapping[str, str]) -> Iterator[str]:
    """The text of each block in print order; a block around other blocks gives its own first."""
    return (text for text, _ in lined_words(nodes, labels))


def lined_words(
    nodes: Iterable[Node | str], labels: Mapping[str, str], line: int = 0
) -> Iterator[tuple[str, int]]:
    """The same, each with the line of the nearest node around it that has one."""
    own = ""
    for node in nodes:
        if isinstance(node, str):
            own += node
        elif node.kind in INLINE:
            own += inline_words(node)
        else:
            if own.strip():
                yield own, line
            own = ""
            yield from _block(node, labels, node.line or line)
    if own.strip():
        yield own, line


def inline_words(node: Node | str) -> str:
    """The text of inline content."""
    if isinstance(node, str):
        return node
    if node.kind == "citation":
        return ", ".join(str(child) for child in node.children)
    return "".join(inline_words(child) for child in node.children)


def _block(node: Node, labels: Mapping[str, str], line: int) -> Iterator[tuple[str, int]]:
    head = ""
    if (numbered := KINDS[node.kind].numbered) and node.get("number"):
        head = f"{labels[numbered]} {node.get('number')} "
    elif node.kind == "subsection":
        head = f"{node.get('number')} "
    elif node.kind == "source":
        head = f"{labels['source']} "
    children: list[Node | str] = list(node.children)
    if node.kind == "figure" and node.get("title"):
        children.insert(0, node.get("title"))
    if node.kind == "figure" and node.get("words"):
        heads = sum(not isinstance(c, str) and c.kind in _FIGURE_HEADS for c in children)
        children.insert(heads, node.get("words"))
    inner = list(lined_words(children, labels, line))
    if head.strip():
        inner[:1] = [(head + inner[0][0], inner[0][1])] if inner else [(head, line)]
    yield from inner
