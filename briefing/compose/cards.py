"""Question cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model import Briefing, Composition, Selection
    from briefing.themes import Theme


def compose_cards(briefing: Briefing, selection: Selection, theme: Theme) -> Composition:
    raise NotImplementedError
