"""Read letters and digits of nodes back, in the order in which the source text has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.load.markdown import placeholders
from briefing.load.markdown.source_letters import letters_of
from briefing.model.kinds import INLINE, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.load.markdown.marker_table import MarkerTable
    from briefing.model.content import Node

_WORDS_BEHIND = {"a": ("href", "title"), "img": ("alt", "src", "title")}
_PICTURE = _WORDS_BEHIND["img"]


@dataclass(slots=True)
class ReadBack:
    """What nodes hold."""

    letters: str = ""
    starts: set[int] = field(default_factory=set)
    """Number of letters above each place where a block starts or ends."""
    items: set[int] = field(default_factory=set)
    """The same for items of lists, and definitions."""
    conditions: Counter[int] = field(default_factory=Counter)
    """How often each condition object is on a node, by its identity."""
    things: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Facts, citations, references, footnotes, fences and blocks, by kind and line."""
    leftover: int = 0
    """Line of a node that holds a placeholder; 0 if there is none."""
    titled: list[Node] = field(default_factory=list)
    """Links with a title."""

    @classmethod
    def of(cls, nodes: Iterable[Node | str], scanned: MarkerTable) -> ReadBack:
        """Read back the nodes that were made from a text."""
        reader = _Reader(scanned)
        for node in nodes:
            reader.child(node, 0)
        reader.out.letters = "".join(reader.parts)
        return reader.out


class _Reader:
    def __init__(self, scanned: MarkerTable) -> None:
        self.out = ReadBack(starts={0})
        self.parts: list[str] = []
        self.length = 0
        self.boxes = {container.line: container for container in scanned.heads}
        self.pictures: list[int] = []
        """Lines with a picture among the text."""
        if self.boxes and "![" in scanned.source:
            lines = enumerate(scanned.source.split("\n"), scanned.offset + 1)
            self.pictures = [n for n, line in lines if "![" in line and n not in scanned.taken]

    def child(self, node: Node | str, line: int) -> None:
        """Read a node, or words of the node that starts on ``line``."""
        if isinstance(node, str):
            self._add(node, line)
            return
        for condition in node.conditions:
            self.out.conditions[id(condition)] += 1
        if node.kind in PARTS:
            return
        box = self.boxes.get(node.line)
        if box is not None and node.kind not in {"table", "chart"}:
            self.out.things["box", node.line] += 1
            self._box(node, "src" in box.options)
        elif node.kind in INLINE:
            self._inline(node)
        elif node.kind == "chart":
            self.out.things["code", node.line] += box is None
            self._edge()
        elif box is None:
            self._block(node)

    def _add(self, text: str, line: int) -> None:
        if placeholders.OPEN in text or placeholders.CLOSE in text:
            self.out.leftover = self.out.leftover or line or 1
        if letters := letters_of(text):
            self.parts.append(letters)
            self.length += len(letters)

    def _edge(self) -> None:
        self.out.starts.add(self.length)

    def _attributes(self, node: Node, names: Iterable[str]) -> None:
        for name in names:
            self._add(node.get(name), node.line)

    def _inline(self, node: Node) -> None:
        if node.kind in {"cite", "fact", "ref"}:
            self.out.things[node.kind, node.line] += 1
            self._attributes(node, ("body",))
        elif node.kind == "footnote":
            self.out.things[node.kind, node.line] += 1
            self._attributes(node, ("name",))
        elif node.kind == "code":
            self._add(node.text(), node.line)
        elif node.kind == "a" and node.get("bare"):
            self._add(node.text(), node.line)
            if node.get("href") not in _addresses(node.text()):
                self._attributes(node, ("href",))
        else:
            for inner in node.children:
                self.child(inner, node.line)
            self._attributes(node, _WORDS_BEHIND.get(node.kind, ()))
            if node.kind == "a" and node.get("title"):
                self.out.titled.append(node)

    def _block(self, node: Node) -> None:
        self._edge()
        if node.kind in {"li", "dd"}:
            self.out.items.add(self.length)
        if node.kind == "pre":
            self.out.things["code", node.line] += 1
            self._attributes(node, ("info",))
        elif node.kind == "figure":
            self._attributes(node, _PICTURE)
        for inner in node.children:
            self.child(inner, node.line)
        self._edge()

    def _box(self, node: Node, from_file: bool) -> None:
        """Read a block, whose head and options are counted apart; a picture in a figure is not."""
        self._edge()
        waiting = node.kind == "figure" and bool(node.get("src")) and not from_file
        at = next((line for line in self.pictures if line > node.line), 0) if waiting else 0
        for inner in node.children:
            place = 0 if isinstance(inner, str) else inner.line
            if waiting and place > at and not _is_head(inner):
                self._attributes(node, _PICTURE)
                waiting = False
            self.child(inner, node.line)
        if waiting:
            self._attributes(node, _PICTURE)
        self._edge()


def _addresses(words: str) -> tuple[str, ...]:
    """Return where a link may lead that is its own words."""
    return words, f"http://{words}", f"mailto:{words}"


def _is_head(node: Node | str) -> bool:
    return not isinstance(node, str) and node.kind in PARTS
