"""Captions: what is said of a table or figure stands in one element (ISO 32000-1, 14.8.4.3.4).

On paper the number and title stand above, a note and the source below. In the tags all of it is one
``Caption``, the first kid of its ``Table``. That of a ``Figure`` stands right before it, in a
``Div`` with it: the alternative description of an element is that of its kids as well (ISO 32000-1,
14.9.3). Readers who are told it are not told what is inside, nor can they follow the links there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import Element

if TYPE_CHECKING:
    from briefing.pdf.tags.tree import Kid

ROLE = "caption"
"""The ``role`` attribute (WAI-ARIA 1.2) of what belongs to a caption."""


def gather(block: Element) -> Element:
    """Return what replaces ``block`` once the captions of the tables and figures in it are made.

    Of several tables, the first has what is said above it, the last all else. A block that holds
    nothing but one table or figure is replaced by it.
    """
    said = [kid for kid in block.elements() if _is_caption(kid)]
    shown = [kid for kid in block.elements() if kid.role in {"Table", "Figure"}]
    if said and shown:
        others = [kid for kid in block.kids if kid not in said]
        if any(kid.role == "Figure" for kid in shown):
            block.kids = [_caption(said), *others]
        else:
            first, last = block.kids.index(shown[0]), shown[-1]
            above = [kid for kid in said if block.kids.index(kid) < first or shown[0] is last]
            below = [kid for kid in said if kid not in above]
            block.kids = others
            for table, parts in ((shown[0], above), (last, below)):
                table.kids = [_caption(parts), *table.kids] if parts else table.kids
    only = shown[0] if len(block.kids) == 1 and shown == block.kids else None
    return _in_place_of(block, only) if only else block


def _caption(parts: list[Element]) -> Element:
    inside: list[Kid] = []
    for part in parts:
        inside += part.kids if part.role == "Caption" else [part]
    return Element("Caption", inside)


def _is_caption(kid: Element) -> bool:
    return kid.role == "Caption" or (kid.note is not None and kid.note.role == ROLE)


def _in_place_of(block: Element, only: Element) -> Element:
    """Return the only kid of ``block`` with what was said of the block: its id and language."""
    only.language = only.language or block.language
    if only.note and block.note and not only.note.anchor:
        only.note = replace(only.note, anchor=block.note.anchor)
    return only
