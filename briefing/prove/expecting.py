"""What a finished PDF is held against, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefing.findings import Finding, errors


@dataclass(frozen=True, slots=True)
class Means:
    """What a file of one edition may be made of, besides what the grammar says of all files."""

    families: tuple[str, ...]
    """Typefaces of the theme."""
    pictures: tuple[str, ...] = ()
    """Hashes of what the pictures show that this edition shows."""
    drawings: tuple[str, ...] | None = None
    """Hashes of its drawings as they were typeset; None where nothing was."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one edition must hold and must not."""

    shown: tuple[str, ...]
    """Text of every selected block as it is to print, in reading order: one string for each
    paragraph, heading, list item, table row or cell, caption."""
    alternatives: tuple[str, ...] = ()
    """Selected words outside the text layer: alternative texts, title, author, bookmarks,
    addresses of links, ids that are destinations."""
    furniture: tuple[str, ...] = ()
    """Fixed words layouts print: labels with their numbers, running heads, markings, dates."""
    withheld: tuple[str, ...] = ()
    """Text of every block this edition must not hold, with its titles, captions, alternative
    texts and names of figures."""
    pages: tuple[int, int] | None = None
    """Fewest and most pages, where they are known."""
    folios: tuple[str, ...] = ()
    """Page numbers as printed, in their order; a file may hold as many of them as it has pages."""
    markings: tuple[str, ...] = ()
    """Each stands at the head and at the foot of every page."""
    means: Means | None = None
    """Without it, what the file is made of is not asked, only what it says."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The result: what was read and every fault found."""

    pages: int
    words: int
    """Words in the text of the pages, furniture left aside."""
    findings: tuple[Finding, ...] = ()
    reading: bytes = field(default=b"", repr=False)
    """All that was read of the file, for `prove_again`."""

    @property
    def passed(self) -> bool:
        """Whether the PDF may be handed out."""
        return not errors(self.findings)
