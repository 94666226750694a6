"""Builds editions: makes the PDF of each, proves it and publishes it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from briefing.build import crash_reports
from briefing.build.crash_reports import FaultLog, concerns_one_edition
from briefing.build.executors import inline_executor
from briefing.build.layout_limits import limited, within_limits
from briefing.build.picture_shelf import PictureShelf
from briefing.build.pipeline import (
    compose_editions,
    expectation_of,
    fragment_assets,
    prepare,
    scaled_pictures,
)
from briefing.build.previous_pdf import assess_previous_pdf
from briefing.build.publish import publish, staged_file
from briefing.build.results import content_digest
from briefing.build.scheduler import EditionJob, Scheduler, steps_of
from briefing.build.web_pages import page_expectation
from briefing.cache.cache import extract_key
from briefing.cache.page_cache import PageCache
from briefing.compose.expectation import BlockWords
from briefing.model.errors import CONTENT_AT_FAULT, ENVIRONMENT, FAULT_OF_OURS, ContentError
from briefing.model.findings import MACHINE_FAILED, Location, errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from briefing.build.executors import BuildExecutor
    from briefing.build.pipeline import ComposedEdition
    from briefing.build.previous_pdf import PreviousPdf
    from briefing.build.results import FileContent
    from briefing.build.scheduler import Progress
    from briefing.cache.cache import Cache
    from briefing.cache.manifest import Manifest
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.model.findings import Finding
    from briefing.model.proof import Expectation, Proof


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of building one edition."""

    edition: Edition
    path: Path
    findings: tuple[Finding, ...]
    pages: int = 0
    words: int = 0
    marking: str = ""
    sha256: str = ""
    """Hash of the PDF; empty if there is none."""
    page_sha256: str = ""
    """Hash of the web page beside it; empty if there is none."""
    bound_from: str = ""
    """Hash of all that its bytes were made from."""
    made_from: str = ""
    """Hash of that, and of all it was proven against."""
    is_current: bool = False
    """Whether the PDF was there already, made from the same."""
    previous_pdf: PreviousPdf | None = None
    """The PDF from an earlier build, if this edition was not delivered and one is there."""
    previous_page: PreviousPdf | None = None
    """The same of the web page."""

    @property
    def page_path(self) -> Path | None:
        """Where its web page is; None if it has none."""
        return self.path.with_name(self.edition.page_name) if self.page_sha256 else None

    @property
    def delivered(self) -> bool:
        """Whether the PDF was built and proven."""
        return not errors(self.findings)

    @property
    def status(self) -> int:
        """Its exit status: of two faults the content's counts, as building again does not help."""
        codes = {finding.code for finding in errors(self.findings)}
        if crash_reports.CODE in codes:
            return FAULT_OF_OURS
        if codes - {MACHINE_FAILED}:
            return CONTENT_AT_FAULT
        return ENVIRONMENT if codes else 0


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: where tasks run, what earlier builds made, and who is told of progress."""

    executor: BuildExecutor | None = None
    """Runs the tasks; None for this process, without limits."""
    manifest: Manifest | None = None
    """What earlier builds made; without it, all PDFs are bound and proven again."""
    program: str = ""
    """Hash of the program; PDFs that another program made are made again."""
    progress: Progress | None = None
    fingerprint: str = ""
    """Hash of all that PDFs are made from; a PDF proven against it still passes."""
    deliver: Callable[[Result, Sequence[tuple[str, FileContent]]], None] | None = None
    """Puts the files of an edition, by name, in their places; None to do so without a manifest."""
    log: FaultLog = field(default_factory=FaultLog)


def build(
    briefing: Briefing,
    editions: Iterable[Edition],
    theme: Theme,
    cache: Cache,
    folder: Path,
    options: BuildOptions | None = None,
) -> Iterator[Result]:
    """Build ``editions`` and yield the result of each, in their order.

    Faulty content or an internal error in one edition does not stop the others.

    Args:
        briefing: The content.
        editions: What to build.
        theme: How it looks.
        cache: Holds fragments, charts and extracts.
        folder: Where the PDFs go.
        options: How to build.

    Raises:
        EnvironmentFault: The folder cannot be written.
    """
    options = options or BuildOptions()
    editions = tuple(editions)
    with options.executor or inline_executor() as executor:
        run = _BuildRun(briefing, theme, cache, folder, options, executor, BlockWords(briefing))
        executor.set_theme(theme.assets)
        executor.shelf = PictureShelf(cache.folder, cache.read_only)
        executor.pages = PageCache(cache.folder.absolute(), cache.read_only, theme.digest)
        results = _OrderedResults(editions)
        scheduler = Scheduler(
            executor, cache, theme.digest, options.program, options.progress, len(editions)
        )
        texts: dict[Edition, ComposedEdition] = {}

        def jobs() -> Iterator[EditionJob]:
            """Compose one edition after the other, each when there is room for its tasks."""
            composed = compose_editions(
                briefing, editions, theme, cache, executor.local_processes, executor.limits
            )
            for edition, text in zip(editions, composed, strict=True):
                if isinstance(text, Exception):
                    results.add(run.failed(edition, text, "selecting and composing it", None))
                    scheduler.count -= 1
                    continue
                job = run.job(edition, text)
                if isinstance(job, Exception):
                    results.add(run.failed(edition, job, "composing it", text))
                    scheduler.count -= 1
                    continue
                texts[edition] = text
                yield job

        for job in scheduler.run(jobs()):
            results.add(run.ended(job, texts.pop(job.edition)))
            job.forget()
            yield from results.ready()
        yield from results.ready()


class _OrderedResults:
    """Puts results into the order of their editions, whichever finishes first."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._waiting = deque(editions)
        self._finished: dict[Edition, Result] = {}

    def add(self, result: Result) -> None:
        self._finished[result.edition] = result

    def ready(self) -> Iterator[Result]:
        """Yield the results that are next in order, until one is missing."""
        while self._waiting and self._waiting[0] in self._finished:
            yield self._finished.pop(self._waiting.popleft())


