"""Tables of all shapes, typeset in pieces and whole: the same lines, the same pages and tags."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from support.audit import Outcome
from support.tables import make, printed, write_tables
from support.tagged import read_tags, told

FULL = 60
"""Steps of a whole run, each of one text."""


def examine(seed: int, index: int) -> Outcome:
    """Typeset a text with long tables both ways; a fault names the page that differs first."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = write_tables(folder, seed * 1_000 + index)
        whole = make(folder, 0)
        try:
            pieces = make(folder, 20)
        except AssertionError as refused:
            fault = f"write_tables({seed * 1_000 + index}): refused in pieces: {refused}"
            return Outcome(Counter(texts=1, rows=rows), (fault,))
    counts = Counter(texts=1, rows=rows, pieces=sum(bool(f.piece) for f in pieces.fragments))
    first, second = printed(whole.pdf), printed(pieces.pdf)
    faults = [
        f"write_tables({seed * 1_000 + index}): page {number} differs"
        for number, (one, other) in enumerate(zip(first, second, strict=False), start=1)
        if one != other
    ][:1]
    if len(first) != len(second):
        faults.append(
            f"write_tables({seed * 1_000 + index}): {len(second)} pages, not {len(first)}"
        )
    if [*told(read_tags(whole.pdf))] != [*told(read_tags(pieces.pdf))]:
        faults.append(f"write_tables({seed * 1_000 + index}): tags differ")
    return Outcome(counts, tuple(faults))
