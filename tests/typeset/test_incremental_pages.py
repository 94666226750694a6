"""After an edit, only pages that it reaches are laid out, and the result is as if all were."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.files.themes import Theme, load_theme
from briefing.typeset.weasyprint_engine import typeset
from support.flowing import SQUARE, CountingShelf, FlowingText

if TYPE_CHECKING:
    from briefing.model.output import TypesetFragment

SEEDS = range(10)
BLOCKS = 30
EDITS = 22
"""Of each seed: more than 200 in all."""


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme that is shipped."""
    return load_theme("institution")


def laid_out(text: FlowingText, shelf: CountingShelf | None = None) -> TypesetFragment:
    """The text on paper."""
    return typeset(text.fragment(), (SQUARE,), theme().assets, shelf)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_an_edit_all_is_as_if_laid_out_anew(seed: int) -> None:
    """Whatever is edited."""
    text = FlowingText.written(Random(seed), BLOCKS)
    shelf = CountingShelf()
    laid_out(text, shelf)
    for number in range(EDITS):
        done = text.edit()
        assert laid_out(text, shelf) == laid_out(text), f"edit {number}: {done}"
