"""Schedules the work on many editions: each distinct fragment once, all workers busy.

The caller composes the editions. The scheduler drives the coroutine of each: it submits the
fragments that the coroutine yields to the executor, or takes them from the cache, and resumes the
coroutine when all of them are typeset. So the contents list and the furniture follow once the pages
are known, then binding and proof. Editions that need the same fragment share one task. An edition
that fails ends alone; the others go on.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from hashlib import sha256
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from briefing.build.crash_reports import concerns_one_edition
from briefing.build.executors import finished_result, typeset_result
from briefing.build.results import forget
from briefing.cache.cache import assets_of, extract_key, fragment_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from briefing.build.executors import BuildExecutor
    from briefing.build.pipeline import EditionCoroutine, PreparedEdition
    from briefing.build.tasks import Binding, FinishedPdf
    from briefing.cache.cache import Cache
    from briefing.cache.manifest import UpToDatePdf
    from briefing.model.composition import Asset, Fragment
    from briefing.model.edition import Edition
    from briefing.model.findings import Location
    from briefing.model.output import TypesetFragment
    from briefing.model.pictures import StoredPicture

    Progress = Callable[[str, int, int], None]
    """Called with what was done last, the number of steps done, and the number of all steps."""

_QUEUE_DEPTH = 4
"""Queued tasks for each worker: enough that none waits, few enough that the first editions are
finished before all are begun, and that their parts do not pile up in memory."""
_STEPS_AFTER_TEXT = 4
"""Steps of an edition after its text: contents, furniture of two kinds, binding with proof."""


@dataclass(slots=True, eq=False)
class EditionJob:
    """State of one edition while it is being built."""

    edition: Edition
    coroutine: EditionCoroutine
    assets: tuple[Asset, ...]
    location: Location
    """The location that findings of its proof are reported at."""
    known: UpToDatePdf | None = None
    """Its PDF from an earlier build, if that is unchanged."""
    pictures: tuple[StoredPicture, ...] = ()
    """Pictures that have to be scaled down for it."""
    steps: int = 0
    """Steps left: fragments of its text, and what comes after the text."""
    doing: str = "composing it"
    """The current activity, as a finding words it."""
    error: Exception | None = None
    """What ended it early: faulty content or an internal error."""
    prepared: PreparedEdition | None = None
    finished: FinishedPdf | None = None
    """None if it failed, or if its PDF exists already, proven against the same."""
    bound_from: str = ""
    """Hash of all that the bytes of its PDF are made from."""
    made_from: str = ""
    """Hash of that, and of all it is proven against."""
    # The scheduler's own:
    tasks: tuple[_FragmentTask, ...] = ()
    missing: int = 0
    """Tasks that it waits for and that are not known to be done."""
    keys: list[str] = field(default_factory=list)
    binding: Future[FinishedPdf] | None = None

    def forget(self) -> None:
        """Release the parts its PDF was made of, which take much memory for many editions."""
        if self.finished is not None:
            for content in (self.finished.pdf, self.finished.page):
                forget(content)
        self.prepared = self.finished = self.binding = None
        self.tasks = ()


@dataclass(slots=True, eq=False)
class _FragmentTask:
    """A fragment that one or more editions wait for."""

    key: str
    fragment: Fragment
    future: Future[TypesetFragment]
    typeset: TypesetFragment | None = None


@dataclass(slots=True)
class Scheduler:
    """Runs the jobs of all editions to their ends."""

    executor: BuildExecutor
    cache: Cache
    theme_digest: str
    program: str
    """Hash of the program that binds and proves."""
    progress: Progress | None
    count: int = 1
    """Number of editions, those that are composed later among them."""
    _tasks: dict[str, _FragmentTask] = field(default_factory=dict)
    _scaling: dict[str, Future[None]] = field(default_factory=dict)
    """Pictures that are scaled down or were, by their keys."""
    _active: set[EditionJob] = field(default_factory=set)
    _news: SimpleQueue[EditionJob | None] = field(default_factory=SimpleQueue)
    """What happened: a job has one task less to wait for, or (None) a task is done."""
    _under_way: int = 0
    """Tasks that were submitted and are not known to be done."""
    _begun: int = 0
    _begun_steps: int = 0
    _done: int = 0

    def run(self, jobs: Iterable[EditionJob]) -> Iterator[EditionJob]:
        """Yield each job when it is finished, or when an error of its own has ended it.

        Jobs are taken in order, and no more than keep the queue filled; they may finish in any
        order.

        Raises:
            EnvironmentFault: This machine lacks something that all of them need.
        """
        waiting = iter(jobs)
        more = True
        while more or self._active:
            while more and self._under_way < self.executor.size * _QUEUE_DEPTH:
                job = next(waiting, None)
                if job is None:
                    more = False
                else:
                    self._begun += 1
                    self._begun_steps += job.steps
                    self._active.add(job)
                    yield from self._ended([job], begin=True)
                yield from self._ended(self._ready(block=False))
            if self._active:
                yield from self._ended(self._ready(block=True))

    def _ended(self, jobs: Iterable[EditionJob], *, begin: bool = False) -> Iterator[EditionJob]:
        """Advance ``jobs``; yield those that have finished or failed."""
        for job in jobs:
            if self._resume(job, begin=begin):
                self._active.discard(job)
                yield job

    def _ready(self, *, block: bool) -> list[EditionJob]:
        """Return the jobs that need wait no longer; with ``block``, once a task is done."""
        ready = []
        while block or not self._news.empty():
            job = self._news.get()
            block = False
            if job is None:
                self._under_way -= 1
            else:
                job.missing -= 1
                if not job.missing and job in self._active:
                    ready.append(job)
        return ready

    def _submitted(self, future: Future[Any]) -> None:
        """Count a task that is under way."""
        self._under_way += 1
        future.add_done_callback(lambda _: self._news.put(None))

    def _await(self, job: EditionJob, futures: Iterable[Future[Any]]) -> None:
        """Have ``job`` wait for ``futures``; each is asked once, however many there are."""
        undone = [future for future in dict.fromkeys(futures) if not future.done()]
        job.missing += len(undone)
        for future in undone:
            future.add_done_callback(lambda _: self._news.put(job))

    def _request(self, job: EditionJob, fragments: Iterable[Fragment]) -> None:
        """Make ``fragments`` the tasks of ``job``; submit those neither cached nor requested."""
        tasks = []
        for fragment in fragments:
            key = fragment_key(fragment, job.assets, self.theme_digest)
            task = self._tasks.get(key)
            if task is None:
                task = self._tasks[key] = self._new_task(key, fragment, job)
            tasks.append(task)
        job.tasks = tuple(tasks)
        self._await(job, (task.future for task in tasks))
        more = max(0, len(tasks) + 1 - job.steps)  # tables are found to be long on the way
        job.steps += more
        self._begun_steps += more
        job.keys += [task.key for task in tasks]

    def _scale(self, job: EditionJob) -> None:
        """Have pictures scaled down one by one, so that binding finds them in the cache.

        What became of a picture is not asked for here: binding reads it, and says what is wrong.
        """
        futures = []
        for picture in job.pictures:
            future = self._scaling.get(picture.key)
            if future is None and not self.cache.has_picture(picture):
                future = self.executor.scale(picture)
                if future is not None:
                    self._scaling[picture.key] = future
                    self._submitted(future)
            if future is not None:
                futures.append(future)
        self._await(job, futures)

    def _new_task(self, key: str, fragment: Fragment, job: EditionJob) -> _FragmentTask:
        typeset = self.cache.get(key)
        if typeset is None:
            future = self.executor.typeset(fragment, assets_of(fragment, job.assets))
            self._submitted(future)
            return _FragmentTask(key, fragment, future)
        done: Future[TypesetFragment] = Future()
        done.set_result(typeset)
        return _FragmentTask(key, fragment, done, typeset)

    def _resume(self, job: EditionJob, *, begin: bool = False) -> bool:
        """Advance ``job`` as far as possible; return whether it has finished or failed."""
        try:
            if begin:
                self._scale(job)
                self._request(job, next(job.coroutine))
            return self._advance(job)
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            job.error = error
            job.tasks = ()
            self._report(job, str(job.edition), job.steps)
            return True

    def _advance(self, job: EditionJob) -> bool:
        """Advance ``job`` as far as possible; return whether it has finished.

        Resume its coroutine as often as all fragments it waits for are typeset. When the coroutine
        ends, submit the binding; the job is finished when that is done, or if there is nothing to
        bind.
        """
        while not job.missing:
            if job.binding is not None:
                job.doing = "binding and proving it"
                job.finished = finished_result(job.binding, job.location)
                self._report(job, str(job.edition), job.steps)
                return True
            parts = tuple(self._collect(task, job) for task in job.tasks)
            job.doing = "composing it"
            try:
                self._request(job, job.coroutine.send(parts))
            except StopIteration as stop:
                job.tasks = ()
                if self._bind(job, stop.value):
                    continue
                return True
        return False

    def _bind(self, job: EditionJob, prepared: PreparedEdition) -> bool:
        """Submit the binding of ``job``; return False if there is nothing to bind.

        Nothing is bound if the edition is at fault, or if its PDF from an earlier build was made
        from the same and proven against the same, and what that proof found is known. If only the
        expectation has changed, the PDF is proven again from its cached extract.
        """
        job.prepared = prepared
        job.doing = "binding and proving it"
        if prepared.binding is not None:
            binding, known = prepared.binding, job.known
            how = (binding.laid, binding.read, binding.impositions, binding.outline, binding.info)
            shown = binding.pictures
            job.bound_from = _digest(self.program, binding.standard, *job.keys, *how, *shown)
            page = binding.page
            proven = (binding.expectation, *((page.digest, page.expectation) if page else ()))
            job.made_from = _digest(job.bound_from, *proven)
            unchanged = known is not None and known.made_from == job.made_from
            if not unchanged or self.cache.get_findings(job.made_from) is None:
                job.binding = self._bound_or_reproven(job, binding)
                self._submitted(job.binding)
                self._await(job, (job.binding,))
                return True
        self._report(job, str(job.edition), job.steps)
        return False

    def _bound_or_reproven(self, job: EditionJob, binding: Binding) -> Future[FinishedPdf]:
        """Submit the binding of a PDF; if its bytes would be the same, only a new proof.

        Both take what they can from the extract of the PDF that is there, if it is cached: pages
        that have not changed since are not read again.
        """
        known = job.known
        extract = None
        if known is not None:
            extract = self.cache.get_extract(extract_key(known.sha256, self.program))
            if extract is not None and known.bound_from == job.bound_from:
                return self.executor.reprove(
                    extract, binding.expectation, job.location, binding.page
                )
        return self.executor.bind_and_prove(replace(binding, earlier=extract), job.location)

    def _collect(self, task: _FragmentTask, job: EditionJob) -> TypesetFragment:
        """Return the typeset fragment of ``task``; the first to collect it adds it to the cache."""
        if task.typeset is None:
            job.doing = f"typesetting “{task.fragment.name}”"
            task.typeset = typeset_result(task.future, task.fragment)
            if task.typeset.pages:
                self.cache.put(task.key, task.typeset)
        self._tasks.pop(task.key, None)  # from now on it is found in the cache
        self._report(job, f"{job.edition}: {task.fragment.name}", 1)
        return task.typeset

    def _report(self, job: EditionJob, name: str, steps: int) -> None:
        steps = min(steps, job.steps)
        job.steps -= steps
        self._done += steps
        if self.progress is not None:
            self.progress(name, self._done, self._total())

    def _total(self) -> int:
        """Return the number of all steps: of editions not begun, as many as of others each."""
        later = max(self.count - self._begun, 0)
        return self._begun_steps + later * self._begun_steps // max(self._begun, 1)


def _digest(*parts: object) -> str:
    """Return one hash of ``parts``, whose ``repr`` is the same whenever they are equal."""
    digest = sha256()
    for typeset in parts:
        digest.update(f"{typeset!r}\0".encode())
    return digest.hexdigest()


def steps_of(fragments: Iterable[Fragment]) -> int:
    """Return the number of steps of an edition that is composed of ``fragments``."""
    return len(tuple(fragments)) + _STEPS_AFTER_TEXT
