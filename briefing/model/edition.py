"""An edition: which reader, length, format and paper one PDF is for, and what it may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.file_names import PDF, page_name_of
from briefing.model.formats.print_options import DEFAULTS, PrintOptions
from briefing.model.standards import STANDARDS, Standard

if TYPE_CHECKING:
    from briefing.model.content import Section


@dataclass(frozen=True, slots=True)
class Edition:
    """What one PDF is: audience × length × format × language × paper, of one briefing."""

    briefing: str
    audience: str
    length: str
    format: str
    language: str
    paper: str
    file_name: str
    """For the person who receives it: ``kfor-press-short-pack.pdf``."""
    print_options: PrintOptions = DEFAULTS
    easy: bool = False
    """Whether it is Easy Read."""

    @property
    def print_size(self) -> str:
        """The size of its print, as themes call it; empty for a theme's own."""
        return "-".join(filter(None, ("easy" if self.easy else "", self.print_options.size)))

    def __str__(self) -> str:
        return self.file_name.removesuffix(PDF)

    @property
    def page_name(self) -> str:
        """The name of its web page, whether or not it has one: ``kfor-press-short-pack.html``."""
        return page_name_of(self.file_name)

    @property
    def standard(self) -> Standard:
        """The standards its PDF is made to."""
        return STANDARDS[self.print_options.standard]


@dataclass(frozen=True, slots=True)
class Selection:
    """What one edition may hold; the stages after it never see anything else."""

    edition: Edition
    sections: tuple[Section, ...]
    level: str
    """The highest release level among what was selected: the edition is marked with it."""
