"""Texts by chance, typeset with the patches that save time and without: the same bytes.

A step is eight texts, one after the other in one process, so that what is remembered of one may be
used in the next: of all that a layout knows, of columns, and one that flows and is edited, whose
pages are taken from a shelf where they can be. Where the engine fails at a text (endless recursion
of what nobody writes), it has to fail without the patches too.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from briefing.files.themes import Theme, load_theme
from briefing.typeset import engine_patches
from briefing.typeset.weasyprint_engine import typeset
from support.audit import Outcome
from support.columns import columns_fragment
from support.flowing import CountingShelf, FlowingText
from support.rich_html import SQUARE, rich_fragment

if TYPE_CHECKING:
    from briefing.model.composition import Fragment

FULL = 300
_EDITS = 4


@lru_cache(maxsize=1)
def _theme() -> Theme:
    return load_theme("institution")


def examine(seed: int, index: int) -> Outcome:
    """Typeset texts both ways, and compare."""
    number = seed * 1_000_000 + index * 2
    faults, pages, shelf = [], 0, CountingShelf()
    for count, fragment in enumerate(_texts(number)):
        made = typeset(fragment, (SQUARE,), _theme().assets, shelf if fragment.tagged else None)
        with engine_patches.uninstalled():
            plain = typeset(fragment, (SQUARE,), _theme().assets)
        pages += len(plain.pages)
        failed = all(any(f.code == "B502" for f in both.findings) for both in (made, plain))
        if made != plain and not failed:
            faults.append(f"seed {seed}, step {index}, text {count}: not as without the patches")
    return Outcome({"texts": count + 1, "pages": pages}, tuple(faults))


def _texts(number: int) -> list[Fragment]:
    flowing = FlowingText.written(Random(number), 14)
    edited = []
    for _ in range(_EDITS):
        edited.append(flowing.fragment())
        flowing.edit()
    made = [make(number + n) for n in range(2) for make in (rich_fragment, columns_fragment)]
    return [*made, *edited]
