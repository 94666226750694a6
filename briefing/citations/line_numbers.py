"""On which line of a file a place in its text is, for thousands of places."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache


def line_at(text: str, at: int) -> int:
    """The line of a place in a text, from 1."""
    return bisect_left(_ends(text), at) + 1


@lru_cache(maxsize=1)
def _ends(text: str) -> list[int]:
    return [match.start() for match in re.finditer("\n", text)]
