"""The sandbox in which layouts are rendered: they may be anybody's, as content is.

Jinja's sandbox keeps a layout from what lies behind its values. This one also keeps it from making
texts and numbers without end, and from what is another each time.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_LETTERS = 100_000
"""Letters or items of what is multiplied."""
_MOST_POWER = 1000.0
_WIDE = re.compile(r"\d{5,}|\*")
"""Widths of a format that fill memory."""
_REMOVED = frozenset({"center", "indent", "random", "shuffle", "wordwrap", "pprint"})
"""Filters that layouts have no use for: they pad without limit, or differ each time."""


class LayoutSandbox(ImmutableSandboxedEnvironment):
    """An environment for layouts of any origin."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **settings: Any) -> None:
        """Prepare it.

        Args:
            settings: As for `jinja2.Environment`.
        """
        super().__init__(**settings)
        self.globals.pop("lipsum", None)  # draws lots
        for name in _REMOVED:
            self.filters.pop(name, None)
        self.filters["format"] = _formatted

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply, or raise to a power, what stays small; raises SecurityError."""
        if operator == "**":
            if not all(isinstance(n, int | float) and abs(n) <= _MOST_POWER for n in (left, right)):
                raise SecurityError("a power that is too large")
        else:
            sized = [n for n in (left, right) if isinstance(n, str | list | tuple)]
            times = next((n for n in (left, right) if isinstance(n, int)), 0)
            if sized and len(sized[0]) * max(times, 0) > _MOST_LETTERS:
                raise SecurityError("a text or list that is too long")
        return super().call_binop(context, operator, left, right)


def _formatted(value: str, *args: Any, **named: Any) -> str:
    """Return a text with values in it, as Jinja's own filter does, but none that is padded."""
    if _WIDE.search(value):
        raise SecurityError("a format that is too wide")
    return type(value)(value) % (named or args)
