"""What `prove` and `verify` share: they inspect one file or folder after another and tell all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.cli.console import finding_json
from briefing.files.checked_read import MAX_PDF_BYTES, read_file
from briefing.model.errors import CONTENT_AT_FAULT, ContentError
from briefing.model.file_names import PAGE
from briefing.model.findings import Location, errors

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.cli.console import Console
    from briefing.model.findings import Finding


def add_inspection(parser: ArgumentParser, briefing: str, told: str) -> None:
    """Add the options that both commands take.

    Args:
        parser: The parser of the command.
        briefing: What ``--briefing`` names, for the help.
        told: What ``--json`` prints, for the help.
    """
    parser.add_argument("--briefing", help=briefing)
    parser.add_argument("--json", action="store_true", help=f"print the {told} as JSON")


def result_bytes(path: Path) -> bytes:
    """Return the bytes of a PDF or web page; raise ContentError if it cannot be read."""
    try:
        return read_file(path, MAX_PDF_BYTES)
    except OSError as error:
        from briefing.prove import unreadable

        what, reason = "page" if path.suffix == PAGE else "PDF", error.strerror or error
        raise ContentError([unreadable(Location(str(path)), what, reason)]) from error


@dataclass(slots=True)
class Inspection:
    """What was found so far, told as it is found."""

    console: Console
    status: int = 0
    """The gravest exit status."""
    _entries: list[dict[str, Any]] = field(default_factory=list)
    _told: set[Finding] = field(default_factory=set)

    def add(self, facts: Mapping[str, Any], findings: tuple[Finding, ...]) -> None:
        """Print the findings of a file or folder, except those that were printed before, and keep
        them with its facts."""
        self.console.findings(finding for finding in findings if finding not in self._told)
        self._told.update(findings)
        if errors(findings):
            self.raise_status(CONTENT_AT_FAULT)
        self._entries.append({**facts, "findings": [finding_json(f) for f in findings]})

    def raise_status(self, status: int) -> None:
        """Make the exit status ``status``, unless it is graver."""
        self.status = max(self.status, status)

    def finish(self, name: str) -> int:
        """Print all of it as JSON under a name, if that was asked for; return the exit status."""
        self.console.json({name: self._entries})
        return self.status
