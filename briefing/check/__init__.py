"""What can be said of a briefing before anything is printed; each check gives findings.

Codes of what can be wrong:

==== =======================================================================================
C101 a fact is due for review soon
C102 a fact is overdue
C103 nothing uses a fact, a source or a short form
C104 a fact of low confidence is printed without saying so
C201 a number in the prose that is no fact
C301 an edition is harder to read than its reader's limit
C302 a word this reader's texts avoid
==== =======================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.check.facts import due_facts, unqualified_facts, unused_entries
from briefing.check.numbers import hard_coded_numbers
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
)


def check(subject: Subject) -> tuple[Finding, ...]:
    """What all checks find, each finding once, by file and line."""
    found = dict.fromkeys(finding for one in CHECKS for finding in one(subject))
    return tuple(sorted(found, key=lambda f: (f.location, f.code, f.message)))
