"""Sets lines that are heard as a page to read or print: roles at the left, words beside them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.listen.speech import Line

_GUTTER = 12
"""Characters at the left, for roles."""


def set_lines(lines: Iterable[Line], width: int = 96) -> Iterator[str]:
    """Yield the lines of a page of at most ``width`` characters.

    A heading has an empty line before it. What stands in lists is moved to the right.
    """
    for line in lines:
        if line.role.startswith("heading"):
            yield ""
        indent = " " * (_GUTTER + 2 * line.depth)
        head = f"{line.role:<{_GUTTER}}"
        set_text = textwrap.wrap(
            line.text,
            max(width, len(indent) + 20),
            initial_indent=head + indent[_GUTTER:],
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from set_text or [head.rstrip()]
