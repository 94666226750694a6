"""Series that touch: a line of paper between them, so that they are told apart without colours.

Neighbours in a stack or a map of cells may have colours that do not differ by 3:1 (WCAG 2.2,
1.4.11); no palette has five of which each pair does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAPER = "#ffffff"
_WIDTH = 0.6
"""Of the line, in pt; half of it lies over each of two neighbours."""
_TOUCHING = frozenset(("arc", "area", "bar", "rect"))
_COLOURS = frozenset(("color", "fill"))
_LISTS = ("layer", "hconcat", "vconcat", "concat")


def set_apart(spec: dict[str, Any], above: Mapping[str, Any] | None = None) -> None:
    """Give the marks of a spec that may touch, and have colours by a field, an outline of paper.

    What the author says of their stroke stands.

    Args:
        spec: a spec, or a part of one; it is changed.
        above: the channels that it has from what is around it.
    """
    own = spec.get("encoding")
    encoding = {**(above or {}), **(own if isinstance(own, dict) else {})}
    for name in _LISTS:
        for part in spec.get(name, ()) if isinstance(spec.get(name), list) else ():
            set_apart(part, encoding)
    if isinstance(spec.get("spec"), dict):
        set_apart(spec["spec"], encoding)
    given = spec.get("mark")
    mark = given if isinstance(given, dict) else {"type": given}
    coloured = any(isinstance(encoding.get(name), dict) for name in _COLOURS)
    if mark.get("type") in _TOUCHING and coloured and not _has_outline(mark, encoding):
        spec["mark"] = {**mark, "stroke": _PAPER, "strokeWidth": _WIDTH}


def _has_outline(mark: Mapping[str, Any], encoding: Mapping[str, Any]) -> bool:
    said = ("stroke", "strokeWidth", "filled", "line", "style")
    return any(name in mark for name in said) or "stroke" in encoding
