"""Captions: what is said of a table or figure stands in one element (ISO 32000-1, 14.8.4.3.4).

On paper the number and title stand above, a note and the source below. In the tags all of it is one
``Caption``, the first kid of its ``Table``. That of a ``Figure`` stands right before it, in a
``Div`` with it: the alternative description of an element is that of its kids as well (ISO 32000-1,
14.9.3). Readers who are told it are not told what is inside, nor can they follow the links there.

Where a block holds more than one table, nothing changes its place: the caption of the last is its
last kid. `briefing.model.node_text` has the text of blocks in the same order.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import Element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.pdf.tags.tree import Kid

ROLE = "caption"
"""The ``role`` attribute (WAI-ARIA 1.2) of what belongs to a caption."""


def gather(block: Element) -> Element:
    """Return what replaces ``block`` once the captions of the tables and figures in it are made.

    A block that holds nothing but one table is replaced by it.
    """
    said = [kid for kid in block.elements() if _is_caption(kid)]
    shown = [kid for kid in block.elements() if kid.role in {"Table", "Figure"}]
    if said and any(kid.role == "Figure" for kid in shown):
        block.kids = [_caption(said), *(kid for kid in block.kids if kid not in said)]
    elif said and shown:
        _caption_tables(block, shown[0], shown[-1])
    alone = shown == block.kids and [kid.role for kid in shown] == ["Table"]
    return _in_place_of(block, shown[0]) if alone else block


def _caption_tables(block: Element, first: Element, last: Element) -> None:
    """Give its caption to the first table of a block, and to the last."""
    above = list(takewhile(_is_caption, reversed(block.kids[: block.kids.index(first)])))[::-1]
    below = list(takewhile(_is_caption, block.kids[block.kids.index(last) + 1 :]))
    held = len(above) + 1 + len(below) == len(block.kids)
    if first is last and held:
        first.kids = [_caption(above + below), *first.kids]
    else:
        first.kids = [_caption(above), *first.kids] if above else first.kids
        below = [] if above and first is last else below
        last.kids = [*last.kids, _caption(below)] if below else last.kids
    block.kids = [kid for kid in block.kids if kid not in above and kid not in below]


def _caption(parts: Sequence[Kid]) -> Element:
    inside: list[Kid] = []
    for part in parts:
        of_figure = isinstance(part, Element) and part.role == "Caption"
        inside += part.kids if of_figure and isinstance(part, Element) else [part]
    return Element("Caption", inside)


def _is_caption(kid: Kid) -> bool:
    if not isinstance(kid, Element):
        return False
    return kid.role == "Caption" or (kid.note is not None and kid.note.role == ROLE)


def _in_place_of(block: Element, only: Element) -> Element:
    """Return the only kid of ``block`` with what was said of the block: its id and language."""
    only.language = only.language or block.language
    if only.note and block.note and not only.note.anchor:
        only.note = replace(only.note, anchor=block.note.anchor)
    return only
