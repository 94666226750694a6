"""The height and baseline of a line, found once for each style.

WeasyPrint keeps them by a text that it writes of twenty properties, anew for each box of each line;
to write it takes longer than all that follows. Here they are noted on the style as well.

Measured: ×0.86 of the processor time of typesetting with the others in place, median of 7
alternated runs over fragments of the shipped briefing, on a busy machine: single runs were up to a
quarter off.

It steps aside for line heights that are calculated, for styles of a kind of their own, and for
copies of styles, in which the engine sets values (`briefing.typeset.engine_patches.style_notes`).
What the engine keeps by text is never dropped, so that it would find the same each time.

For WeasyPrint: ``strut`` could keep its result on the style, or make its key once for each.
"""

from __future__ import annotations

from typing import Any

from briefing.typeset.engine_internals import check_math, computed_values, units
from briefing.typeset.engine_patches.replacement import Replacement
from briefing.typeset.engine_patches.style_notes import notes_of
from briefing.typeset.weasyprint_library import inline_layout, line_break


def _by_style(strut: Any) -> Any:
    """Return a ``strut`` that measures each style once."""

    def measured(style: Any) -> tuple[float, float]:
        notes = notes_of(style)
        if notes is None or notes.strut is None:
            found: tuple[float, float] = strut(style)
            if notes is not None and not check_math(style["line_height"]):
                notes.strut = found
            return found
        kept: tuple[float, float] = notes.strut
        return kept

    return measured


PATCH = Replacement(
    [(holder, "strut") for holder in (line_break, inline_layout, units, computed_values)],
    _by_style,
)
