"""``briefing check``: find facts that are due, numbers that should be facts, hard words."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from briefing.cli.console import Console, finding_json
from briefing.cli.options import add_briefing, add_limits, find_briefing, limits_in, load_content
from briefing.files.workspace import Workspace
from briefing.model.errors import CONTENT_AT_FAULT, UsageError
from briefing.model.findings import Location, counted, errors

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from briefing.check.subject import Subject
    from briefing.model.content import Briefing
    from briefing.model.findings import Finding

NAME = "check"
HELP = "check facts, numbers and words of a briefing without building it"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_briefing(parser)
    parser.add_argument(
        "--today", metavar="DATE", help="the day to check on, as 2026-11-23 (default: today)"
    )
    parser.add_argument(
        "--within",
        type=int,
        default=60,
        metavar="DAYS",
        help="report reviews that are due within so many days (default: %(default)s)",
    )
    add_limits(parser)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    from briefing.build.isolated_process import raise_on_timeout
    from briefing.build.worker_stops import WorkerStopped, stop_error

    console = Console(as_json=args.json)
    folder, shown = find_briefing(args.briefing)
    limits = limits_in(args)
    briefing, warnings = load_content(folder, shown, limits)
    try:
        with raise_on_timeout(limits):
            subject, found, grades = _checked(args, briefing, Workspace(folder, shown))
    except WorkerStopped as error:
        raise stop_error(error, Location(shown), "checking") from None
    found = (*warnings, *found)
    console.findings(found)
    console.line(_summary(subject, len(errors(found))))
    for audience, (low, high) in grades.items():
        limit = briefing.settings.audiences[audience].reading
        asked = f", limit {limit.grade:g}" if limit and limit.grade else ""
        console.line(f"  reading grade for {audience}: {low:.1f} to {high:.1f}{asked}")
    console.json(
        {
            "briefing": briefing.name,
            "today": subject.today.isoformat(),
            "reading": {name: {"lowest": a, "highest": b} for name, (a, b) in grades.items()},
            "findings": [finding_json(finding) for finding in found],
        }
    )
    return CONTENT_AT_FAULT if errors(found) else 0


def _checked(
    args: Namespace, briefing: Briefing, files: Workspace
) -> tuple[Subject, tuple[Finding, ...], Mapping[str, tuple[float, float]]]:
    """Return what was checked, what was found, and the reading grades of each audience."""
    from briefing.build.deck_remarks import deck_remarks
    from briefing.check.checks import check
    from briefing.check.subject import Subject
    from briefing.select.selection import editions, select

    subject = Subject(
        briefing,
        tuple(select(briefing, edition) for edition in editions(briefing)),
        _day(args.today),
        args.within,
        "\n".join(files.read_text(name) for name in files.names("data", ".csv", deep=True)),
    )
    decks = deck_remarks(briefing, (one.edition for one in subject.selections))
    return subject, (*decks, *check(subject)), _grades(subject)


def _day(text: str | None) -> datetime.date:
    """Return the day to check on; nothing else asks the machine's clock for a date."""
    if text is None:
        return datetime.datetime.now(datetime.UTC).astimezone().date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        hint = "write year, month and day: 2026-11-23"
        raise UsageError(f'"{text}" is not a day\n  hint: {hint}') from error


def _summary(subject: Subject, faults: int) -> str:
    facts = subject.briefing.facts
    due = sorted((f.review_after, name) for name, f in facts.items() if f.review_after)
    ahead = next(((day, name) for day, name in due if day >= subject.today), None)
    following = f", next review {ahead[0]} ({ahead[1]})" if ahead else ""
    checked = counted(len(subject.selections), "edition")
    return (
        f"{counted(len(facts), 'fact')}{following}; {checked} checked, {counted(faults, 'fault')}"
    )


def _grades(subject: Subject) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest reading grade of each audience's English editions."""
    from briefing.check.readability import edition_sentences, grade

    found: dict[str, list[float]] = {}
    for selection in subject.text_editions:
        if selection.edition.language.startswith("en"):
            value = round(grade(edition_sentences(subject.briefing, selection)), 1)
            found.setdefault(selection.edition.audience, []).append(value)
    return {name: (min(values), max(values)) for name, values in found.items()}
