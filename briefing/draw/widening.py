"""Charts that are wider than a column: in text of two columns they stand across both.

A chart may have a width of its own, drawn for the single column of another theme. In a narrower one
it could only be drawn smaller, with words that cannot be read.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.draw.figure_width import FigureWidth
from briefing.draw.placement import width_within

if TYPE_CHECKING:
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing, Node
    from briefing.model.edition import Selection

_WIDE = "wide"
_NARROW = "narrow"
"""Class of a figure beside whose picture there is room for its caption."""
_MOST_NARROW = 1.45
"""Width of such a picture, in widths of a column."""


def widened(briefing: Briefing, selection: Selection, theme: Theme) -> Selection:
    """Return a selection for the columns of a theme: charts that are too wide for one of them stand
    across both.

    Nothing changes in themes with one column of text, and in other sizes of print, which have one.
    """
    if theme.text.columns == 1 or selection.edition.print_size:
        return selection
    room = theme.charts.widths_pt[FigureWidth.COLUMN]
    sections = tuple(
        replace(
            section,
            blocks=tuple(_widened(b, FigureWidth.COLUMN, briefing, room) for b in section.blocks),
        )
        for section in selection.sections
    )
    return replace(selection, sections=sections)


def _widened(node: Node, around: FigureWidth, briefing: Briefing, room: float) -> Node:
    """Return ``node`` with every figure in a column that is wider than ``room`` made wide; itself
    if it has none."""
    width = width_within(node, around)
    if node.kind != "figure":
        children = tuple(
            child if isinstance(child, str) else _widened(child, width, briefing, room)
            for child in node.children
        )
        changed = any(new is not old for new, old in zip(children, node.children, strict=True))
        return replace(node, children=children) if changed else node
    charts = (briefing.charts[c.get("key")] for c in node.nodes if c.kind == "chart")
    own = max((_own_width(chart.spec) for chart in charts), default=0.0)
    if width is not FigureWidth.COLUMN or own <= room:
        return node
    classes = f"{node.get('class')} {_WIDE} {_NARROW if own < _MOST_NARROW * room else ''}".split()
    rest = tuple(pair for pair in node.attributes if pair[0] != "class")
    return replace(node, attributes=(*rest, ("class", " ".join(classes))))


def _own_width(spec: str) -> float:
    """Return the width in pt that a chart gives itself; 0 if it takes that of its place."""
    width = json.loads(spec).get("width")
    return width if isinstance(width, int | float) else 0.0
