"""Schedules the work on many editions: each distinct fragment once, all workers busy.

The caller composes the editions. The scheduler drives the coroutine of each: it submits the
fragments that the coroutine yields to the executor, or takes them from the cache, and resumes the
coroutine when all of them are typeset. So the contents list and the furniture follow once the pages
are known, then binding and proof. Editions that need the same fragment share one task. An edition
that fails ends alone; the others go on.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.build.crash_reports import concerns_one_edition
from briefing.build.executors import finished_result, typeset_result
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
    keys: list[str] = field(default_factory=list)
    binding: Future[FinishedPdf] | None = None

    def forget(self) -> None:
        """Release the parts its PDF was made of, which take much memory for many editions."""
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
    _tasks: dict[str, _FragmentTask] = field(default_factory=dict)
    _done: int = 0
    _total: int = 0

    def run(self, jobs: Iterable[EditionJob]) -> Iterator[EditionJob]:
        """Yield each job when it is finished, or when an error of its own has ended it.

        Jobs are begun in order, and no more than keep the queue filled; they may finish in any
        order.

        Raises:
            EnvironmentFault: This machine lacks something that all of them need.
        """
        waiting = deque(jobs)
        self._total = sum(job.steps for job in waiting)
        active: list[EditionJob] = []
        while waiting or active:
            while waiting and len(self._pending(active)) < self.executor.size * _QUEUE_DEPTH:
                job = waiting.popleft()
                active.append(job)
                if self._resume(job, begin=True):
                    active.remove(job)
                    yield job
            ended = [job for job in active if self._resume(job)]
            active = [job for job in active if job not in ended]
            yield from ended
            if active and not ended:
                wait(self._pending(active), return_when=FIRST_COMPLETED)

    def _pending(self, active: Iterable[EditionJob]) -> set[Future[Any]]:
        """Return the futures of ``active`` jobs that are not done."""
        futures: set[Future[Any]] = {p.future for job in active for p in job.tasks}
        futures |= {job.binding for job in active if job.binding is not None}
        return {future for future in futures if not future.done()}

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
        more = max(0, len(tasks) + 1 - job.steps)  # tables are found to be long on the way
        job.steps += more
        self._total += more
        job.keys += [task.key for task in tasks]

    def _new_task(self, key: str, fragment: Fragment, job: EditionJob) -> _FragmentTask:
        typeset = self.cache.get(key)
        if typeset is None:
            future = self.executor.typeset(fragment, assets_of(fragment, job.assets))
            return _FragmentTask(key, fragment, future)
        done: Future[TypesetFragment] = Future()
        done.set_result(typeset)
        return _FragmentTask(key, fragment, done, typeset)

    def _resume(self, job: EditionJob, *, begin: bool = False) -> bool:
        """Advance ``job`` as far as possible; return whether it has finished or failed."""
        try:
            if begin:
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
        while all(task.future.done() for task in job.tasks):
            if job.binding is not None:
                if not job.binding.done():
                    return False
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
            job.bound_from = _digest(self.program, binding.standard, *job.keys, *how)
            page = binding.page
            proven = (binding.expectation, *((page.digest, page.expectation) if page else ()))
            job.made_from = _digest(job.bound_from, *proven)
            unchanged = known is not None and known.made_from == job.made_from
            if not unchanged or self.cache.get_findings(job.made_from) is None:
                job.binding = self._reprove(job, binding) or self.executor.bind_and_prove(
                    binding, job.location
                )
                return True
        self._report(job, str(job.edition), job.steps)
        return False

    def _reprove(self, job: EditionJob, binding: Binding) -> Future[FinishedPdf] | None:
        """Submit a new proof of an unchanged PDF, if its extract is cached; else return None."""
        known = job.known
        if known is None or known.bound_from != job.bound_from:
            return None
        extract = self.cache.get_extract(extract_key(known.sha256, self.program))
        if extract is None:
            return None
        return self.executor.reprove(extract, binding.expectation, job.location, binding.page)

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
            self.progress(name, self._done, self._total)


def _digest(*parts: object) -> str:
    """Return one hash of ``parts``, whose ``repr`` is the same whenever they are equal."""
    digest = sha256()
    for typeset in parts:
        digest.update(f"{typeset!r}\0".encode())
    return digest.hexdigest()


def steps_of(fragments: Iterable[Fragment]) -> int:
    """Return the number of steps of an edition that is composed of ``fragments``."""
    return len(tuple(fragments)) + _STEPS_AFTER_TEXT
