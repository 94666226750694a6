"""What the program has to know of a format: one protocol, answered by one module each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from briefing.model.formats.print_options import STANDARD
from briefing.model.standards import STANDARDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.formats.print_options import PrintOption, PrintOptions

    Range = tuple[int, int]
    """Fewest and most, both included."""


@dataclass(frozen=True, slots=True)
class Contract:
    """How long an edition may be."""

    unit: Literal["page", "slide"]
    """What is counted."""
    fewest: int
    most: int
    setting: str
    """Where ``briefing.yaml`` says so, below ``lengths.<name>``."""
    counts_pages: bool = True
    """Whether the numbers are also those of the PDF's pages."""
    aside: str = ""
    """What a message says behind the numbers."""

    def text(self, between: str = " to ") -> str:
        """Return the contract as people are told of it: ``4``, or ``4 to 6``."""
        return f"{self.most}" if self.fewest == self.most else f"{self.fewest}{between}{self.most}"


class Format(Protocol):
    """A format: what its editions are made of, how they are called and how long they may be.

    A format subclasses this and overrides what is different for it; its composer is in
    ``compose.by_format``.
    """

    name: str
    """As authors, the command line and file names have it."""
    made_of: str = ""
    """The kind of block that its editions are made of; empty: the whole text."""
    summarises: bool = False
    """Whether a section without a block of that kind gets one, made of its key points."""
    prints_narrative: bool = False
    """Whether all editions print what is said to each slide: the notes, or else the text."""
    is_running_text: bool = False
    """Whether it is read from end to end, so that how hard it is to read can be graded."""
    is_for_screen: bool = False
    """Whether its pages have the size of a screen, whatever the paper."""
    has_page: bool = False
    """Whether its editions are made as a web page as well, beside the PDF."""
    options: tuple[PrintOption, ...] = (STANDARD,)
    """In the order of the command line's help."""
    nothing_selected: tuple[str, str] = (
        "nothing is selected for this reader at this length",
        "write a section for them, or check the conditions of the existing ones",
    )
    """Message and hint when an edition would be empty."""

    @property
    def shows_blocks_of(self) -> str:
        """The format whose ``format=`` conditions decide what is on a slide."""
        return self.name

    def prints_notes(self, options: PrintOptions, *, owns_notes: bool) -> bool:
        """Return whether an edition prints what is said to each slide.

        Args:
            options: the edition's.
            owns_notes: whether its audience may have the speaker's notes.
        """
        return self.prints_narrative

    def file_suffix(self, options: PrintOptions) -> str:
        """Return the format and its options as they stand in a file name: ``handout-3up``."""
        standard = STANDARDS[options.standard].suffix
        return "-".join(filter(None, (self.name, *self._suffixes(options), standard)))

    def _suffixes(self, options: PrintOptions) -> tuple[str, ...]:
        """Return the format's own options as they stand in a file name; empty ones are left out."""
        return ()

    def prints_large(self, options: PrintOptions) -> bool:
        """Return whether there is large print of an edition.

        Args:
            options: the edition's, its size aside.
        """
        return False

    def contract(self, pages: Range, slides: Range | None) -> Contract | None:
        """Return how long an edition may be; None if there is no limit.

        Args:
            pages: what its length allows in pages, in the edition's size of print.
            slides: what its length allows in slides, if it says so.
        """
        return None

    def label(self, options: PrintOptions, length: str, labels: Mapping[str, str]) -> str:
        """Return what an edition calls itself on paper.

        Args:
            options: the edition's.
            length: the label of its length, as printed.
            labels: the words of its language, from ``templates/labels``.
        """
        return labels[self.name]
