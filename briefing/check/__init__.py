"""Checks of a briefing's content before anything is printed; each check yields findings.

Their codes:

==== =======================================================================================
C101 a fact is due for review soon
C102 a fact is overdue
C103 a fact, a source or an acronym is never used
C104 a fact of low confidence is stated without a qualifier
C201 a hard-coded number in running text
C301 an edition is harder to read than its reader's limit
C302 a word to avoid in texts for this audience
C401 an alternative text that says nothing
C402 a heading that skips a level
C403 a link whose words do not say where it leads
C404 a table that seems to be there for the look of the page
C405 what is told by colour alone
C406 a sentence or cell that is only a sign
C501 a sentence of more words than its reader's limit
C502 two ideas in a sentence of Easy Read
C503 an acronym in Easy Read
C504 a table, code, raised or lowered letters in Easy Read
C505 a number with decimals in Easy Read
==== =======================================================================================
"""

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
