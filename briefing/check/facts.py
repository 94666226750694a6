"""Checks of facts and what they refer to: reviews that are due, entries that are never used, and
facts of low confidence that are stated as certain."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from briefing.check.subject import running_text
from briefing.model.findings import Finding, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.check.subject import Subject
    from briefing.model.content import Node, Section


def due_facts(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each fact whose review is overdue, a warning for each that is due soon."""
    briefing = subject.briefing
    for name, fact in briefing.facts.items():
        day = fact.review_after
        if day is None or day > subject.today + datetime.timedelta(days=subject.days_ahead):
            continue
        place = briefing.place("facts.yaml", f"{name}.review_after")
        hint = f"check its source ({fact.source}) again, then update value, as_of and review_after"
        if day < subject.today:
            days = counted((subject.today - day).days, "day")
            message = f'the fact "{name}" was due for review on {day}, {days} ago'
            yield Finding(place, "C102", message, hint)
        else:
            message = f'the fact "{name}" is due for review on {day}'
            yield Finding(place, "C101", message, hint, Severity.WARNING)


def unused_entries(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each fact, source and acronym that no edition uses."""
    briefing = subject.briefing
    cited = {briefing.facts[name].source for name in subject.used_facts if name in briefing.facts}
    cited.update(re.findall(r"[\w:.-]+", subject.data))
    cited |= briefing.named_in_data
    words: set[str] = set()
    for selection in subject.selections:
        for section in selection.sections:
            for block in (section.title, *section.blocks):
                words.update(re.findall(r"[^\W_]+(?:-[^\W_]+)*", block.text()))
                cited.update(
                    match
                    for node in block.walk()
                    if node.kind == "cite"
                    for match in re.findall(r"@([\w:.-]*\w)", node.get("body"))
                )
    acronyms = {name for name in briefing.acronyms if {name, f"{name}s"} & words}
    for file, what, entries, used in (
        ("facts.yaml", "fact", briefing.facts, subject.used_facts),
        ("sources.yaml", "source", briefing.sources, cited),
        ("acronyms.yaml", "acronym", briefing.acronyms, acronyms),
    ):
        for name in entries:
            if name not in used:
                place = briefing.place(file, name)
                message = f'the {what} "{name}" is never used'
                yield Finding(place, "C103", message, "remove it, or use it", Severity.WARNING)


def unqualified_facts(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each block that states a fact of low confidence without a qualifier."""
    briefing = subject.briefing
    hedges = briefing.settings.low_confidence_words
    hedged = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in hedges), re.IGNORECASE)
    low = {name for name, fact in briefing.facts.items() if fact.confidence == "low"}
    for section in briefing.sections if low else ():
        for line, content in _statements(section):
            names = {
                node.get("body").partition(".")[0]
                for part in content
                if not isinstance(part, str)
                for node in part.walk()
                if node.kind == "fact"
            }
            text = "".join(part if isinstance(part, str) else part.text() for part in content)
            if names & low and not hedged.search(text):
                hint = f"add a qualifier, one of: {', '.join(hedges)}"
                yield Finding(section.place(line), "C104", _unqualified(names & low), hint)


def _unqualified(names: set[str]) -> str:
    """Return the message about facts of low confidence that are stated as certain."""
    listed = ", ".join(f'"{name}"' for name in sorted(names))
    if len(names) == 1:
        return f"the fact {listed} has low confidence but is stated without a qualifier"
    return f"the facts {listed} have low confidence but are stated without a qualifier"


def _statements(section: Section) -> Iterator[tuple[int, tuple[Node | str, ...]]]:
    """Yield line and content of each unit that needs its own qualifier: a block of text, a row of
    a table, a number in its box."""
    for block in running_text(section):
        yield block.line, block.content
    for root in section.blocks:
        for node in root.walk():
            if node.kind in {"tr", "number"}:
                yield node.line, node.children
