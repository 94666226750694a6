"""Format ``cards``: questions and answers, on sheets that are cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.format import Format
from briefing.model.formats.print_options import DEFAULTS, STANDARD, PrintOption

if TYPE_CHECKING:
    from briefing.model.formats.print_options import PrintOptions

CARD = PrintOption("card", ("a6", "a5"), "paper size of a card")
DUPLEX = PrintOption(
    "duplex",
    ("", "long", "short"),
    "answers on the back, for a printer that flips the sheet on its long or its short edge",
    "both on one side",
)


class Cards(Format):
    """Question cards, which have no length of their own."""

    name = "cards"
    made_of = "qa"
    options = (CARD, DUPLEX, STANDARD)
    nothing_selected = (
        "there is no question for this reader at this length",
        "write “/// qa | …” blocks for them, or check the conditions of the existing ones",
    )

    def _suffixes(self, options: PrintOptions) -> tuple[str, ...]:
        """Return what is not usual of its options: ``a5``, ``duplex-long``."""
        card = options.card if options.card != DEFAULTS.card else ""
        duplex = f"duplex-{options.duplex}" if options.duplex else ""
        return card, duplex


CARDS = Cards()
