"""The check for hard-coded numbers: one typed into running text goes stale, and nobody is told."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from briefing.check.subject import running_text
from briefing.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.check.subject import Subject
    from briefing.model.findings import Location

_FACT = "\N{OBJECT REPLACEMENT CHARACTER}"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"\d{1,2}(?:[–-]\d{1,2})?"
_YEAR = r"(?:19|20)\d\d(?:[–-](?:\d\d){1,2})?"
# Dates and years. They do not go stale: what happened then will always have happened then.
_DATES = re.compile(
    rf"(?<![\w,.])(?:{_DAY}(?:,? and {_DAY})?\s{_MONTH}(?:\s{_YEAR})?|{_MONTH}\s{_YEAR}|{_YEAR})"
    r"(?!\w|[.,]\d)"
)
_NUMBER = re.compile(r"(?<![\w/.-])\d+(?:[.,\N{NO-BREAK SPACE}]\d+)*(?![\w/])")
_FULL_YEAR = re.compile(r"(?:19|20)\d\d")


def hard_coded_numbers(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each number that is neither a fact nor part of an allowed phrase, in
    running text and in the settings that are printed."""
    briefing = subject.briefing
    settings = briefing.settings
    allowed = tuple(settings.numbers_allowed)
    latest = settings.as_of.year
    for section in briefing.sections:
        for block in running_text(section):
            for number in _hard_coded(block.text(briefing, fact=_FACT), allowed, latest):
                yield _finding(section.place(block.line), number)
    texts = [("standfirst", settings.standfirst), ("title", settings.title)]
    for name, audience in settings.audiences.items():
        texts += [(f"audiences.{name}.{key}", getattr(audience, key)) for key in _PRINTED_SETTINGS]
    for key, text in texts:
        for number in _hard_coded(text, allowed, latest):
            yield _finding(briefing.place("briefing.yaml", key), number)


_PRINTED_SETTINGS = ("title", "kind", "standfirst")


def _finding(place: Location, number: str) -> Finding:
    message = f'hard-coded number "{number}" in running text'
    as_year = ", with “as: year” for a year," if _FULL_YEAR.fullmatch(number) else ""
    hint = (
        f"give it a name in facts.yaml{as_year} and write {{{{ name }}}}; "
        "if it can never change, add the phrase to numbers_allowed in briefing.yaml"
    )
    return Finding(place, "C201", message, hint)


def _hard_coded(text: str, allowed: tuple[str, ...], latest: int) -> Iterator[str]:
    """Yield numbers in ``text`` outside of facts, allowed phrases and dates up to ``latest``."""
    for pattern in _patterns(allowed):
        text = pattern.sub(_FACT, text)
    text = _DATES.sub(lambda m: _FACT if _is_past(m[0], latest) else m[0], text)
    for match in _NUMBER.finditer(text):
        yield match[0]


def _is_past(date: str, latest: int) -> bool:
    """Return whether no year of ``date`` is after ``latest``: a date in the future can be moved."""
    return all(int(year) <= latest for year in _FULL_YEAR.findall(date))


@cache
def _patterns(allowed: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Return patterns of the allowed phrases, longest first.

    ``#`` in a phrase stands for a number, with a letter (``9(a)``) or as a list (``9, 11 and 19``).
    """
    one = r"\d+(?:\([a-z]\))?"
    number = rf"{one}(?:(?:,\s| and |[–-]){one})*"
    return tuple(
        re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)".replace(r"\#", number), re.IGNORECASE)
        for phrase in sorted(allowed, key=len, reverse=True)
    )
