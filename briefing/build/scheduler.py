"""What to do in which order for many editions: each distinct fragment once, all hands busy.

Editions are composed by who calls. Here their fragments are collected and handed to the crew, those
first that the first editions need; what depends on pages follows when the pages are there, then
binding and proof. An edition at fault is only one edition less.
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
    """Is told what was done last, how many steps are done, and of how many."""

_QUEUE_DEPTH = 4
"""Tasks in the queue for each of the crew: enough that nobody waits, few enough that the first
editions are finished before all are begun, and that what they are made of does not pile up."""
_STEPS_AFTER_TEXT = 3
"""Steps of an edition after its text: contents, furniture, binding with proof."""


@dataclass(slots=True, eq=False)
class EditionJob:
    """One edition on its way from text to a proven PDF."""

    edition: Edition
    coroutine: EditionCoroutine
    assets: tuple[Asset, ...]
    location: Location
    """Where findings of its proof stand."""
    known: UpToDatePdf | None = None
    """Its PDF, when there is one that is as it was made."""
    steps: int = 0
    """Fragments of its text, and what comes after it."""
    doing: str = "composing it"
    """What is being done for it, as a finding says it."""
    error: Exception | None = None
    """What ended it before its end: a fault of its content, or of ours."""
    prepared: PreparedEdition | None = None
    finished: FinishedPdf | None = None
    """None when it is at fault, or its PDF is there already, proven against the same."""
    bound_from: str = ""
    """Hash of all that the bytes of its PDF are made from."""
    made_from: str = ""
    """That, and of all it is proven against."""
    # How far it is, for the plan.
    tasks: tuple[_FragmentTask, ...] = ()
    keys: list[str] = field(default_factory=list)
    binding: Future[FinishedPdf] | None = None

    def forget(self) -> None:
        """Lets go of what its PDF was made of: of many editions that is much."""
        self.prepared = self.finished = self.binding = None
        self.tasks = ()


@dataclass(slots=True, eq=False)
class _FragmentTask:
    """A fragment that some editions wait for."""

    key: str
    fragment: Fragment
    future: Future[TypesetFragment]
    typeset: TypesetFragment | None = None


@dataclass(slots=True)
class Scheduler:
    """Sees to it that all courses come to their end."""

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
        """The courses as they come to their end, or are broken off by a fault of their own.

        Raises EnvironmentFault when what this machine lacks is needed for all of them.
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
        """What is not done yet."""
        futures: set[Future[Any]] = {p.future for job in active for p in job.tasks}
        futures |= {job.binding for job in active if job.binding is not None}
        return {future for future in futures if not future.done()}

    def _request(self, job: EditionJob, fragments: Iterable[Fragment]) -> None:
        """Has fragments typeset that are neither stored nor ordered already."""
        tasks = []
        for fragment in fragments:
            key = fragment_key(fragment, job.assets, self.theme_digest)
            task = self._tasks.get(key)
            if task is None:
                task = self._tasks[key] = self._new_task(key, fragment, job)
            tasks.append(task)
        job.tasks = tuple(tasks)
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
        """Goes on with a course as far as it can; whether it has come to its end, or is broken."""
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
        """Goes on with a course as far as it can; whether it has come to its end."""
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
        """Has a course's PDF made; whether there is anything to make."""
        job.prepared = prepared
        job.doing = "binding and proving it"
        if prepared.binding is not None:
            binding, known = prepared.binding, job.known
            how = (binding.laid, binding.impositions, binding.outline, binding.info)
            job.bound_from = _digest(self.program, *job.keys, *how)
            job.made_from = _digest(job.bound_from, binding.expectation)
            if known is None or known.made_from != job.made_from:
                job.binding = self._reprove(job, binding) or self.executor.bind_and_prove(
                    binding, job.location
                )
                return True
        self._report(job, str(job.edition), job.steps)
        return False

    def _reprove(self, job: EditionJob, binding: Binding) -> Future[FinishedPdf] | None:
        """A proof of the PDF that is there, when it is bound of the same and was read."""
        known = job.known
        if known is None or known.bound_from != job.bound_from:
            return None
        extract = self.cache.get_extract(extract_key(known.sha256, self.program))
        if extract is None:
            return None
        return self.executor.reprove(extract, binding.expectation, job.location)

    def _collect(self, task: _FragmentTask, job: EditionJob) -> TypesetFragment:
        """The typeset fragment, stored by the first who takes it."""
        if task.typeset is None:
            job.doing = f"typesetting “{task.fragment.name}”"
            task.typeset = typeset_result(task.future, task.fragment)
            if task.typeset.pages:
                self.cache.put(task.key, task.typeset)
        self._tasks.pop(task.key, None)  # whoever asks from now on finds it in the store
        self._report(job, f"{job.edition}: {task.fragment.name}", 1)
        return task.typeset

    def _report(self, job: EditionJob, name: str, steps: int) -> None:
        steps = min(steps, job.steps)
        job.steps -= steps
        self._done += steps
        if self.progress is not None:
            self.progress(name, self._done, self._total)


def _digest(*parts: object) -> str:
    """The hash of values that are written the same whenever they are the same."""
    digest = sha256()
    for typeset in parts:
        digest.update(f"{typeset!r}\0".encode())
    return digest.hexdigest()


def steps_of(fragments: Iterable[Fragment]) -> int:
    """How many steps an edition takes that is composed of these."""
    return len(tuple(fragments)) + _STEPS_AFTER_TEXT
