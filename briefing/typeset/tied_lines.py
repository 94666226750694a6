"""Lines that end with a no-break space, as one does before the last word of a paragraph.

Pango lets that space hang over the end of a line, as if it were any other. WeasyPrint takes it for
a line that does not fit and has no place to break at, and breaks it behind its first word: “Put”
stood in a line of its own. Text that fits but for that space is handed back whole here; what
follows does not fit behind it, and the engine then looks for the last place to break at.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from briefing.typeset.weasyprint_library import inline_layout

_NO_BREAK = "\N{NO-BREAK SPACE}"


@cache
def install() -> None:
    """Have lines that end with a no-break space broken where they can be. To call it again changes
    nothing."""
    inline_layout.split_first_line = _with_hanging_space(inline_layout.split_first_line)


def _with_hanging_space(split_first_line: Any) -> Any:
    """Return a ``split_first_line`` that lets a no-break space hang at the end of a text."""

    def split(text: str, style: Any, context: Any, max_width: Any, *more: Any, **named: Any) -> Any:
        found = split_first_line(text, style, context, max_width, *more, **named)
        if max_width is None or found[2] is None or not text.endswith(_NO_BREAK):
            return found
        bare = text.rstrip(_NO_BREAK)
        fits = split_first_line(bare, style, context, max_width, *more, **named)
        if fits[2] is not None or fits[3] > max_width:
            return found
        return split_first_line(text, style, context, None, *more, **named)

    return split
