"""A desk with the briefing that flows, whose edits are in paragraphs that all packs print."""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING

import flowing
from desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FlowingDesk(Desk):
    """The same as for any briefing but for the words that are changed."""

    def change_a_word(self, number: int) -> str:
        """As `Desk.change_a_word` does."""
        path, text = flowing.edit(self.folder, number)
        path.write_text(text, encoding="utf-8")
        return f"{path.stem}, in all {len(self.packs())}"

    def edits(self) -> Iterator[tuple[Path, str]]:
        """As `Desk.edits` does."""
        return (flowing.edit(self.folder, number) for number in count(2000))


def flowing_desk(beside: Desk) -> FlowingDesk:
    """A desk with the briefing that flows, made anew in a folder beside another desk's."""
    place = beside.place / "flowing"
    shutil.rmtree(place, ignore_errors=True)
    size = {"chapters": 2, "readers": 1} if beside.small else {}
    folder = flowing.write_flowing(place / "morna", **size)
    return FlowingDesk(folder, flowing.AUDIENCES[0], flowing.LENGTHS[-1], beside.small)
