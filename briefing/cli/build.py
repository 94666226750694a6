"""``briefing build``: make PDFs, prove each, and deliver it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.build.crash_reports import FaultLog, concerns_one_edition
from briefing.build.leftovers import sweep_leftovers
from briefing.cache import manifest
from briefing.cache.depfile import files_of, touch, write_rules
from briefing.cache.differences import change_finding
from briefing.cache.fingerprint import fingerprint_as_read, fingerprint_of
from briefing.cache.folder import cache_folder
from briefing.cli.console import Console, Tally, current_json, finding_json, result_json
from briefing.cli.edition_options import add_editions
from briefing.cli.options import (
    add_briefing,
    add_cluster,
    add_limits,
    add_output,
    check_jobs,
    find_briefing,
    limits_in,
    load_content,
    results_folder,
    scheduler_in,
)
from briefing.files.lock_file import LOCK, locked
from briefing.model.errors import (
    CONTENT_AT_FAULT,
    ContentError,
    EnvironmentFault,
    worst,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence

    from briefing.build.build import Result
    from briefing.build.dask_address import SchedulerAddress
    from briefing.build.executors import BuildExecutor
    from briefing.cache.fingerprint import Fingerprint
    from briefing.cli.withdrawing import Withdrawing
    from briefing.files.themes import Theme
    from briefing.load.section_memory import LoadMemory
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.model.findings import Finding
    from briefing.model.limits import Limits

    Loaded = tuple[Briefing, tuple[Finding, ...], Theme]
    """The content, warnings about it, and its theme."""

NAME = "build"
HELP = "make the PDF of an edition, or of all of them"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_briefing(parser)
    add_editions(parser)
    add_output(parser)
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="number of processes (default: one per core; one if a single PDF is asked for and "
        "others were built before)",
    )
    add_limits(parser)
    add_cluster(parser)
    parser.add_argument(
        "--deps",
        type=Path,
        metavar="FILE",
        help="write a make dependency file: which files the PDFs are made from",
    )
    parser.add_argument("--json", action="store_true", help="print results as JSON")
    parser.add_argument("--quiet", action="store_true", help="print faults only")


def run(args: Namespace) -> int:
    """Run the command and return its exit status; if all is up to date, nothing is loaded."""
    console = Console(quiet=args.quiet, as_json=args.json)
    check_jobs(args.jobs)
    limits = limits_in(args)
    scheduler = scheduler_in(args)
    folder, shown = find_briefing(args.briefing)
    results = results_folder(args.output, folder)
    sweep_leftovers(results, cache_folder(args.output))
    fingerprint = fingerprint_of(folder, args.output)
    request = request_of(args, shown)
    before = manifest.read(results)
    console.findings(filter(None, [before.damaged_warning]))
    current = before.current(request, fingerprint)
    if current is None:
        # One edition of what was built before needs little: it is done before others have loaded.
        little = not args.all and before.data
        jobs = args.jobs or (1 if little else cores())
        return BuildRun(args, console, folder, shown, fingerprint, before).run(
            request, scheduler, jobs, limits
        )
    if args.deps:
        names = [name for entry in current.entries for name in _files_of(entry)]
        write_rules(args.deps, [results / name for name in names], files_of(folder, fingerprint))
        touch(results / name for name in names)
    console.current(results, current)
    listed = [current_json(results, entry) for entry in current.entries]
    damage = [finding_json(found) for found in (before.damaged_warning,) if found]
    others = damage + _report_outdated(console, before, fingerprint)
    console.json(
        {"briefing": folder.resolve().name, "editions": listed, "gone": [], "findings": others}
    )
    return 0


def cores() -> int:
    """Return the number of processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


_NOT_ASKED_FOR = frozenset(
    {"briefing", "command", "run", "typed", "output", "jobs", "deps", "json", "quiet"}
    | {"limit_seconds", "limit_memory"}
    | {"dask", "dask_ca", "dask_cert", "dask_key", "dask_insecure"}
    | {"prove_on_workers", "dask_fallback", "dask_timeout", "follow_up"}
)
"""Arguments that say how to build, not what: all others are part of the request."""


def request_of(args: Namespace, shown: str) -> manifest.Request:
    """Return what ``args`` ask for of a briefing.

    Args:
        args: The arguments of a command that builds.
        shown: The folder of the briefing as people say it.
    """
    asked = sorted((k, v) for k, v in vars(args).items() if k not in _NOT_ASKED_FOR and v)
    return manifest.Request(shown, tuple(f"{name}={value}" for name, value in asked))


