"""Random edits of texts that flow: after each, pages that were stored are as if laid out anew.

A step is a text of its own and 25 edits of it; every fourth runs through columns. Each time it is
typeset twice, with pages taken from a shelf that has seen all versions before, and whole: both must
be the same, byte for byte, page facts and findings too. The last version is bound from both, and
must be one PDF.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

from briefing.files.themes import Theme, load_theme
from briefing.typeset.weasyprint_engine import typeset
from support.audit import Outcome
from support.flowing import SQUARE, CountingShelf, FlowingText
from support.flowing_columns import ColumnText
from support.fragments import FONT_FILES, bind, furniture
from support.fragments import typeset as typeset_small
from support.packs import INFO

FULL = 200
_EDITS = 25
_BLOCKS = (4, 12)
_MANY_BLOCKS = (24, 40)
"""Of every twentieth text."""


@lru_cache(maxsize=2)
def _theme(name: str) -> Theme:
    return load_theme(name)


def examine(seed: int, index: int) -> Outcome:
    """Edit a text, and compare."""
    random = Random(f"{seed}.{index}")
    blocks = _BLOCKS if index % 20 else _MANY_BLOCKS
    kind, theme = FlowingText, _theme("institution")
    if index % 4 == 3:
        kind, theme = ColumnText, _theme("columns")
    text, shelf = kind.written(random, random.randint(*blocks)), CountingShelf()
    if index % 5 == 0 and kind is FlowingText:
        text.size = "A5"  # as the furniture
    faults: list[str] = []
    pages = taken = 0
    typeset(text.fragment(), (SQUARE,), theme.assets, shelf)
    for number in range(_EDITS):
        done = text.edit()
        fragment, shelf.found = text.fragment(), 0
        some, whole = (typeset(fragment, (SQUARE,), theme.assets, s) for s in (shelf, None))
        pages += len(whole.pages)
        taken += some.taken
        if not whole.pages:  # both may fail alike: that is no proof of anything
            [*_, failed] = whole.findings
            faults.append(f"seed {seed}, text {index}, edit {number} ({done}): {failed.message}")
        elif some != whole:
            faults.append(
                f"seed {seed}, text {index}, edit {number} ({done}): not as laid out whole"
            )
    if text.size == "A5" and not faults:
        files = FONT_FILES | {asset.url: asset.data for asset in theme.assets}
        back = "".join(f"<p id=pack.src.{n}>Source</p>" for n in range(5))
        parts = [typeset_small("back", back)]
        over = furniture(len(whole.pages) + 1)
        both = [bind([p, *parts], over, (), INFO, font_files=files).pdf for p in (some, whole)]
        if both[0] != both[1]:
            faults.append(f"seed {seed}, text {index}: not the same PDF")
    counts = {"edits": _EDITS, "pages": pages, "pages laid out": pages - taken}
    return Outcome(counts, tuple(faults))
