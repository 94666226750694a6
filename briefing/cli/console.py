"""What people and programs read about a run: lines, a table, progress, JSON."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.cli.repeated_findings import RepeatedFindings
from briefing.cli.terminal import draw_over, is_watched, print_error, print_result, wipe
from briefing.model.file_names import PAGE
from briefing.model.findings import Finding, Location, Severity, counted, errors
from briefing.model.terminal_escapes import printable, printable_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.build.previous_pdf import PreviousPdf
    from briefing.cache.manifest import CacheHit
    from briefing.model.errors import BriefingError, ContentError

_BAR = 20
"""Letters of the bar that shows progress."""


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON data."""
    return {
        "file": finding.location.path,
        "line": finding.location.line or None,
        **{k: v for k, v in asdict(finding).items() if k != "location"},
    }


def finding_of(data: Mapping[str, Any]) -> Finding:
    """Parse a finding from its JSON form."""
    return Finding(
        Location(data["file"], data["line"] or 0),
        data["code"],
        data["message"],
        data["hint"],
        Severity(data["severity"]),
    )


def result_json(result: Result, moved: Path | None = None) -> dict[str, Any]:
    """Return the result of an edition as JSON data; ``moved`` is where its earlier PDF went."""
    return {
        "edition": str(result.edition),
        "audience": result.edition.audience,
        "length": result.edition.length,
        "format": result.edition.format,
        "language": result.edition.language,
        "paper": result.edition.paper,
        "file": str(result.path) if result.delivered else None,
        "delivered": result.delivered,
        "current": result.is_current,
        "pages": result.pages,
        "sheets": -(-result.pages // 2),  # of paper, printed on both sides
        "words": result.words,
        "marking": result.marking,
        "sha256": result.sha256 if result.delivered else None,
        "html": _page_json(result),
        "findings": [finding_json(finding) for finding in result.findings],
        "earlier": _earlier_json(result.previous_pdf, moved),
    }


def current_json(folder: Path, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the manifest says of an edition that is up to date, with paths in ``folder``."""
    page = entry["html"] and {**entry["html"], "file": str(folder / entry["html"]["file"])}
    return {**entry, "file": str(folder / entry["file"]), "html": page, "current": True}


def _page_json(result: Result) -> dict[str, str] | None:
    """Return the web page of an edition as JSON data; None if it has none, or was not delivered."""
    path = result.page_path
    if path is None or not result.delivered:
        return None
    return {"file": str(path), "sha256": result.page_sha256}


def _named(path: Path, *, has_page: bool) -> str:
    """Return the path of a PDF with what its web page beside it is called: ``x.pdf, .html``."""
    return f"{path}, {PAGE}" if has_page else str(path)


def _earlier_json(earlier: PreviousPdf | None, moved: Path | None) -> dict[str, Any] | None:
    if earlier is None:
        return None
    return {
        "ours": earlier.is_ours,
        "passes": earlier.passes,
        "why_not": earlier.why_not,
        "moved_to": str(moved) if moved else None,
    }


def json_text(data: Mapping[str, Any], indent: int | None = 2) -> str:
    """Return data as JSON: letters as they are, what does not print escaped; without ``indent`` on
    one line."""
    return printable_json(json.dumps(data, ensure_ascii=False, indent=indent))


def content_fault_json(error: ContentError) -> dict[str, Any]:
    """Return faults of the content as JSON data."""
    return {
        "findings": [finding_json(finding) for finding in error.findings],
        "consequence": error.consequence,
    }


def content_fault_lines(error: ContentError) -> list[str]:
    """Return faults of the content for people: the findings, and what they mean for the PDFs."""
    count = len(error.findings)
    faults = f"{count} fault{'s' if count != 1 else ''} in the content"
    return [str(error), f"{faults}; {error.consequence}"]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as columns set flush left, each as wide as its widest cell."""
    lines = [list(heads), *([printable(cell) for cell in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


@dataclass(slots=True)
class Tally:
    """Counts of a run, for the table at its end."""

    started: float = field(default_factory=time.monotonic)
    editions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By format and what became of them."""
    pages: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count the result of one edition."""
        kind = result.edition.format
        became = "current" if result.is_current else "built" if result.delivered else "failed"
        self.editions[kind, became] += 1
        self.pages[kind] += result.pages if result.delivered else 0

    @property
    def failed(self) -> int:
        """The number of editions that were not delivered."""
        return sum(n for (_, became), n in self.editions.items() if became == "failed")

    def rows(self) -> list[list[str]]:
        """Return a row for each format, and one for all."""
        kinds = list(dict.fromkeys(kind for kind, _ in self.editions))
        rows = [self._row(kind, [kind], "") for kind in kinds] if len(kinds) > 1 else []
        return [*rows, self._row("all", kinds, f"{time.monotonic() - self.started:.1f}")]

    def _row(self, name: str, kinds: Sequence[str], seconds: str) -> list[str]:
        counts = [
            sum(self.editions[kind, became] for kind in kinds)
            for became in ("built", "current", "failed")
        ]
        return [name, *map(str, (*counts, sum(self.pages[kind] for kind in kinds))), seconds]


@dataclass(slots=True)
class Console:
    """Results on standard output, faults and progress on standard error."""

    quiet: bool = False
    as_json: bool = False
    started: float = field(default_factory=time.monotonic)
    """In seconds of the clock."""
    clock: Callable[[], float] = time.monotonic
    is_brief: bool = False
    """Whether editions that are delivered are told by somebody else, in a line for all."""
    is_in_lines: bool = False
    """Whether JSON is printed on one line, as there will be more."""
    watched: bool | None = None
    """Whether somebody sees progress as it is made; None if standard error is to be asked."""
    _drawn: int = 0
    _repeated: RepeatedFindings = field(default_factory=RepeatedFindings)
    _said: set[str] = field(default_factory=set)

    def line(self, text: str) -> None:
        """Print a result for people on one line."""
        self._clear()
        if not (self.quiet or self.as_json):
            print_result(printable(text))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print results for people in columns."""
        self._clear()
        if not (self.quiet or self.as_json):
            print_result(table(heads, rows))

    def findings(self, findings: Iterable[Finding]) -> None:
        """Print findings, each with its location and hint."""
        self._clear()
        if not self.as_json:
            for finding in findings:
                print_error(str(finding))

    def fault(self, error: ContentError) -> None:
        """Print faults of the content, and what they mean for the PDFs."""
        self._clear()
        if not self.as_json:
            for line in content_fault_lines(error):
                print_error(line)

    def note(self, text: str) -> None:
        """Print what people have to know even with ``--quiet``."""
        self._clear()
        if not self.as_json:
            print_error(printable(text))

    def aside(self, text: str) -> None:
        """Print how the machine does, once, whatever is asked for: it is no result."""
        if text not in self._said:
            self._said.add(text)
            self._clear()
            print_error(f"briefing: {printable(text)}")

    def failure(self, error: BriefingError | str) -> None:
        """Print what went wrong apart from any edition, with ``--json`` as well."""
        self._clear()
        print_error(f"briefing: {error}")

    def result(
        self, result: Result, moved: Path | None = None, *, one_of_many: bool = False
    ) -> None:
        """Print where an edition was delivered to, or why it was not.

        Args:
            result: What became of the edition.
            moved: Where the earlier PDF was withdrawn to, if it was.
            one_of_many: Print nothing if the edition is up to date.
        """
        told = self._repeated.new(result.findings, str(result.edition), str(result.path))
        self.findings(told)
        if result.is_current and one_of_many:
            return
        if result.delivered:
            if self.is_brief:
                return
            size = f"{counted(result.pages, 'page')}, {counted(result.words, 'word')}"
            known = "; up to date" if result.is_current else ""
            named = _named(result.path, has_page=result.page_path is not None)
            self.line(f"{named}  {size}, {result.marking}, proven{known}")
        elif errors(told) or result.previous_pdf is not None:
            self.note(f"{result.path}  not delivered{_fate_of(result.previous_pdf, moved)}")

    def current(self, folder: Path, current: CacheHit) -> None:
        """Print that nothing had to be done, after the warnings that the PDFs were built with."""
        self.findings(finding_of(remark) for remark in current.warnings)
        for entry in current.entries:
            name = str(entry["file"])
            found = map(finding_of, entry["findings"])
            path = str(folder / name)
            self.findings(self._repeated.new(found, name.removesuffix(".pdf"), path))
        self._tell_repeated()
        pages = counted(sum(entry["pages"] for entry in current.entries), "page")
        if len(current.entries) > 1:
            self.line(f"{folder}  all {len(current.entries)} editions are up to date: {pages}")
            return
        for entry in current.entries:
            size = f"{pages}, {counted(entry['words'], 'word')}"
            path = _named(folder / entry["file"], has_page=bool(entry["html"]))
            self.line(f"{path}  {size}, {entry['marking']}, proven; up to date")

    def finish(self, tally: Tally) -> None:
        """Print the table at the end of a run, if it had several editions."""
        self._tell_repeated()
        if tally.editions.total() > 1 and not self.is_brief:
            heads = ["editions", "built", "current", "failed", "pages", "seconds"]
            self.table(heads, tally.rows())

    def _tell_repeated(self) -> None:
        for line in self._repeated.rest():
            self.note(line)

    def progress(self, name: str, done: int, total: int) -> None:
        """Draw a bar with what was done last and the time left; on a terminal only."""
        watched = is_watched() if self.watched is None else self.watched
        if self.quiet or self.as_json or not watched:
            return
        spent = self.clock() - self.started
        left = spent / done * (total - done) if done else 0.0
        bar = ("#" * (_BAR * done // total)).ljust(_BAR, ".")
        text = printable(f"[{bar}] {done}/{total}  {_clock(left)} left  {name}")
        text = text[: max(20, shutil.get_terminal_size().columns - 1)]
        draw_over(text, self._drawn)
        self._drawn = len(text)

    def json(self, data: dict[str, Any]) -> None:
        """Print the whole result for programs, with ``--json``."""
        if self.as_json:
            print_result(json_text(data, indent=None if self.is_in_lines else 2))

    def _clear(self) -> None:
        if self._drawn:
            wipe(self._drawn)
            self._drawn = 0


def _fate_of(earlier: PreviousPdf | None, moved: Path | None) -> str:
    """Return what becomes of the earlier PDF of an edition that was not delivered."""
    if earlier is None:
        return ""
    if not earlier.is_ours:
        whose = "was changed since it was built" if earlier.was_ours else "was not built here"
        return f"; the PDF there {whose}, and is kept: check it before you hand it out"
    if earlier.passes:
        return "; the previous PDF passes today's proof and is kept, but is out of date"
    where = f"was moved to {moved}" if moved else "may not be handed out"
    return f"; the previous PDF {where}: {earlier.why_not}"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
