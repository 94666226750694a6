"""Close the gaps in a block that parts were taken out of, as if they had never been there.

A gap leaves no trace: no space that stood beside it, no line that ended at it, and no two lists
where an author would have written one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.kinds import INLINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NO_SPACE_BEFORE = re.compile(r"^[\s.,;:!?…)\]”’»]")
_NO_SPACE_AFTER = ("(", "[", "“", "‘", "„", "‚", "«")
_JOINED = frozenset({"ul", "ol", "dl"})
"""Two of these that nothing stands between are one, in Markdown and here."""
_ITEMS = frozenset({"li", "dd"})


def closed(parts: Iterable[Node | str | None]) -> tuple[Node | str, ...]:
    """Return the children of a node, its gaps closed: each None is a child that was taken out."""
    seam = _Seam()
    for part in parts:
        seam.add(part)
    return seam.end()


def plain_item(item: Node) -> Node:
    """Return a list item or definition without the paragraph around its words, if it has one only.

    Whether Markdown sets one depends on blank lines around the items beside it, withheld ones too.
    """
    first, *rest = item.children or ("",)
    if item.kind not in _ITEMS or isinstance(first, str) or first.kind != "p":
        return item
    if any(isinstance(part, str) or part.kind == "p" for part in rest):
        return item
    return replace(
        item,
        children=(*first.children, *rest),
        attributes=item.attributes + first.attributes,
        conditions=item.conditions + first.conditions,
        level=first.level,
    )


class _Seam:
    """Joins parts one after the other, and closes the gaps between them."""

    def __init__(self) -> None:
        self.out: list[Node | str] = []
        self.gap = False

    def add(self, part: Node | str | None) -> None:
        """Add one more part; None is a gap."""
        if part is None:
            self.gap = True
        elif isinstance(part, str):
            self._add_text(part)
        else:
            self._add_node(part)

    def end(self) -> tuple[Node | str, ...]:
        """Return all parts, without a space or line break left over from a gap at the end."""
        while self.gap and self.out:
            last = self.out[-1]
            if isinstance(last, str) and last.strip():
                self.out[-1] = last.rstrip()
                break
            if isinstance(last, Node) and last.kind != "br":
                break
            self.out.pop()
        return tuple(_apart(self.out))

    def _add_text(self, text: str) -> None:
        if self.gap and self._opens():
            text = text.lstrip()
        elif self.gap and isinstance(last := self._last(), str) and _NO_SPACE_BEFORE.match(text):
            self._replace_last(last.rstrip())
        if not text:
            return  # the gap goes on
        self.gap = False
        if isinstance(last := self._last(), str):
            self.out[-1] = last + text
        else:
            self.out.append(text)

    def _add_node(self, node: Node) -> None:
        last = self._last()
        if self.gap and node.kind == "br":
            if self._opens():
                return  # its line was taken out
            if isinstance(last, str):
                self._replace_last(last.rstrip())
        elif self.gap and isinstance(last, Node) and _are_one(last, node):
            self.out[-1] = replace(last, children=(*last.children, *node.children))
            self.gap = False
            return
        self.out.append(node)
        self.gap = False

    def _last(self) -> Node | str | None:
        return self.out[-1] if self.out else None

    def _replace_last(self, text: str) -> None:
        self.out[-1:] = [text] if text else []

    def _opens(self) -> bool:
        """Return whether a line or a bracket has just begun, so that no space may follow."""
        last = self._last()
        if isinstance(last, str) and not last.strip():
            last = self.out[-2] if len(self.out) > 1 else None
        if isinstance(last, Node):
            return last.kind == "br"
        return last is None or last.endswith(_NO_SPACE_AFTER)


def _apart(parts: Sequence[Node | str]) -> Iterator[Node | str]:
    """Yield parts without the spaces around blocks, which begin and end lines themselves."""
    around = (None, *parts, None)
    for before, part, after in zip(around, parts, around[2:], strict=False):
        if isinstance(part, str):
            part = part.lstrip() if _is_block(before) else part  # noqa: PLW2901
            part = part.rstrip() if _is_block(after) else part  # noqa: PLW2901
        if part != "":
            yield part


def _is_block(part: Node | str | None) -> bool:
    return isinstance(part, Node) and part.kind not in INLINE


def _are_one(above: Node, below: Node) -> bool:
    """Return whether an author would have written two blocks as one.

    The number that a joined list starts from is that of the first.
    """
    named = (a for node in (above, below) for a in node.attributes if a[0] != "start")
    return above.kind == below.kind and above.kind in _JOINED and not any(named)