@dataclass(frozen=True, slots=True)
class _BuildRun:
    """What all editions of a build share."""

    briefing: Briefing
    theme: Theme
    cache: Cache
    folder: Path
    options: BuildOptions
    executor: BuildExecutor
    words: BlockWords

    def job(self, edition: Edition, composed: ComposedEdition) -> EditionJob | Exception:
        """Return the job of an edition, or the exception that keeps it from starting."""
        known = (
            self.options.manifest.up_to_date_pdf(edition.file_name)
            if self.options.manifest
            else None
        )
        try:
            return EditionJob(
                edition,
                limited(
                    prepare(composed, self.theme, self.words),
                    self.executor.limits,
                    self.theme,
                    edition,
                ),
                fragment_assets(composed.briefing),
                Location(str(self.folder / edition.file_name)),
                known,
                scaled_pictures(composed.briefing),
                steps_of((*composed.composition.fragments, *composed.drawings.values())),
            )
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            return error

    def ended(self, job: EditionJob, composed: ComposedEdition) -> Result:
        """Return the result of a finished job, and publish its PDF if that is proven."""
        if job.error is not None:
            return self.failed(job.edition, job.error, job.doing, composed)
        try:
            result = self._delivered(job)
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            return self.failed(job.edition, error, "delivering it", composed)
        return result if result.delivered else self._with_previous_pdf(result, composed)

    def failed(
        self, edition: Edition, error: Exception, doing: str, composed: ComposedEdition | None
    ) -> Result:
        """Return the result of an edition that an exception ended.

        Args:
            edition: The edition.
            error: What ended it.
            doing: What was being done, such as “composing it”.
            composed: The edition as text, if it got that far.
        """
        path = self.folder / edition.file_name
        if isinstance(error, ContentError):
            found = error.findings
        else:
            found = (self.options.log.finding(error, Location(str(path)), doing),)
        return self._with_previous_pdf(Result(edition, path, found), composed)

    def _with_previous_pdf(self, result: Result, composed: ComposedEdition | None) -> Result:
        """Return a failed result with the assessment of the PDF from an earlier build."""
        options = self.options
        if options.manifest is None:
            return result
        expected = of_page = None
        if composed is not None:
            today = (composed.briefing, composed.composition, self.theme, None, self.words)
            expected = self._within_limits(result, partial(expectation_of, *today))
            if composed.page is not None:
                today_on_page = (composed.briefing, composed.page, self.theme, self.words)
                of_page = self._within_limits(result, partial(page_expectation, *today_on_page))
        page_path = result.path.with_name(result.edition.page_name)
        assess = partial(
            assess_previous_pdf, fingerprint=options.fingerprint, executor=self.executor
        )
        return replace(
            result,
            previous_pdf=assess(result.path, expected=expected),
            previous_page=assess(page_path, expected=of_page),
        )

    def _within_limits(
        self, result: Result, compose: Callable[[], Expectation]
    ) -> Callable[[], Expectation]:
        """Return what expects no more of this process than a piece of work may."""
        return partial(within_limits, self.executor.limits, self.theme, result.edition, compose)

    def _kept(self, made_from: str, proof: Proof) -> tuple[Finding, ...]:
        """Return the findings of a proof, kept for builds that need not prove again."""
        if proof.passed:
            self.cache.put_findings(made_from, proof.findings)
        return proof.findings

    def _delivered(self, job: EditionJob) -> Result:
        prepared, known, path = job.prepared, job.known, self.folder / job.edition.file_name
        assert prepared is not None
        if prepared.binding is None:
            return Result(job.edition, path, prepared.findings)
        hashes = (job.bound_from, job.made_from)
        finished = job.finished
        page = finished.page if finished else None
        if known is not None and (finished is None or (not finished.pdf and finished.proof.passed)):
            proven = (
                self.cache.get_findings(job.made_from) or ()
                if finished is None
                else self._kept(job.made_from, finished.proof)
            )
            result = Result(
                job.edition,
                path,
                (*prepared.findings, *proven),
                known.pages,
                known.words,
                known.marking,
                known.sha256,
                known.page_sha256 if page is None else content_digest(page),
                *hashes,
                is_current=page is None or content_digest(page) == known.page_sha256,
            )
            if page is not None and not result.is_current:
                self._deliver(result, [(job.edition.page_name, page)])
            return result
        assert finished is not None
        pdf, proof = finished.pdf, finished.proof
        result = Result(
            job.edition,
            path,
            (*prepared.findings, *self._kept(job.made_from, proof)),
            proof.pages,
            proof.words,
            prepared.composition.head.marking,
            content_digest(pdf),
            content_digest(finished.page or b""),
            *hashes,
        )
        if result.delivered:
            self.cache.put_extract(extract_key(result.sha256, self.options.program), proof.extract)
            pages = [(job.edition.page_name, finished.page)] if finished.page is not None else []
            self._deliver(result, [(path.name, pdf), *pages])
        return result

    def _deliver(self, result: Result, files: Sequence[tuple[str, FileContent]]) -> None:
        if self.options.deliver is not None:
            self.options.deliver(result, files)
            return
        for name, data in files:
            with staged_file(self.folder / name, data) as draft:
                publish(draft, self.folder / name)
