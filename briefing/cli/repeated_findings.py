"""Tells a fault once, in whatever number of editions it is found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COUNTED = re.compile(r"\bblock \d+ of \d+\b")


@dataclass(slots=True)
class RepeatedFindings:
    """Findings of the editions of one run; equal ones differ only in the name of their edition."""

    _editions: dict[Finding, list[str]] = field(default_factory=dict)
    """The editions that each finding was made in, by the finding without their names."""
    _first: dict[Finding, Finding] = field(default_factory=dict)
    """Each as it was told."""

    def new(self, findings: Iterable[Finding], edition: str, path: str) -> list[Finding]:
        """Note the findings of an edition; return those that no edition had before.

        Args:
            findings: what was found.
            edition: the edition, as messages name it.
            path: its PDF, as findings of its proof are located.
        """
        told = []
        for finding in findings:
            key = _nameless(finding, edition, path)
            if key not in self._editions:
                self._first[key] = finding
                told.append(finding)
            editions = self._editions.setdefault(key, [])
            if edition not in editions:
                editions.append(edition)
        return told

    def rest(self) -> Iterator[str]:
        """Yield a line for each finding that several editions have."""
        for key, editions in self._editions.items():
            if more := len(editions) - 1:
                first = self._first[key]
                yield f"{first.location}: {first.code}: and in {counted(more, 'more edition')}"


def _nameless(finding: Finding, edition: str, path: str) -> Finding:
    """Return a finding without the name of its edition: what is the same for several of them."""
    place = Location("") if finding.location.path in {path, edition} else finding.location
    message = _COUNTED.sub("block", finding.message.replace(edition, "…"))
    return replace(finding, location=place, message=message, hint="")
