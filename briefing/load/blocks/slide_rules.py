"""Rules for slides and question cards: what may stand inside what, and what each must hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.blocks import (
    ASKED_FOR,
    BLOCKS,
    BY_KIND,
    CARD_PARTS,
    FOCUS,
    LAYOUTS,
    PHOTOGRAPHS,
    SECTION,
)
from briefing.model.findings import Finding, Location, nearest
from briefing.model.kinds import KINDS, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.blocks import Block
    from briefing.model.content import Node

_MADE_OF = {
    layout: frozenset(kind.name for kind in KINDS.values() if kind.layout == layout)
    for layout, needs in LAYOUTS.items()
    if needs
} | ASKED_FOR
"""The kinds of which a layout needs one."""
_DARK = frozenset({"title", "section"})
_NOT_WORDS = frozenset().union(*_MADE_OF.values())

_ALONE = frozenset(block.kind for block in BLOCKS.values() if block.within == (SECTION,))
"""Slides and cards: no other block holds them, and they hold no other of them."""
_OPEN = frozenset({"group", "subsection"})
"""Kinds that give blocks a condition or a heading, but are not blocks themselves."""
_NO_LINE = PARTS | frozenset(CARD_PARTS)
"""Of a card, what is not its line to take."""
_COLUMNS = 2
_MOST_STATIONS = {
    "timeline": ("dl", "entry", "definitions", 6),
    "process": ("ol", "li", "steps", 5),
}
"""Of layouts whose list stands in a row: kind of the list and its parts, what messages call them,
and how many there is room for."""
_LISTS = frozenset({"ul", "ol", "dl"})


def check_slides_and_cards(blocks: Iterable[Node], path: str) -> Iterator[Finding]:
    """Report faults in slides and cards that show only when a whole section is read."""
    for block in blocks:
        yield from _check(block, (), path)


def _check(node: Node, around: tuple[str, ...], path: str) -> Iterator[Finding]:
    """Report faults of ``node`` and of all below it.

    ``around`` are the kinds of the blocks that hold the node, outermost first.
    """
    place = Location(path, node.line)
    block = BY_KIND.get(node.kind)
    if block is not None:
        yield from _misplaced(block, around, place)
        if not block.footnotes and all(_has_footnotes(kind) for kind in around):
            yield from _footnotes(node, place)
    if node.kind == "slide":
        yield from _check_slide(node, place)
    if node.kind == "qa":
        yield from _check_card(node, place)
    within = around if node.kind in _OPEN else (*around, node.kind)
    for child in node.nodes:
        yield from _check(child, within, path)


def _has_footnotes(kind: str) -> bool:
    return kind not in BY_KIND or BY_KIND[kind].footnotes


def _misplaced(block: Block, around: tuple[str, ...], place: Location) -> Iterator[Finding]:
    """Report a block that no format would print where it stands."""
    name = f"“/// {block.name}”"
    homes = tuple(home for home in block.within if home != SECTION)
    holder = next((kind for kind in reversed(around) if kind in _ALONE), "")
    if homes and SECTION not in block.within and holder not in homes:
        message = f"{name} outside “/// {homes[0]}”"
        hint = f"move it into the “/// {homes[0]}” it belongs to"
    elif not block.within or not around or around[-1] in homes:
        return
    elif holder and holder not in homes:
        message = f"{name} inside “/// {holder}”"
        hint = f"close the “/// {holder}” before it"
    else:
        message = f"{name} inside another block"
        message += f" of “/// {holder}”" if holder else ""
        hint = "close that block before it; only “/// audience” may surround it"
    yield Finding(place, "B204", message, hint)


def _footnotes(node: Node, place: Location) -> Iterator[Finding]:
    for inner in node.walk():
        if inner.kind == "footnote":
            line = replace(place, line=inner.line or place.line)
            message = f"footnotes are not supported in “/// {node.kind}”"
            yield Finding(line, "B205", message, "write it as text, or leave it to the pack")


def _check_card(node: Node, place: Location) -> Iterator[Finding]:
    """Report a card without a line to take, or with headings in it."""
    parts = list(_card_parts(node))
    if all(part.kind in _NO_LINE for part in parts):
        message = "this question has no line to take"
        yield Finding(place, "B204", message, "write first what may be said to everybody")
    for inner in node.walk():
        if inner.kind == "subsection":
            line = replace(place, line=inner.line or place.line)
            message = "a heading inside “/// qa”"
            yield Finding(line, "B208", message, "write another “/// qa”: a card has one question")


def _card_parts(node: Node) -> Iterator[Node]:
    """Yield the parts of an answer, those inside groups too."""
    for child in node.children:
        if not isinstance(child, str):
            yield from _card_parts(child) if child.kind == "group" else (child,)


def _check_slide(node: Node, place: Location) -> Iterator[Finding]:
    layout = node.get("layout")
    if layout and layout not in LAYOUTS:
        message = f'unknown slide layout "{layout}"'
        yield Finding(place, "B204", message, nearest(layout, LAYOUTS))
    minutes = node.get("minutes")
    if minutes and not _is_time(minutes):
        message = f'"{minutes}" is not a valid number of minutes'
        yield Finding(place, "B204", message, "write a number up to 120: “    minutes: 1.5”")
    kinds = {inner.kind for inner in _shown(node)}
    if layout in _MADE_OF and not kinds & _MADE_OF[layout]:
        message = f"“layout: {layout}” needs {LAYOUTS[layout]} on the slide"
        hint = "remove the layout: it follows from the content"
        if layout in ASKED_FOR:
            hint = f"write {LAYOUTS[layout]} on it, or remove the layout"
        yield Finding(place, "B204", message, hint)
    if layout in _DARK and kinds & _NOT_WORDS:
        message = f"“layout: {layout}” is for text only, but this slide holds more"
        yield Finding(
            place, "B204", message, "put figures, numbers, tables and quotes on another slide"
        )
    yield from _stations(node, layout, place)
    if layout in PHOTOGRAPHS:
        yield from _photograph(node, layout, place)
    if node.flagged("build") and not kinds & _LISTS:
        message = "“build” shows the items of a list one after the other, but there is no list"
        yield Finding(place, "B204", message, "write a list on the slide, or remove “build”")
    columns = sum(inner.kind == "column" for inner in _shown(node))
    if columns and columns != _COLUMNS:
        message = f"a slide must have two columns; this one has {columns}"
        yield Finding(place, "B204", message, "write “//// column” twice in it, or not at all")


def _photograph(node: Node, layout: str, place: Location) -> Iterator[Finding]:
    """Report what stands on a slide that a photograph fills and has no place there."""
    figures = [inner for inner in _shown(node) if inner.kind == "figure"]
    if len(figures) > 1:
        message = f"“layout: {layout}” has a place for one figure; this slide has {len(figures)}"
        yield Finding(place, "B204", message, "give each a slide of its own")
    for figure in figures:
        line = replace(place, line=figure.line or place.line)
        if any(inner.kind == "chart" for inner in figure.walk()) or _is_drawing(figure.get("src")):
            message = f"“layout: {layout}” cuts a photograph to its place, but this is a drawing"
            yield Finding(line, "B204", message, "take the layout away: drawings are shown whole")
        if figure.get("focus") and figure.get("focus") not in FOCUS:
            message = f'unknown focus "{figure.get("focus"):.20}"'
            yield Finding(line, "B204", message, nearest(figure.get("focus"), FOCUS))
    if layout == "full-bleed" and any(block.kind != "figure" for block in _blocks(node)):
        message = "“layout: full-bleed” has no place for anything but its figure"
        yield Finding(place, "B204", message, "write “layout: picture”, which has text beside it")


def _blocks(node: Node) -> Iterator[Node]:
    """Yield what stands on a slide, without its title, its source and what is said to it."""
    for child in node.nodes:
        if child.kind == "group":
            yield from _blocks(child)
        elif child.kind not in PARTS | BLOCKS["slide"].emptied.aside:
            yield child


def _stations(node: Node, layout: str, place: Location) -> Iterator[Finding]:
    """Report a timeline or process with too few or too many stations to stand side by side."""
    if layout not in _MOST_STATIONS:
        return
    kind, part, called, most = _MOST_STATIONS[layout]
    lists = [inner for inner in _shown(node) if inner.kind == kind]
    count = sum(child.kind == part for child in lists[0].nodes) if lists else 2
    if not 2 <= count <= most:
        message = f"a {layout} has from two to {most} {called} side by side; this one has {count}"
        yield Finding(place, "B204", message, "divide it over two slides, or write a plain list")
    for entry in lists[0].nodes if layout == "timeline" and lists else ():
        if [part.kind for part in entry.nodes] != ["dt", "dd"]:
            line = replace(place, line=entry.line or place.line)
            message = "a station of a timeline has one term and one meaning"
            yield Finding(line, "B204", message, "write “When” and, on the next line, “: what”")


def _shown(node: Node) -> Iterator[Node]:
    """Yield the nodes below a slide, without speaker's notes."""
    for child in node.children:
        if not isinstance(child, str) and child.kind != "notes":
            yield child
            yield from _shown(child)


def _is_drawing(source: str) -> bool:
    """Return whether a file is a drawing or a chart, by its name."""
    return source.lower().endswith((".svg", ".yaml", ".yml", ".json"))


def _is_time(text: str) -> bool:
    try:
        return 0 < float(text) <= 120  # two hours for one slide is a typing error
    except ValueError:
        return False
