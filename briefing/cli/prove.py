"""``briefing prove``: reopen PDFs and check them against today's content.

Each file is read wholly: nothing is taken over of what builds have read of its pages before.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.build.crash_reports import FaultLog, concerns_one_edition
from briefing.cli.console import Console
from briefing.cli.inspection import Inspection, add_inspection, result_bytes
from briefing.cli.options import (
    OUTPUT,
    add_limits,
    find_briefing,
    limits_in,
    load_content,
    named_in,
)
from briefing.files.workspace import is_file
from briefing.model.errors import (
    FAULT_OF_OURS,
    BriefingError,
    ContentError,
    UsageError,
)
from briefing.model.file_names import PAGE
from briefing.model.findings import Location, counted, errors

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from briefing.cache.cache import Cache
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.model.findings import Finding
    from briefing.model.limits import Limits

NAME = "prove"
HELP = "reopen PDFs and check that nothing is lost and nothing is leaked"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a PDF or web page, named as “briefing build” names it: kfor-press-short-pack.pdf",
    )
    add_inspection(parser, "its briefing (default: from the file's name)", "proof")
    add_limits(parser)


def run(args: Namespace) -> int:
    """Prove every file, whatever is wrong with one, and return the gravest exit status."""
    from briefing.cache.cache import Cache
    from briefing.cache.folder import cache_folder

    console = Console(as_json=args.json)
    inspection = Inspection(console)
    cache = Cache(cache_folder(OUTPUT, read_only=True), read_only=True)
    log = FaultLog(command=args.typed)
    limits = limits_in(args)
    for path in args.files:
        findings: tuple[Finding, ...] = ()
        facts: dict[str, Any] = {"edition": None, "pages": 0, "words": 0}
        try:
            facts, findings = _prove(path, args.briefing, cache, console, limits)
        except ContentError as error:
            findings = error.findings
        except BriefingError as error:
            inspection.raise_status(error.status)
            console.failure(error)
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            inspection.raise_status(FAULT_OF_OURS)
            findings = (log.finding(error, Location(str(path)), "proving it"),)
        passed = facts["edition"] is not None and not errors(findings)
        inspection.add({"file": str(path), "passed": passed, **facts}, findings)
    return inspection.finish("proofs")


def _prove(
    path: Path, name: str | None, cache: Cache, console: Console, limits: Limits
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return facts and findings of one file; raise BriefingError if there is nothing to compare."""
    from briefing.build.isolated_process import run_isolated
    from briefing.build.layout_limits import within_limits
    from briefing.build.pipeline import compose_edition, expectation_of
    from briefing.build.web_pages import page_expectation
    from briefing.build.worker_stops import WorkerStopped, stop_error
    from briefing.files.themes import theme_of
    from briefing.prove import prove

    if not is_file(path):
        raise UsageError(f"{path!s:.200}: no such file\n  hint: build it first")
    briefing, edition = _edition(path, name, limits)
    theme = theme_of(briefing)
    composed = compose_edition(briefing, edition, theme, cache, limits)
    composition = composed.composition
    today = partial(expectation_of, composed.briefing, composition, theme)
    if path.name == edition.page_name and composed.page is not None:
        today = partial(page_expectation, composed.briefing, composed.page, theme)
    expectation = within_limits(limits, theme, edition, today)
    place = Location(str(path))
    try:
        proof = run_isolated(limits, lambda _: prove(result_bytes(path), expectation, place))
    except WorkerStopped as error:
        raise stop_error(error, place, "proving") from None
    if proof.passed:
        pages = "web page" if expectation.web else counted(proof.pages, "page")
        size = f"{pages}, {counted(proof.words, 'word')}"
        console.line(
            f"{path}: proven: {size} for "
            f"{composition.head.audience_label}, {composition.head.marking}"
        )
    facts = {"edition": str(edition), "pages": proof.pages, "words": proof.words}
    return facts, proof.findings


def _edition(path: Path, name: str | None, limits: Limits) -> tuple[Briefing, Edition]:
    """Return the briefing and edition that a file is named for; raise UsageError if none."""
    from briefing.select.selection import edition_named

    for candidate in [name] if name else named_in(path.name):
        briefing, _ = load_content(*find_briefing(candidate), limits)
        edition = edition_named(briefing, path.name)
        if edition is not None:
            return briefing, edition
    what = "page" if path.suffix == PAGE else "PDF"
    raise UsageError(
        f"{path.name}: no edition has a {what} of this name\n"
        "  hint: “briefing list” shows the names; name the folder with --briefing"
    )
