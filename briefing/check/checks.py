"""All checks, in the order in which they are run; who needs one part of them loads that alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.check.easy_read import (
    decimals,
    easy_acronyms,
    hard_blocks,
    long_sentences,
    second_ideas,
)
from briefing.check.facts import due_facts, unqualified_facts, unused_entries
from briefing.check.numbers import hard_coded_numbers
from briefing.check.read_aloud import (
    colour_alone,
    empty_descriptions,
    empty_links,
    layout_tables,
    lone_symbols,
    skipped_headings,
)
from briefing.check.readability import hard_editions
from briefing.check.terminology import avoided_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from briefing.check.subject import Subject
    from briefing.model.findings import Finding

CHECKS: tuple[Callable[[Subject], Iterable[Finding]], ...] = (
    due_facts,
    unused_entries,
    unqualified_facts,
    hard_coded_numbers,
    avoided_words,
    hard_editions,
    empty_descriptions,
    skipped_headings,
    empty_links,
    layout_tables,
    colour_alone,
    lone_symbols,
    long_sentences,
    second_ideas,
    easy_acronyms,
    hard_blocks,
    decimals,
)


def check(subject: Subject) -> tuple[Finding, ...]:
    """Return what all checks find in ``subject``, each finding once, by file and line."""
    found = dict.fromkeys(finding for one in CHECKS for finding in one(subject))
    return tuple(sorted(found, key=lambda f: (f.location, f.code, f.message)))
