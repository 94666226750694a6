"""Slides and question cards as authors write them: what may stand in which, and their options."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.findings import Finding, Location, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model import Node

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

_HOMES = {"column": "slide", "pressed": "qa", "background": "qa"}
_ALONE = frozenset({"slide", "qa"})
_PARTS = frozenset({"pressed", "background"})
_NO_LINE = frozenset({"box-title", "topic", "owner", "source", *_PARTS})
_COLUMNS = 2


def check_decks(blocks: Iterable[Node], path: str) -> Iterator[Finding]:
    """Faults of a section's slides and cards that only show when all of it is read."""
    for block in blocks:
        yield from _check(block, "", path)


def _check(node: Node, around: str, path: str) -> Iterator[Finding]:
    place = Location(path, node.line)
    home = _HOMES.get(node.kind)
    if home and around != home:
        message = f"“/// {node.kind}” outside “/// {home}”"
        yield Finding(place, "B204", message, f"move it into the “/// {home}” it belongs to")
    if node.kind in _ALONE and around:
        message = f"“/// {node.kind}” inside “/// {around}”"
        yield Finding(place, "B204", message, f"end the “/// {around}” before it")
    if node.kind == "slide":
        yield from _check_slide(node, place)
    if node.kind == "qa":
        yield from _check_card(node, place)
    within = node.kind if node.kind in _ALONE else around
    for child in node.children:
        if not isinstance(child, str):
            yield from _check(child, within, path)


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
    for inner in _shown(node):
        if inner.kind == "footnote":
            line = replace(place, line=inner.line or place.line)
            message = "a footnote on a slide, which has no place to print it"
            yield Finding(line, "B202", message, "say it on the slide, or in “//// notes”")
    columns = sum(inner.kind == "column" for inner in node.walk())
    if columns and columns != _COLUMNS:
        message = f"a slide has two columns, this one {columns}"
        yield Finding(place, "B204", message, "write “//// column” twice in it, or not at all")


def _shown(node: Node) -> Iterator[Node]:
    """What stands on a slide: all in it but what is said."""
    for child in node.children:
        if not isinstance(child, str) and child.kind != "notes":
            yield child
            yield from _shown(child)


def _is_time(text: str) -> bool:
    try:
        return 0 < float(text) <= 120  # two hours for a slide are a slip
    except ValueError:
        return False
