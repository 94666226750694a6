"""Patterns of hyphenation, each taken apart when a word first has it.

Pyphen takes all patterns of a language apart before it hyphenates the first word: 11,000 for
English, of which a text has some hundreds. Here a dictionary is read by its letters at once, and a
pattern stays as it is written until it is looked up.

Measured: 30 ms less of each new process with the engine, of 36.

It steps aside for dictionaries with more than plain patterns: alternative spellings, characters in
hexadecimal digits.

For Pyphen: to take a pattern apart in ``positions``, and keep it.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

import pyphen

from briefing.typeset.engine_patches.replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    _Pattern = tuple[int, tuple[int, ...]]

_WITHOUT_DIGITS = str.maketrans("", "", "123456789")
_HARD = re.compile(r"\^\^|[/=]|[^\D1-9]")
"""What only the library's own reading understands."""
_PARTS = re.compile(r"(\d?)(\D?)")


class Patterns(dict[str, Any]):
    """Patterns by their letters; one that nobody has looked up is a line of the dictionary."""

    def get(self, letters: str, default: Any = None) -> Any:
        """Return where a pattern begins, and its values."""
        found = super().get(letters, default)
        if isinstance(found, str):
            found = self[letters] = _apart(found)
        return found


def _apart(line: str) -> _Pattern:
    """Return a pattern as the library does: where its first value is that is not 0, and all up to
    the last."""
    values = [int(digit or "0") for digit, _ in _PARTS.findall(line)]
    used = [place for place, value in enumerate(values) if value]
    return used[0], tuple(values[used[0] : used[-1] + 1])


def _read(path: Path) -> Patterns | None:
    """Return the patterns of a dictionary; None for one that is not plain."""
    with path.open("rb") as file:
        encoding = file.readline().decode().strip()
    if encoding.lower().startswith("microsoft"):
        return None
    lines = [line.strip() for line in path.read_text(encoding).split("\n")[1:]]
    lines = [line for line in lines if line and not line.startswith(pyphen.ignored)]
    joined = "\n".join(lines)
    if _HARD.search(joined):
        return None
    letters = joined.translate(_WITHOUT_DIGITS).split("\n")
    pairs = zip(letters, lines, strict=True)
    return Patterns((key, line) for key, line in pairs if key != line)  # else it divides nowhere


def _around(old: Callable[[Any, Path], None]) -> Callable[[Any, Path], None]:
    @wraps(old)
    def read_dictionary(self: Any, path: Path) -> None:
        patterns = _read(path)
        if patterns is None:
            old(self, path)
            return
        self.patterns = patterns
        self.cache = {}
        self.maxlen = max(map(len, patterns))

    return read_dictionary


PATCH = Replacement([(pyphen.HyphDict, "__init__")], _around)
