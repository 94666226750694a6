"""Format ``pack``: the whole text, read from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.format import Contract, Format
from briefing.model.formats.print_options import SIZE, STANDARD, large_suffix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.formats.format import Range
    from briefing.model.formats.print_options import PrintOptions


class Pack(Format):
    """A text on paper, as many pages as its length allows."""

    name = "pack"
    is_running_text = True
    has_page = True
    options = (SIZE, STANDARD)

    def prints_large(self, options: PrintOptions) -> bool:
        """Return True: any text can be set in large print."""
        return True

    def _suffixes(self, options: PrintOptions) -> tuple[str, ...]:
        """Return the size of large print: ``large``, ``large-20``."""
        return (large_suffix(options),)

    def contract(self, pages: Range, slides: Range | None) -> Contract | None:
        """Return the contract in pages that each length has."""
        return Contract("page", *pages, setting="pages")

    def label(self, options: PrintOptions, length: str, labels: Mapping[str, str]) -> str:
        """Return the label of the length, by which a text is called; in large print it has other
        pages than that says, and is called large print."""
        return labels["large_print"] if options.size else length


PACK = Pack()
