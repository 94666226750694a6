"""One of the builds of ``briefing watch``, and what such builds keep for the next.

It differs from ``briefing build`` in four ways. Its processes stay. The program's own code, which
goes on running as it was, is not hashed again. What changes meanwhile is no fault, as another build
follows. And an earlier PDF stays in its place while its edition is being mended: only when the
watch ends it is withdrawn, if it may not be handed out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from briefing.cache.fingerprint import (
    fingerprint_while_running,
    source_digest,
    toolchain_fingerprint,
)
from briefing.cli.build import BuildRun
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.build.executors import BuildExecutor
    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Request
    from briefing.cli.build import Loaded
    from briefing.cli.console import Console
    from briefing.cli.withdrawing import Withdrawing
    from briefing.files.changes import Look
    from briefing.files.theme_folders import ThemeFolders
    from briefing.files.themes import Theme
    from briefing.load.section_memory import LoadMemory
    from briefing.model.brand import Brand
    from briefing.model.findings import Finding
    from briefing.model.limits import Limits


@dataclass(slots=True)
class Resident:
    """What a watch keeps from build to build."""

    jobs: int
    limits: Limits
    running: Mapping[str, str] = field(default_factory=toolchain_fingerprint)
    """The program as it was when the watch began."""
    held: dict[str, tuple[Result, Withdrawing]] = field(default_factory=dict)
    """Editions that could not be delivered and whose earlier PDFs are in their places, by name."""
    is_engine_told: bool = False
    """Whether it was said what is to be said of the engine."""
    _executor: BuildExecutor | None = None
    _memory: LoadMemory | None = None
    _theme: Theme | None = None
    _theme_of: tuple[object, ...] = ()
    """What the theme was made from: hashes of the files, and the brand."""
    _code: Look | None = None

    def executor(self) -> BuildExecutor:
        """Return the executor, which keeps its processes; after a failure, a new one."""
        from briefing.build.executors import open_executor

        if self._executor is None or self._executor.is_shut:
            self._executor = open_executor(self.jobs, self.limits)
            self._executor.is_resident = True
        return self._executor

    def memory(self, cache_folder: Path) -> LoadMemory:
        """Return what is known of the sections; at first, what the cache has."""
        from briefing.cache.cache import Cache
        from briefing.cache.fingerprint import Fingerprint
        from briefing.load.section_memory import LoadMemory

        if self._memory is None:
            program = Fingerprint(dict(self.running), {}).toolchain_digest
            self._memory = LoadMemory(Cache(cache_folder), program)
        return self._memory

    def theme(self, folders: ThemeFolders, brand: Brand, hashes: tuple[object, ...]) -> Theme:
        """Return the theme in some folders, whose files have some ``hashes``, for a brand."""
        from briefing.files.themes import read_theme

        made_of = (folders.name, brand, *hashes)
        if self._theme is None or self._theme_of != made_of:
            self.forget_theme()
            self._theme, self._theme_of = read_theme(folders, brand), made_of
        return self._theme

    def forget_theme(self) -> None:
        """Have the theme read again."""
        self._theme = None

    def refuse_other_code(self, code: Look) -> None:
        """Raise EnvironmentFault if the program on disk is not the one that runs: its results would
        be taken for those of the new one.

        Args:
            code: How the files of the program look.
        """
        if code != self._code and source_digest() != self.running["source"]:
            raise EnvironmentFault(
                "briefing itself was changed on this machine while it was watching\n"
                "  hint: start the watch again"
            )
        self._code = code

    def end(self, console: Console) -> None:
        """End all processes, and withdraw earlier PDFs that may not be handed out.

        Args:
            console: Told which were withdrawn.
        """
        if self._executor is not None and not self._executor.is_shut:
            self._executor.end()
        for result, withdrawing in self.held.values():
            moved = withdrawing.earlier(result)
            if moved is not None:
                console.note(f"{result.path}  the previous PDF was moved to {moved}")
        self.held.clear()


class ResidentBuild(BuildRun):
    """A build that takes what is kept from the one before."""

    def __init__(self, kept: Resident, because: Sequence[str], *common: Any) -> None:
        """Prepare it.

        Args:
            kept: What earlier builds have kept.
            because: The files that have changed; none for the first build.
            common: The arguments of `BuildRun`.
        """
        super().__init__(*common)
        self.kept = kept
        self.because = because

    def run_resident(self, request: Request) -> int:
        """Build in the processes that are kept; return the exit status."""
        executor = self.kept.executor()
        try:
            return self._run(request, executor, self.loaded(self.kept.limits))
        finally:
            if self.made_from.toolchain != self.fingerprint.toolchain:
                self.kept.forget_theme()  # nobody knows which templates it was read from

    def remembered(self) -> LoadMemory:
        """Return what is known of the sections."""
        return self.kept.memory(self.cache_folder)

    def read(self, limits: Limits) -> Loaded:
        """Return the content and its theme, which is only read again if templates have changed."""
        from briefing.files.theme_places import THEME_FOLDERS
        from briefing.files.themes import theme_of

        briefing, warnings = self.content(limits)
        fingerprint = self.fingerprint
        own = tuple(one for one in fingerprint.content.items() if one[0].startswith(THEME_FOLDERS))
        hashes = (fingerprint.toolchain["templates"], own)
        return briefing, warnings, theme_of(briefing, partial(self.kept.theme, hashes=hashes))

    def engine_remark(self) -> tuple[Finding, ...]:
        """Return what is to be said of the engine, once."""
        told, self.kept.is_engine_told = self.kept.is_engine_told, True
        return () if told else super().engine_remark()

    def now(self) -> Fingerprint:
        """Return the fingerprint of what would be read now."""
        return fingerprint_while_running(self.folder, self.args.output, self.kept.running)

    def change(self, made_from: Fingerprint, now: Fingerprint) -> Finding | None:
        """Return nothing: what has changed during the build is built next."""
        return None

    def moved(self, result: Result, withdrawing: Withdrawing) -> Path | None:
        """Leave an earlier PDF where it is, until its edition is delivered or the watch ends."""
        self.kept.held.pop(result.path.name, None)
        if not result.delivered and result.previous_pdf is not None:
            self.kept.held[result.path.name] = (result, withdrawing)
        return None

    def about(self) -> dict[str, Any]:
        """Return the files that have changed, as JSON data."""
        return {"changed": list(self.because)}

    def report_on_all(
        self, changed: Finding | None, unwritten: Finding | None, now: Fingerprint
    ) -> list[dict[str, Any]]:
        """Print and return what is to be said of no edition by itself; of other PDFs, once."""
        if self.because:
            return self.report([unwritten] if unwritten else [])
        return super().report_on_all(changed, unwritten, now)
