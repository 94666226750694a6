"""What a theme says of running text that its words depend on: its columns, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text stands on its pages, as far as resolving must know."""

    one_column: bool = False
    """Whether boxes stand in the text, so that figures in them are numbered where they are read."""
    numbered_paragraphs: bool = False
    """Whether paragraphs of running text have numbers."""


AS_USUAL = TextForm()
"""Two columns, and no numbers."""
