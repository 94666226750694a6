"""Which block of a slide stands in which of its slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.blocks import PHOTOGRAPHS
from briefing.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node


_IN_ORDER = frozenset({"table", "timeline", "process"})
"""Layouts with one slot, for what they are named after and the text below it."""


@dataclass(frozen=True, slots=True)
class SlotLayout:
    """The blocks of a slide by the slots they stand in."""

    name: str
    """Of the layout: ``bullets``, ``two-column``."""
    slots: tuple[tuple[str, tuple[Node, ...]], ...]
    """Names as the style sheet places them, in reading order."""
    conflict: bool = False
    """Two of its blocks ask for the same place."""


def assign_slots(layout: str, blocks: tuple[Node, ...]) -> SlotLayout:
    """Put each block in the slot that its kind has; what has no slot of its own is the text.

    Args:
        layout: The layout that the author asks for; empty to take that of the first kind found.
        blocks: Those of the slide, resolved.
    """
    flat = tuple(_ungrouped(blocks))
    figures = tuple(n for n in flat if n.kind == "figure")
    numbers = tuple(n for n in flat if n.kind == "number")
    columns = tuple(n for n in flat if n.kind == "column")
    columns = columns if len(columns) > 1 else ()  # one alone, the other withheld, is text
    tables = tuple(n for n in flat if KINDS[n.kind].layout == "table")
    quotes = tuple(n for n in flat if n.kind == "blockquote")
    definitions = tuple(n for n in flat if n.kind == "dl")
    steps = tuple(n for n in flat if n.kind == "ol")
    held = {"figure": figures, "big-number": numbers, "two-column": columns}
    held |= {"table": tables, "quote": quotes, "comparison": columns}
    held |= {"timeline": definitions, "process": steps}
    held |= dict.fromkeys(PHOTOGRAPHS, figures)
    if not held.get(layout, (True,)):  # what the layout was named for is withheld
        layout = ""
    layout = layout or next(
        name
        for name, found in (
            ("big-number", numbers),
            ("two-column", columns),
            ("table", tables),
            ("figure", figures),
            ("quote", quotes and quotes == flat[:1]),
            ("bullets", (True,)),
        )
        if found
    )
    taken = (*figures, *numbers, *columns)
    taken += quotes if layout == "quote" else ()
    taken += {"table": tables, "timeline": definitions, "process": steps}.get(layout, ())
    text = tuple(n for n in flat if n not in taken)
    slots: list[tuple[str, tuple[Node, ...]]] = []
    if numbers and figures:
        slots.append(("number", (*numbers, *text)))
    elif numbers:
        slots.append(("number-alone", numbers))
        slots += [("aside", text)] if text else []
    elif columns:
        slots += [("left", columns[:1]), ("right", columns[1:])]
        slots += [("under", text)] if text else []
    elif layout == "quote":
        slots.append(("quote", (*quotes, *text)))
    elif layout in _IN_ORDER:
        first = {"table": tables, "timeline": definitions, "process": steps}[layout]
        slots.append((layout, (*first, *text)))
    elif figures and text:
        slots.append(("text", text))
    elif text:
        slots.append(("body", text))
    if figures and layout in PHOTOGRAPHS:
        slots = [("text", text)] if text else []
        slots.append(("picture", figures))
    elif figures:
        slots.append(("figure" if slots else "wide-figure", figures))
    conflict = bool(
        (figures and (columns or layout in {"quote", *_IN_ORDER})) or (numbers and columns)
    )
    return SlotLayout(layout, tuple(slots), conflict)


def _ungrouped(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.kind == "group":
            yield from _ungrouped(node.nodes)
        else:
            yield node
