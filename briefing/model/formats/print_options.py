"""The choices people have in how an edition is printed, and a set of them."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.model.standards import STANDARDS, USUAL


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What was chosen for one edition. A format looks at its own options and at no others."""

    shape: str = "16:9"
    per_page: str = "3"
    order: str = "horizontal"
    card: str = "a6"
    duplex: str = ""
    size: str = ""
    standard: str = USUAL.choice


DEFAULTS = PrintOptions()


@dataclass(frozen=True, slots=True)
class PrintOption:
    """An option of a format: a field of `PrintOptions`, its choices, and how help describes it."""

    field: str
    choices: tuple[str, ...]
    """In the order in which help lists them. An empty one is what happens without the option."""
    help: str
    otherwise: str = ""
    """What happens without the option, where the default is the empty choice."""

    @property
    def flag(self) -> str:
        """The option on the command line: ``--per-page``."""
        return f"--{self.field.replace('_', '-')}"

    @property
    def default(self) -> str:
        """The choice that is made when the option is not given."""
        return self.chosen_in(DEFAULTS)

    def chosen_in(self, options: PrintOptions) -> str:
        """Return the choice that ``options`` makes for this option."""
        return str(getattr(options, self.field))


STANDARD = PrintOption(
    "standard",
    tuple(STANDARDS),
    "; ".join(f"{name}: {one}" for name, one in STANDARDS.items()),
)
"""The option that every format has."""

LARGE, LARGER = "large", "20"
"""Sizes of large print: 18 and 20 pt."""
SIZE = PrintOption(
    "size",
    ("", LARGE, LARGER),
    "large print for readers with low vision, of 18 pt (large) or 20 pt",
    "as print in briefing.yaml says",
)


def large_suffix(options: PrintOptions) -> str:
    """Return the size of large print as it stands in a file name; empty if print is not large."""
    return {LARGE: "large", LARGER: "large-20"}.get(options.size, "")
