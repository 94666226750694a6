"""What patches note on a style of the engine.

A style is a dictionary of computed values that all boxes of an element share, so that whatever
follows from these values alone has to be found once for each style. From layout on, the engine sets
values only in copies of a style that it has just made: of flex and grid items, of cells whose
height is found, of a first line or letter. So nothing is ever noted on a copy. (That it stays with
copies is tested over generated texts, with styles that refuse to be changed once they have notes.)

For WeasyPrint: where ``copy`` is called to change a value or two, an `AnonymousStyle` with these
values would do, and styles could be frozen after the boxes are built.
"""

from __future__ import annotations

from typing import Any

from briefing.typeset.engine_internals import AnonymousStyle, ComputedStyle
from briefing.typeset.engine_patches.replacement import Replacement

_NAME = "engine_patch_notes"
_KINDS = frozenset({ComputedStyle, AnonymousStyle})


class Notes:
    """What is noted on one style; None is what nobody has looked for."""

    __slots__ = ("pango", "sizes", "strut", "text")

    def __init__(self) -> None:
        self.sizes: Any = None
        self.pango: Any = None
        self.strut: Any = None
        self.text: Any = None


def notes_of(style: Any) -> Notes | None:
    """Return the notes on a style; None for a copy, and for a style of a kind of its own."""
    try:
        notes: Notes | None = style.__dict__[_NAME]
    except KeyError:
        notes = style.__dict__[_NAME] = Notes() if type(style) in _KINDS else None
    return notes


def _without_notes(copy: Any) -> Any:
    """Return a ``copy`` of styles on whose results nothing is noted: they are changed later."""

    def copied(style: Any) -> Any:
        made = copy(style)
        made.__dict__[_NAME] = None
        return made

    return copied


PATCHES = tuple(Replacement([(kind, "copy")], _without_notes) for kind in _KINDS)
