"""The formats a briefing can be printed in: one module each, and a row for each in `FORMATS`.

How to add one is in ``CONTRIBUTING.md``.
"""

from __future__ import annotations

from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.model.formats.cards import CARDS
from briefing.model.formats.format import Contract, Format
from briefing.model.formats.handout import HANDOUT
from briefing.model.formats.notes import NOTES
from briefing.model.formats.pack import PACK
from briefing.model.formats.print_options import PrintOption, PrintOptions
from briefing.model.formats.slides import SLIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Contract", "Format", "PrintOption", "PrintOptions"]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format_.name: format_
        for format_ in (
            PACK,
            SLIDES,
            HANDOUT,
            NOTES,
            CARDS,
        )
    }
)
"""Every format by its name, in the order in which people are told of them."""

DEFAULT_FORMAT = PACK.name
"""The format of a briefing and of a command that name none."""

PRINT_OPTIONS: tuple[PrintOption, ...] = tuple(
    {option: None for format_ in FORMATS.values() for option in format_.options}
)
"""The options of all formats, each once."""


def formats_with(option: PrintOption) -> tuple[str, ...]:
    """Return the names of the formats that look at ``option``."""
    return tuple(name for name, format_ in FORMATS.items() if option in format_.options)


def formats_made_of(kind: str) -> frozenset[str]:
    """Return the names of the formats whose editions are made of blocks of a kind."""
    return frozenset(name for name, format_ in FORMATS.items() if format_.made_of == kind)


def formats_held(name: str, options: PrintOptions, *, owns_notes: bool) -> frozenset[str]:
    """Return the formats whose blocks an edition holds: its own and, with notes, theirs as well.

    Args:
        name: the edition's format.
        options: the edition's print options.
        owns_notes: whether its audience may have the speaker's notes.
    """
    with_notes = FORMATS[name].prints_notes(options, owns_notes=owns_notes)
    return frozenset({name, NOTES.name} if with_notes else {name})


def print_options_of(name: str) -> Iterator[PrintOptions]:
    """Yield every way to print editions of a format."""
    format_ = FORMATS[name]
    for chosen in product(*(option.choices for option in format_.options)):
        fields = (option.field for option in format_.options)
        options = PrintOptions(**dict(zip(fields, chosen, strict=True)))
        if not options.size or format_.prints_large(options):
            yield options
