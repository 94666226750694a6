"""Format ``pack``: the whole text, read from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.format import Contract, Format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.formats.format import Range
    from briefing.model.formats.print_options import PrintOptions


class Pack(Format):
    """A text on paper, as many pages as its length allows."""

    name = "pack"
    is_running_text = True

    def contract(self, pages: Range, slides: Range | None) -> Contract | None:
        """Return the contract in pages that each length has."""
        return Contract("page", *pages, setting="pages")

    def label(self, options: PrintOptions, length: str, labels: Mapping[str, str]) -> str:
        """Return the label of the length: a text is called by it."""
        return length


PACK = Pack()
