"""Easy Read: a sentence a line, a picture beside what it is of, and no numbers of sources.

What is said stays as it is: a paragraph becomes as many as it has sentences, and a small picture
goes together with the block that follows it. Citations are taken out; who is cited stands in the
list of sources. Notes have no place here: they are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.findings import Finding, Location
from briefing.model.node_text import inline_text
from briefing.model.pairing import is_beside
from briefing.text.sentences import sentence_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NO_NOTES = "B310"
BESIDE, WORDS = "beside", "words"
"""Kinds: a picture with what stands beside it, and that."""
_SENTENCES = frozenset({"p", "li", "dd", "label"})
"""Kinds whose text is set a sentence a line."""
_PARTED = frozenset({"strong", "em", "span", "s"})
"""Words in a line that may go on over several sentences."""
_PAIRED = frozenset({"p", "ul", "ol", "dl", "blockquote"})
"""What a picture may stand beside."""
_MARKS = frozenset({"citation", "note-mark"})
_INLINE = frozenset({"a", "code", "sup", "sub", "br", "task", "prefix"}) | _PARTED

Inline = tuple[Node | str, ...]


@dataclass(slots=True)
class EasyRead:
    """Sets the sections of one edition; collects notes, which it cannot."""

    language: str
    path: str
    findings: list[Finding]

    def blocks(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Return the blocks of a section as they are read."""
        return tuple(self._all([*nodes]))

    def inline(self, nodes: Iterable[Node | str]) -> Inline:
        """Return words in a line, such as a title, without the numbers of sources."""
        return self._without_marks(nodes, 0)

    def _all(self, nodes: Sequence[Node | str]) -> Iterator[Node]:
        held = [node for node in nodes if isinstance(node, Node)]
        at = 0
        while at < len(held):
            node, following = held[at], held[at + 1] if at + 1 < len(held) else None
            at += 1
            if following is not None and is_beside(node) and following.kind in _PAIRED:
                rest = tuple(pair for pair in node.attributes if pair[0] != "place")
                picture = Node(node.kind, rest, node.children, (), node.line)
                at += 1
                text = [*self._block(following)]
                if at < len(held) and _leads_to(following, held[at]):
                    text += self._block(held[at])
                    at += 1
                words = Node(WORDS, (), tuple(text), (), following.line)
                (shown,) = self._block(picture)
                yield Node(BESIDE, (), (shown, words), (), node.line)
            else:
                yield from self._block(node)

    def _block(self, node: Node) -> Iterator[Node]:
        """Yield what becomes of a block: of a paragraph, one for each sentence."""
        if any(isinstance(c, str) or c.kind in _INLINE | _MARKS for c in node.children):
            own = [c for c in node.children if isinstance(c, str) or c.kind in _INLINE | _MARKS]
            blocks = [c for c in node.nodes if c.kind not in _INLINE | _MARKS]
            words = self._without_marks(own, node.line)
            parts = self._parts(words) if node.kind in _SENTENCES else [words]
            if node.kind in {"p", "label"}:
                for number, part in enumerate(parts):
                    yield Node(
                        node.kind, node.attributes if not number else (), part, (), node.line
                    )
                return
            inner = tuple(self._all(blocks))
            if len(parts) > 1:
                lines = tuple(Node("p", (), part, (), node.line) for part in parts)
                yield node.with_children((*lines, *inner))
            else:
                yield node.with_children((*(parts[0] if parts else ()), *inner))
            return
        yield node.with_children(tuple(self._all(node.children))) if node.children else node

    def _without_marks(self, nodes: Iterable[Node | str], line: int) -> Inline:
        out: list[Node | str] = []
        for node in nodes:
            if isinstance(node, str):
                out.append(node)
            elif node.kind == "note-mark":
                message = "this edition is Easy Read, which has no notes"
                hint = "write it as a sentence, or give the note to other audiences"
                place = Location(self.path, node.line or line)
                self.findings.append(Finding(place, NO_NOTES, message, hint))
            elif node.kind != "citation":
                out.append(node.with_children(self._without_marks(node.children, line)))
        return tuple(out)

    def _parts(self, nodes: Inline) -> list[Inline]:
        """Return words in a line, sentence by sentence."""
        starts = sentence_starts(inline_text(nodes), self.language)
        parts: list[list[Node | str]] = [[] for _ in range(len(starts) + 1)]
        at = 0
        for node in nodes:
            length = len(inline_text([node]))
            cuts = [start - at for start in starts if at < start < at + length]
            first = sum(start <= at for start in starts)
            for number, piece in enumerate(_cut(node, cuts)):
                parts[first + number].append(piece)
            at += length
        return [trimmed for part in parts if (trimmed := _trimmed(part))]


def _cut(node: Node | str, cuts: Sequence[int]) -> list[Node | str]:
    """Return a node in pieces that end before ``cuts``, which count letters of its text.

    What cannot be parted, such as a link, stays whole.
    """
    if not cuts:
        return [node]
    if isinstance(node, str):
        ends = [*cuts, len(node)]
        return [node[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
    if node.kind not in _PARTED or node.get("id"):
        return [node]
    pieces: list[list[Node | str]] = [[] for _ in range(len(cuts) + 1)]
    at = 0
    for child in node.children:
        length = len(inline_text([child]))
        own = [cut - at for cut in cuts if at < cut < at + length]
        first = sum(cut <= at for cut in cuts)
        for number, piece in enumerate(_cut(child, own)):
            pieces[first + number].append(piece)
        at += length
    return [node.with_children(tuple(piece)) for piece in pieces]


def _trimmed(part: list[Node | str]) -> Inline:
    """Return a sentence without the space behind it."""
    if part and isinstance(part[-1], str):
        part = [*part[:-1], part[-1].rstrip()]
    return tuple(piece for piece in part if piece != "")


def _leads_to(node: Node, following: Node) -> bool:
    """Return whether a paragraph ends with a colon before a list."""
    return following.kind in {"ul", "ol"} and node.text().rstrip().endswith(":")
