"""Photographs that went to the side column by themselves, where it has less room than they need.

Nobody has asked for their place, so nobody is told that they could not have it: they are set
smaller in steps, and only then do they stand in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTRAIT = "figure portrait"
"""Class of a figure that went beside the text by itself."""
_STEPS = (0.86, 0.72)
"""Sizes, as shares of the one it has at first."""
_TAKEN = "data-smaller"
_LENGTH = re.compile(r"(width|height): ([\d.]+)pt")


def is_portrait(side: Any) -> bool:
    """Return whether the one thing in a side box is a photograph that came there by itself."""
    return len(side) == 1 and side[0].get("class") == PORTRAIT


def set_smaller(side: Any) -> bool:
    """Set the photograph in a side box a step smaller; return whether there is such a step."""
    if not is_portrait(side):
        return False
    taken = int(side.get(_TAKEN, "0"))
    if taken == len(_STEPS):
        _scale(side, 1 / _STEPS[-1])
        side.set(_TAKEN, str(taken + 1))
        return False
    if taken > len(_STEPS):
        return False
    by = _STEPS[taken] / (_STEPS[taken - 1] if taken else 1)
    _scale(side, by)
    side.set(_TAKEN, str(taken + 1))
    return True


def _scale(side: Any, by: float) -> None:
    for element in _sized(side):
        style = _LENGTH.sub(lambda m: f"{m[1]}: {float(m[2]) * by:.1f}pt", element.get("style"))
        element.set("style", style)


def _sized(side: Any) -> Iterator[Any]:
    """Yield the picture, and its credit, which is as wide."""
    for element in side.iter():
        if element.tag in {"img", "p"} and _LENGTH.search(element.get("style") or ""):
            yield element
