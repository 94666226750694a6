"""Numbers that may be years: printed in groups of digits, 1999 would become “1,999”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.fact_values import parts_of
from briefing.model.findings import Finding, Severity
from briefing.text.fact_format import print_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Briefing

_YEARS = range(1800, 2100)


def bare_years(briefing: Briefing) -> Iterator[Finding]:
    """Yield a warning for each fact from 1800 to 2099 that does not say whether it is a year."""
    language = briefing.settings.languages[0]
    for name, fact in briefing.facts.items():
        if fact.as_ is not None or fact.currency:
            continue
        if any(isinstance(part, int) and part in _YEARS for part in parts_of(fact.value)):
            years = "–".join(map(str, parts_of(fact.value)))
            yield Finding(
                briefing.place("facts.yaml", f"{name}.value"),
                "B308",
                f'the fact "{name}" is printed as “{print_fact(fact, language)}”',
                f"for a year, add “as: year”: {years}; for a number, add “as: number”",
                Severity.WARNING,
            )
