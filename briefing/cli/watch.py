"""``briefing watch``: build what is chosen, and again whenever a file of it is saved."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import briefing
from briefing.build.crash_reports import FaultLog
from briefing.build.leftovers import sweep_leftovers
from briefing.cache import manifest
from briefing.cache.fingerprint import changed_files, fingerprint_while_running
from briefing.cache.folder import cache_folder
from briefing.cli.build import cores, request_of
from briefing.cli.console import Console, content_fault_json
from briefing.cli.edition_options import add_editions
from briefing.cli.follow_up import CHANGED, PDFS, FollowUp
from briefing.cli.options import (
    add_briefing,
    add_limits,
    add_output,
    check_jobs,
    find_briefing,
    limits_in,
    results_folder,
)
from briefing.cli.resident_build import Resident, ResidentBuild
from briefing.files.changes import ChangeWatch
from briefing.files.theme_places import THEMES
from briefing.files.workspace import templates_folder
from briefing.model.errors import (
    NO_MEMORY,
    BriefingError,
    ContentError,
    EnvironmentFault,
    is_interrupt,
)
from briefing.model.findings import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from briefing.files.changes import Look

NAME = "watch"
HELP = "build, and again whenever a file is saved; Ctrl-C ends it"
_MOST_NAMED = 3
"""Files and PDFs that a line names."""
_AGAIN, _AGAIN_AT_LAST = 5.0, 300.0
"""Seconds after which a build is tried again that this machine failed, at first and at last."""
_FAILED_BEFORE = ["what failed before"]
"""Stands for the changed files where a build is only tried again."""


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_briefing(parser)
    add_editions(parser)
    add_output(parser)
    parser.add_argument(
        "--exec",
        dest="follow_up",
        metavar="COMMAND",
        help="run COMMAND in the shell after each good build, never twice at a time; "
        f"{PDFS} and {CHANGED} have the paths of all PDFs and of those that are new, one a line",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="number of processes that stay (default: one; with --all or several formats, one per "
        "core)",
    )
    add_limits(parser)
    parser.add_argument(
        "--json", action="store_true", help="print results as JSON, each build on a line"
    )
    parser.add_argument("--quiet", action="store_true", help="print faults only")
    parser.set_defaults(deps=None)


def run(args: Namespace) -> NoReturn:
    """Build until a signal ends the watch, which raises RunEnded.

    Raises:
        BriefingError: The first build fails for another reason than its content, or the program
            itself was changed.
    """
    check_jobs(args.jobs)
    limits = limits_in(args)
    folder, shown = find_briefing(args.briefing)
    results = results_folder(args.output, folder)
    sweep_leftovers(results, cache_folder(args.output))
    several = args.all or "," in args.format
    kept = Resident(args.jobs or (cores() if several else 1), limits)
    _Watch(args, folder, shown, results, kept).run()


class _Watch:
    """Builds, waits for changes, builds again."""

    def __init__(
        self, args: Namespace, folder: Path, shown: str, results: Path, kept: Resident
    ) -> None:
        self.args = args
        self.folder = folder
        self.shown = shown
        self.results = results
        self.kept = kept
        self.files = ChangeWatch(
            (folder, folder.resolve().parent / THEMES, templates_folder()), args.output
        )
        self.code = ChangeWatch((Path(briefing.__file__).parent,), args.output)
        self.log = FaultLog(args.output, args.typed)
        self.made_from = self._fingerprint()
        """What the last build was made from."""
        self.told = ""
        """What kept the last build from being made, as it was told."""
        self.failures = 0
        """Builds in a row that this machine failed."""
        say = self._console(is_brief=True).note
        output = 2 if args.json else None
        self.follow_up = FollowUp(args.follow_up, say, output) if args.follow_up else None

    def run(self) -> NoReturn:
        """Build whenever files have changed, until a signal comes."""
        try:
            because: list[str] = []
            while True:
                seen = self.files.look()
                self._build(because)
                if not because:
                    self._console().line(f"watching {self.shown}; Ctrl-C ends it")
                because = self._changed_since(seen)
        finally:
            if self.follow_up is not None:
                self.follow_up.end()
            self.kept.end(self._console())

    def _console(self, *, is_brief: bool = False) -> Console:
        return Console(
            quiet=self.args.quiet, as_json=self.args.json, is_brief=is_brief, is_in_lines=True
        )

    def _fingerprint(self) -> Any:
        return fingerprint_while_running(self.folder, self.args.output, self.kept.running)

    # ── building ──────────────────────────────────────────────────────────────────────────

    def _build(self, because: Sequence[str]) -> None:
        """Build once, and tell what became of it; only the first time, what is no fault of the
        content ends the watch."""
        console = self._console(is_brief=bool(because))
        self.kept.refuse_other_code(self.code.look())
        self.made_from = self._fingerprint()
        began = time.monotonic()
        is_failed = False
        try:
            before = manifest.read(self.results)
            console.findings(filter(None, [before.damaged_warning]))
            common = (self.args, console, self.folder, self.shown, self.made_from, before)
            build = ResidentBuild(self.kept, because, *common)
            status = build.run_resident(request_of(self.args, self.shown))
            self.made_from = build.made_from
            self._tell(console, build, time.monotonic() - began)
            if not status and self.follow_up is not None:
                made = [one for one in build.done if one.delivered]
                new = [str(one.path) for one in made if not one.is_current]
                self.follow_up.begin([str(one.path) for one in made], new)
        except ContentError as error:
            self._tell_content_fault(console, error, because)
        except (KeyboardInterrupt, Exception) as error:
            if is_interrupt(error) or (not because and isinstance(error, BriefingError)):
                raise
            is_failed = isinstance(error, EnvironmentFault | MemoryError)
            self._tell_failure(console, error, is_again=because == _FAILED_BEFORE)
        self.failures = self.failures + 1 if is_failed else 0

    def _tell(self, console: Console, build: ResidentBuild, seconds: float) -> None:
        """Tell in a line what was built, for which files, and how long it took."""
        if not build.because:
            return
        failed = [one.path.name for one in build.done if not one.delivered]
        new = [one.path.name for one in build.done if one.delivered and not one.is_current]
        why = f"for {_named(build.because)}, in {seconds:.1f} s"
        if new:
            console.line(f"{_time()}  built {_named(new)} {why}")
        elif not failed:
            console.line(f"{_time()}  no PDF changes {why}")
        if failed:
            console.note(f"{_time()}  not built: {_named(failed)}, {why}; waiting for changes")

    def _tell_content_fault(
        self, console: Console, error: ContentError, because: Sequence[str]
    ) -> None:
        console.fault(error)
        console.json({**content_fault_json(error), **_about(because)})

    def _tell_failure(self, console: Console, error: BaseException, *, is_again: bool) -> None:
        """Tell what kept a build from being made; of one that is tried again, only what is new."""
        if isinstance(error, MemoryError):
            told = NO_MEMORY
        elif isinstance(error, BriefingError):
            told = f"{error}"
        else:
            log = self.log.add(error)
            told = f"internal error (a bug in briefing); please report it with {log}"
        if told != self.told or not is_again:
            console.failure(told)
        self.told = told

    # ── waiting ───────────────────────────────────────────────────────────────────────────

    def _changed_since(self, seen: Look) -> list[str]:
        """Wait until what is built has changed; return the files.

        A build that this machine failed is tried again without a change.
        """
        again = time.monotonic() + min(_AGAIN * 2 ** (self.failures - 1), _AGAIN_AT_LAST)
        while True:
            if self.follow_up is not None:
                self.follow_up.attend()
            now = self.files.look()
            if now != seen:
                seen = self.files.settled(now)
                if changed := changed_files(self.made_from, self._fingerprint()):
                    return changed
            if self.failures and time.monotonic() > again:
                return _FAILED_BEFORE
            self.files.pause()


def _named(names: Sequence[str]) -> str:
    """Return names as words: the first ones, and how many more there are."""
    more = len(names) - _MOST_NAMED
    named = ", ".join(names[:_MOST_NAMED])
    return f"{named} and {counted(more, 'other file')}" if more > 0 else named


def _time() -> str:
    return time.strftime("%H:%M:%S")


def _about(because: Sequence[str]) -> Mapping[str, Any]:
    return {"changed": list(because)}
