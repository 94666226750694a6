"""Which part of a section each format is made of, and how its editions can be set up."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.edition import PrintOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Section

SHAPES = ("16:9", "4:3")
PER_PAGE = ("1", "2", "3", "4", "6", "9", "notes", "outline")
ORDERS = ("horizontal", "vertical")
CARDS = ("a6", "a5")
DUPLEX = ("", "long", "short")

SLIDE_FORMATS = frozenset({"slides", "handout", "notes"})

_MADE_OF = {"slides": "slide", "handout": "slide", "cards": "qa"}


def read_formats(format_: str, print_options: PrintOptions, *, owns_notes: bool) -> frozenset[str]:
    """The formats whose blocks an edition holds: a handout with notes holds those of both."""
    with_notes = format_ == "handout" and print_options.per_page == "notes" and owns_notes
    return frozenset({format_, "notes"} if with_notes else {format_})


def restrict_to_format(section: Section, formats: frozenset[str]) -> Section | None:
    """What of a section the formats are made of, before it is cut for a reader; None for nothing.

    What is left out here is not withheld: it is the text of another format. A section without
    slides stays whole, as a slide is made of it, unless it says that it wants none.
    """
    if formats & SLIDE_FORMATS and not _holds(section.blocks, "slide"):
        return section if section.slide else None
    if "pack" in formats:
        return section
    if "notes" in formats:  # its slides may all be for other readers, and then none is made of it
        return replace(section, slide=False)
    [kind] = {_MADE_OF[name] for name in formats}
    blocks = tuple(_only(section.blocks, kind))
    return replace(section, blocks=blocks) if blocks else None


def outside_format(section: Section, formats: frozenset[str]) -> Iterator[Node]:
    """The blocks of a section that `restrict_to_format` leaves out."""
    part = restrict_to_format(section, formats)
    if part is None:
        yield from section.blocks
    elif part.blocks is not section.blocks:
        [kind] = {_MADE_OF[name] for name in formats}
        yield from _without(section.blocks, kind)


def print_options_of(format_: str) -> Iterator[PrintOptions]:
    """Every way to set up editions of a format, the usual one first."""
    usual = PrintOptions()
    choices = {
        "slides": (SHAPES, (usual.per_page,), (usual.order,), (usual.card,), (usual.duplex,)),
        "notes": (SHAPES, (usual.per_page,), (usual.order,), (usual.card,), (usual.duplex,)),
        "handout": (SHAPES, PER_PAGE, ORDERS, (usual.card,), (usual.duplex,)),
        "cards": ((usual.shape,), (usual.per_page,), (usual.order,), CARDS, DUPLEX),
    }
    for values in product(*choices.get(format_, ())):
        yield PrintOptions(*values) if values else usual


def file_suffix(format_: str, print_options: PrintOptions) -> str:
    """The format and its set-up in a file name: ``handout-3up``, ``cards-a5-duplex-long``."""
    parts = [format_]
    if format_ == "handout":
        parts.append(
            f"{print_options.per_page}up"
            if print_options.per_page.isdigit()
            else print_options.per_page
        )
        parts += ["vertical"] if print_options.order == "vertical" else []
    elif format_ == "cards":
        parts += [print_options.card] if print_options.card != "a6" else []
        parts += [f"duplex-{print_options.duplex}"] if print_options.duplex else []
    if format_ in SLIDE_FORMATS and print_options.shape != "16:9":
        parts.append(print_options.shape.replace(":", "x"))
    return "-".join(parts)


def _holds(nodes: Iterable[Node | str], kind: str) -> bool:
    return any(isinstance(n, Node) and any(i.kind == kind for i in n.walk()) for n in nodes)


def _only(nodes: Iterable[Node | str], kind: str) -> Iterator[Node]:
    """The nodes of a kind, in groups with the conditions of what is around them: its headings and
    numbers are those of another format."""
    for node in nodes:
        if not isinstance(node, Node):
            continue
        if node.kind == kind:
            yield node
        elif inner := tuple(_only(node.children, kind)):
            yield replace(node, kind="group", attributes=(), children=inner)


def _without(nodes: Iterable[Node | str], kind: str) -> Iterator[Node]:
    """The largest nodes that are not of a kind and hold none of it."""
    for node in nodes:
        if isinstance(node, Node) and node.kind != kind:
            if _holds([node], kind):
                yield from _without(node.children, kind)
            else:
                yield node
