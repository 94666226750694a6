"""Slides and question cards as authors write them: what may stand in which, and their options."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node

LAYOUTS = (
    "title",
    "bullets",
    "two-column",
    "figure",
    "quote",
    "section",
    "big-number",
    "table",
)
"""Of slides; without one it follows from what the slide holds."""

_HOLDS = {
    "two-column": ("columns", frozenset({"column"})),
    "figure": ("a figure", frozenset({"figure", "chart"})),
    "quote": ("a quotation", frozenset({"blockquote"})),
    "big-number": ("a “//// number”", frozenset({"number"})),
    "table": ("a table", frozenset({"table", "table-block"})),
}
"""What a layout is for, and the kinds it is made of."""
_DARK = frozenset({"title", "section"})
_NOT_WORDS = frozenset().union(*(kinds for _, kinds in _HOLDS.values()))

_HOMES = {"column": "slide", "pressed": "qa", "background": "qa"}
_ALONE = frozenset({"slide", "qa"})
_OPEN = frozenset({"group", "subsection"})
"""What gives blocks a condition or a heading, and no place of its own."""
_PARTS = frozenset({"pressed", "background"})
_NO_LINE = frozenset({"box-title", "topic", "owner", "source", *_PARTS})
_COLUMNS = 2


def check_decks(blocks: Iterable[Node], path: str) -> Iterator[Finding]:
    """Faults of a section's slides and cards that only show when all of it is read."""
    for block in blocks:
        yield from _check(block, (), path)


def _check(node: Node, around: tuple[str, ...], path: str) -> Iterator[Finding]:
    """``around`` are the kinds of the blocks that hold the node, outermost first."""
    place = Location(path, node.line)
    yield from _misplaced(node.kind, around, place)
    if node.kind == "slide":
        yield from _check_slide(node, place)
    if node.kind in {"slide", "notes"} and "slide" not in around:
        yield from _footnotes(node, place)
    if node.kind == "qa":
        yield from _check_card(node, place)
    within = around if node.kind in _OPEN else (*around, node.kind)
    for child in node.children:
        if not isinstance(child, str):
            yield from _check(child, within, path)


def _misplaced(kind: str, around: tuple[str, ...], place: Location) -> Iterator[Finding]:
    """A block that is nowhere shown where it stands."""
    home = _HOMES.get(kind)
    alone = next((name for name in reversed(around) if name in _ALONE), "")
    if home and alone != home:
        message = f"“/// {kind}” outside “/// {home}”"
        yield Finding(place, "B204", message, f"move it into the “/// {home}” it belongs to")
    elif kind == "column" and around[-1] != home:
        message = "“/// column” inside another block of a slide"
        yield Finding(place, "B204", message, "end that block before it")
    if kind in _ALONE and alone:
        message = f"“/// {kind}” inside “/// {alone}”"
        yield Finding(place, "B204", message, f"end the “/// {alone}” before it")
    elif (kind in _ALONE and around) or (kind == "notes" and set(around) - {"slide"}):
        message = f"“/// {kind}” inside another block"
        hint = "end that block before it; only “/// audience” may stand around it"
        yield Finding(place, "B204", message, hint)


def _footnotes(node: Node, place: Location) -> Iterator[Finding]:
    for inner in node.walk():
        if inner.kind == "footnote":
            line = replace(place, line=inner.line or place.line)
            message = f"a footnote in “/// {node.kind}”, where it has no place"
            yield Finding(line, "B205", message, "say it in the text, or leave it to the pack")


def _check_card(node: Node, place: Location) -> Iterator[Finding]:
    """A card says something to all who ask, and its parts stand side by side."""
    parts = list(_card_parts(node))
    if all(part.kind in _NO_LINE for part in parts):
        message = "this question has no line to take"
        yield Finding(place, "B204", message, "say first what everybody may be told")
    for inner in node.walk():
        line = replace(place, line=inner.line or place.line)
        if inner.kind == "subsection":
            message = "a heading inside “/// qa”"
            yield Finding(line, "B208", message, "write another “/// qa”: a card has one question")
        elif inner.kind in _PARTS and inner not in parts:
            message = f"“/// {inner.kind}” inside another block of “/// qa”"
            hint = "end that block before it; only “/// audience” may stand around it"
            yield Finding(line, "B204", message, hint)


def _card_parts(node: Node) -> Iterator[Node]:
    """What an answer is made of, out of the groups that give several blocks a condition."""
    for child in node.children:
        if not isinstance(child, str):
            yield from _card_parts(child) if child.kind == "group" else (child,)


def _check_slide(node: Node, place: Location) -> Iterator[Finding]:
    layout = node.get("layout")
    if layout and layout not in LAYOUTS:
        message = f'unknown layout "{layout}" of a slide'
        yield Finding(place, "B204", message, nearest(layout, LAYOUTS))
    minutes = node.get("minutes")
    if minutes and not _is_time(minutes):
        message = f'"{minutes}" is no time for a slide'
        yield Finding(place, "B204", message, "write minutes as a number: “    minutes: 1.5”")
    kinds = {inner.kind for inner in _shown(node)}
    if layout in _HOLDS and not kinds & _HOLDS[layout][1]:
        message = f"“layout: {layout}” of a slide without {_HOLDS[layout][0]}"
        yield Finding(place, "B204", message, "leave the layout out: it follows from the content")
    if layout in _DARK and kinds & _NOT_WORDS:
        message = f"“layout: {layout}” is for words, and this slide holds more"
        yield Finding(place, "B204", message, "give figures, numbers, tables and quotes a slide")
    columns = sum(inner.kind == "column" for inner in _shown(node))
    if columns and columns != _COLUMNS:
        message = f"a slide has two columns, this one {columns}"
        yield Finding(place, "B204", message, "write “//// column” twice in it, or not at all")


def _shown(node: Node) -> Iterator[Node]:
    """What is below a slide, without what is only said to it."""
    for child in node.children:
        if not isinstance(child, str) and child.kind != "notes":
            yield child
            yield from _shown(child)


def _is_time(text: str) -> bool:
    try:
        return 0 < float(text) <= 120  # two hours for a slide are a slip
    except ValueError:
        return False