class BuildRun:
    """A build, unless the manifest shows that all is up to date."""

    def __init__(
        self,
        args: Namespace,
        console: Console,
        folder: Path,
        shown: str,
        fingerprint: Fingerprint,
        before: manifest.Manifest,
    ) -> None:
        from briefing.build.output_folder import OutputFolder

        self.args = args
        self.console = console
        self.folder = folder
        self.shown = shown
        self.fingerprint = fingerprint
        self.before = before
        self.cache_folder = cache_folder(args.output)
        self.results = OutputFolder(before.folder, folder, console.aside)
        self.made_from = fingerprint
        """What the PDFs are made from; of what was read, as soon as that is known."""
        self.done: list[Result] = []
        """What became of editions, in their order."""

    def run(
        self,
        request: manifest.Request,
        scheduler: SchedulerAddress | None,
        jobs: int,
        limits: Limits,
    ) -> int:
        """Build, and return the exit status.

        Args:
            request: What is asked for.
            scheduler: Of the cluster to build on; None for this machine.
            jobs: How many processes work on this machine.
            limits: Of each piece of work.
        """
        if scheduler is None:
            from briefing.build.executors import open_executor

            # Its processes begin to load while the content is read.
            with open_executor(jobs, limits) as executor:
                return self._run(request, executor, self.loaded(limits))
        from briefing.build.dask_cluster import Patience, connect

        loaded = self.loaded(limits)  # before there are threads: it is read by a copy of us
        timeout = self.args.dask_timeout
        patience = Patience(stall=timeout) if timeout else Patience()
        tell = self.console.aside if self.args.dask_fallback else None
        with connect(scheduler, jobs, limits, patience, tell) as executor:
            return self._run(request, executor, loaded)

    def engine_remark(self) -> tuple[Finding, ...]:
        """Return what is to be said of the engine that is installed."""
        from briefing.build.engine_remark import engine_remark

        return engine_remark()

    def now(self) -> Fingerprint:
        """Return the fingerprint of what would be read now."""
        return fingerprint_of(self.folder, self.args.output)

    def change(self, made_from: Fingerprint, now: Fingerprint) -> Finding | None:
        """Return the finding that something has changed during the build, if it has."""
        return change_finding(self.shown, made_from, now)

    def remembered(self) -> LoadMemory:
        """Return what is known of the sections."""
        from briefing.cache.cache import Cache
        from briefing.load.section_memory import LoadMemory

        return LoadMemory(Cache(self.cache_folder), self.fingerprint.toolchain_digest)

    def content(self, limits: Limits) -> tuple[Briefing, tuple[Finding, ...]]:
        """Return the content, and warnings about it."""
        self.memory = self.remembered()
        return load_content(self.folder, self.shown, limits, self.memory)

    def read(self, limits: Limits) -> Loaded:
        """Return the content and its theme."""
        from briefing.files.themes import theme_of

        briefing, warnings = self.content(limits)
        return briefing, warnings, theme_of(briefing)

    def loaded(self, limits: Limits) -> Loaded:
        """Load the content; if it cannot be read, record that earlier PDFs are unchecked."""
        results = self.before.folder
        try:
            return self.read(limits)
        except Exception as error:
            if isinstance(error, ContentError) and (
                changed := self.change(self.fingerprint, self.now())
            ):
                error.consequence += f". {self.shown} {changed.message}"
            if concerns_one_edition(error):
                with suppress(EnvironmentFault):  # then they are older than the content
                    unchecked = self.results.mark_unchecked(self.fingerprint)
                    if unchecked and isinstance(error, ContentError):
                        error.consequence += f". {_unchecked_note(unchecked, results)}"
                    elif unchecked:
                        self.console.note(_unchecked_note(unchecked, results))
            raise

    def _run(self, request: manifest.Request, executor: BuildExecutor, loaded: Loaded) -> int:
        """Build, while nobody clears the results away."""
        with locked(self.args.output / LOCK, self.console.aside, shared=True):
            return self._build(request, executor, loaded)

    def _build(self, request: manifest.Request, executor: BuildExecutor, loaded: Loaded) -> int:
        from briefing.build.build import BuildOptions, build
        from briefing.build.deck_remarks import deck_remarks
        from briefing.cache.cache import Cache
        from briefing.cache.eviction import record_and_evict
        from briefing.cli.chosen_editions import chosen_editions
        from briefing.cli.recording import Recording
        from briefing.cli.withdrawing import Withdrawing

        briefing, warnings, theme = loaded
        made_from = self.made_from = fingerprint_as_read(
            self.fingerprint, briefing.read, self.folder, self.args.output
        )
        chosen = chosen_editions(briefing, self.args)
        results = self.before.folder
        self._write_rules(briefing, chosen, made_from)
        warnings = (*warnings, *self.engine_remark(), *deck_remarks(briefing, chosen))
        self.console.findings(warnings)
        withdrawing = Withdrawing(self.results, made_from, self.console)
        recording = Recording(self.results, briefing.settings.as_of, made_from)
        gone = withdrawing.gone(self.before, briefing)
        tally = Tally()
        done = self.done
        options = BuildOptions(
            executor,
            self.before,
            made_from.toolchain_digest,
            self.console.progress,
            made_from.digest,
            recording.deliver,
            FaultLog(self.args.output, self.args.typed),
        )
        cache = Cache(self.cache_folder)
        self.memory.save(cache)
        try:
            for result in build(briefing, chosen, theme, cache, results, options):
                moved = self.moved(result, withdrawing)
                self.console.result(result, moved, one_of_many=len(chosen) > 1)
                tally.add(result)
                done.append(result)
        finally:
            # Where a signal cuts this short, the journal has what was delivered.
            now = self.now()
            is_whole = len(done) == len(chosen) and not tally.failed
            asked = (request, [finding_json(w) for w in warnings]) if is_whole else None
            if any(result.delivered for result in done) or self.before.names:
                recording.record(done, now, asked)
            asked_for = cache.lookups
            record_and_evict(
                self.cache_folder, asked_for.hits, asked_for.misses, say=self.console.aside
            )
        if self.args.deps:
            current = [result for result in done if result.is_current]
            touch(path for r in current for path in (r.path, r.page_path) if path is not None)
        self.console.finish(tally)
        changed = self.change(made_from, now)
        others = self.report_on_all(changed, cache.warning(), now)
        self.console.json(
            {
                "briefing": briefing.name,
                "editions": [result_json(r, withdrawing.moved.get(r.path.name)) for r in done],
                "gone": gone,
                "findings": others,
                **self.about(),
            }
        )
        of_change = CONTENT_AT_FAULT if changed else 0
        built = worst((of_change, *(result.status for result in done)))
        return max(built, withdrawing.status)

    def _write_rules(
        self, briefing: Briefing, chosen: Sequence[Edition], made_from: Fingerprint
    ) -> None:
        """Write the dependency file, if one was asked for."""
        from briefing.select.selection import has_page

        if self.args.deps:
            results = self.before.folder
            targets = [results / edition.file_name for edition in chosen]
            targets += [results / e.page_name for e in chosen if has_page(briefing, e)]
            write_rules(self.args.deps, targets, files_of(self.folder, made_from))

    def report_on_all(
        self, changed: Finding | None, unwritten: Finding | None, now: Fingerprint
    ) -> list[dict[str, Any]]:
        """Print and return what is to be said of no edition by itself.

        Args:
            changed: That the content has changed meanwhile.
            unwritten: That the cache cannot be written.
            now: The fingerprint of the content as it is now.
        """
        found = [one for one in (unwritten, changed) if one is not None]
        told = self.report(found)
        outdated = []
        if changed is None:
            outdated = _report_outdated(self.console, manifest.read(self.before.folder), now)
        return outdated + told

    def report(self, found: Sequence[Finding]) -> list[dict[str, Any]]:
        """Print findings; return them, and that the manifest was damaged, which is said before."""
        self.console.findings(found)
        return [finding_json(one) for one in (*found, self.before.damaged_warning) if one]

    def about(self) -> dict[str, Any]:
        """Return what else is to be said of the build, as JSON data."""
        return {}

    def moved(self, result: Result, withdrawing: Withdrawing) -> Path | None:
        """Withdraw an earlier PDF that may not be handed out; return where it went."""
        return withdrawing.earlier(result)


def _files_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the PDF and, if there is one, of the web page of a manifest's entry."""
    return (entry["file"], *((entry["html"]["file"],) if entry["html"] else ()))


def _unchecked_note(count: int, folder: Path) -> str:
    what, them = ("The PDF", "it") if count == 1 else (f"The {count} PDFs", "them")
    are = "is" if count == 1 else "are"
    return (
        f"{what} in {folder} {are} unchecked: do not hand {them} out before a build has succeeded"
    )


def _report_outdated(
    console: Console, known: manifest.Manifest, fingerprint: Fingerprint
) -> list[dict[str, Any]]:
    """Print and return a warning if PDFs that were not asked for may be out of date."""
    found = known.outdated_warning(fingerprint)
    console.findings([found] if found else ())
    return [finding_json(found)] if found else []
