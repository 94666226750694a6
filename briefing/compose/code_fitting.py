"""How large blocks of code are set: lines of code are not broken, as a copy must be the code.

A block whose longest line is wider than its place is set smaller, down to the theme's limit; in the
flow of a section it may take the full measure. What does not fit then is an error at its line.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.blocks import BY_KIND
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.files.theme_styles import CodeStyle
    from briefing.model.content import Node

_FLOW = frozenset({"subsection", "group"})
"""What takes no width from the blocks in it, and lets them go beyond the column."""
_INDENTED = frozenset({"ul", "ol", "dd", "blockquote"})
_STEP_PT = 0.5


@dataclass(slots=True)
class CodeFitter:
    """Fits the code of one section; collects what cannot be printed."""

    style: CodeStyle
    widths_pt: Mapping[str, float]
    """Widths of what stands in text: ``column``, ``wide``, ``side``, ``box``."""
    path: str
    findings: list[Finding] = field(default_factory=list)

    def fitted(self, blocks: Iterable[Node]) -> tuple[Node, ...]:
        """Return the blocks of a section, each block of code in them with its size."""
        column = self.widths_pt["column"]
        return tuple(self._within(block, column, flows=True) for block in blocks)

    def _within(self, node: Node, room: float, *, flows: bool) -> Node:
        if node.kind == "pre":
            return self._code(node, room, self.widths_pt["wide"] if flows else room)
        if not any(inner.kind == "pre" for inner in node.walk()):
            return node
        block = BY_KIND.get(node.kind)
        if block and block.figures:
            room = min(room, self.widths_pt[block.figures])
        elif node.kind in _INDENTED:
            room -= self.style.indent_pt
        flows = flows and node.kind in _FLOW
        children = (
            child if isinstance(child, str) else self._within(child, room, flows=flows)
            for child in node.children
        )
        return node.with_children(tuple(children))

    def _code(self, node: Node, room: float, wide: float) -> Node:
        if self.style.wraps:
            return node
        lines = node.text().split("\n")
        longest = max(range(len(lines)), key=lambda n: _columns(lines[n]))
        columns = _columns(lines[longest])
        for width in dict.fromkeys((room, wide)):
            size = self._size(columns, width)
            if size >= self.style.smallest_pt:
                break
        else:
            self._report(node, lines, longest, width)
            return node
        own = [] if size >= self.style.size_pt else [("size", f"{size:g}")]
        own += [("class", "wide")] if width > room else []
        return replace(node, attributes=(*node.attributes, *own))

    def _size(self, columns: int, room: float) -> float:
        """Return the size in pt at which so many characters fit, in steps of half a point."""
        most = (room - self.style.inset_pt) / (max(columns, 1) * self.style.advance_em)
        return min(self.style.size_pt, math.floor(most / _STEP_PT) * _STEP_PT)

    def _report(self, node: Node, lines: list[str], longest: int, width: float) -> None:
        most = int((width - self.style.inset_pt) / (self.style.smallest_pt * self.style.advance_em))
        message = (
            f"a line of code of {_columns(lines[longest])} characters, where {most} fit: "
            f"“{lines[longest].strip():.40}”"
        )
        hint = "break it as its language allows: nothing else may, as a copy must be the code"
        line = node.line + longest + (1 if node.get("fenced") else 0)
        self.findings.append(Finding(Location(self.path, line), "B225", message, hint))


def _columns(line: str) -> int:
    """Return how many characters wide a line is; East Asian ones take two places."""
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c)
        for c in line.rstrip()
    )
