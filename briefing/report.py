"""What people and programs read of a run: lines, a table, progress, JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from briefing.findings import counted
from briefing.streams import is_watched, say, tell
from briefing.workspace import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.build import Result
    from briefing.findings import Finding


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON data."""
    return {
        "file": finding.place.path,
        "line": finding.place.line or None,
        **{k: v for k, v in asdict(finding).items() if k != "place"},
    }


def result_json(result: Result) -> dict[str, Any]:
    """What became of an edition as JSON data."""
    return {
        "edition": str(result.edition),
        "audience": result.edition.audience,
        "length": result.edition.length,
        "format": result.edition.format,
        "file": str(result.path) if result.delivered else None,
        "delivered": result.delivered,
        "pages": result.pages,
        "words": result.words,
        "marking": result.marking,
        "findings": [finding_json(finding) for finding in result.findings],
    }


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns set flush left, as wide as their widest cell."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


@dataclass(slots=True)
class Console:
    """Results on standard output, faults and progress on standard error."""

    quiet: bool = False
    as_json: bool = False
    _drawn: int = 0

    def line(self, text: str) -> None:
        """A result for people."""
        self._clear()
        if not (self.quiet or self.as_json):
            say(text)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Faults, each with its place and the way out."""
        self._clear()
        if not self.as_json:
            for finding in findings:
                tell(str(finding))

    def result(self, result: Result) -> None:
        """One edition: where it lies, or why not."""
        self.findings(result.findings)
        if result.delivered:
            size = f"{counted(result.pages, 'page')}, {counted(result.words, 'word')}"
            self.line(f"{result.path}  {size}, {result.marking}, proven")
        elif not self.as_json:
            kept = "; the PDF from before is kept" if is_file(result.path) else ""
            tell(f"{result.path}  not delivered{kept}")

    def finish(self, total: int, failed: int) -> None:
        """The sum of a run of several editions."""
        if total > 1:
            self.line(
                f"{total - failed} of {total} editions delivered"
                + (f", {failed} failed" if failed else "")
            )

    def progress(self, name: str, done: int, total: int) -> None:
        """What is being typeset, on a terminal only."""
        if self.quiet or self.as_json or not is_watched():
            return
        text = f"typeset {done}/{total}: {name}"
        tell("\r" + text.ljust(self._drawn), end="")
        self._drawn = len(text)

    def json(self, data: dict[str, Any]) -> None:
        """The whole result for programs."""
        if self.as_json:
            say(json.dumps(data, ensure_ascii=False, indent=2))

    def _clear(self) -> None:
        if self._drawn:
            tell("\r" + " " * self._drawn + "\r", end="")
            self._drawn = 0
