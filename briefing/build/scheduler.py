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
from briefing.build.executors import finished_of, typeset_of
from briefing.cache.cache import assets_of, extract_key, fragment_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from briefing.build.executors import BuildExecutor
    from briefing.build.pipeline import EditionCoroutine, PreparedEdition
    from briefing.build.tasks import Binding, Finished
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
    place: Location
    """Where findings of its proof stand."""
    known: UpToDatePdf | None = None
    """Its PDF, when there is one that is as it was made."""
    steps: int = 0
    """Fragments of its text, and what comes after it."""
    doing: str = "composing it"
    """What is being done for it, as a finding says it."""
    broken: Exception | None = None
    """What ended it before its end: a fault of its content, or of ours."""
    prepared: PreparedEdition | None = None
    finished: Finished | None = None
    """None when it is at fault, or its PDF is there already, proven against the same."""
    bound_from: str = ""
    """Hash of all that the bytes of its PDF are made from."""
    made_from: str = ""
    """That, and of all it is proven against."""
    # How far it is, for the plan.
    pieces: tuple[_FragmentTask, ...] = ()
    keys: list[str] = field(default_factory=list)
    binding: Future[Finished] | None = None

    def forget(self) -> None:
        """Lets go of what its PDF was made of: of many editions that is much."""
        self.prepared = self.finished = self.binding = None
        self.pieces = ()


@dataclass(slots=True, eq=False)
class _FragmentTask:
    """A fragment that some editions wait for."""

    key: str
    fragment: Fragment
    future: Future[TypesetFragment]
    part: TypesetFragment | None = None


@dataclass(slots=True)
class Scheduler:
    """Sees to it that all courses come to their end."""

    executor: BuildExecutor
    cache: Cache
    theme_digest: str
    program: str
    """Hash of the program that binds and proves."""
    progress: Progress | None
    _pieces: dict[str, _FragmentTask] = field(default_factory=dict)
    _done: int = 0
    _total: int = 0

    def run(self, courses: Iterable[EditionJob]) -> Iterator[EditionJob]:
        """The courses as they come to their end, or are broken off by a fault of their own.

        Raises EnvironmentFault when what this machine lacks is needed for all of them.
        """
        waiting = deque(courses)
        self._total = sum(job.steps for job in waiting)
        active: list[EditionJob] = []
        while waiting or active:
            while waiting and len(self._pending(active)) < self.executor.size * _QUEUE_DEPTH:
                job = waiting.popleft()
                active.append(job)
                if self._go_on(job, begin=True):
                    active.remove(job)
                    yield job
            ended = [job for job in active if self._go_on(job)]
            active = [job for job in active if job not in ended]
            yield from ended
            if active and not ended:
                wait(self._pending(active), return_when=FIRST_COMPLETED)

    def _pending(self, active: Iterable[EditionJob]) -> set[Future[Any]]:
        """What is not done yet."""
        futures: set[Future[Any]] = {p.future for job in active for p in job.pieces}
        futures |= {job.binding for job in active if job.binding is not None}
        return {future for future in futures if not future.done()}

    def _order(self, job: EditionJob, fragments: Iterable[Fragment]) -> None:
        """Has fragments typeset that are neither stored nor ordered already."""
        pieces = []
        for fragment in fragments:
            key = fragment_key(fragment, job.assets, self.theme_digest)
            piece = self._pieces.get(key)
            if piece is None:
                piece = self._pieces[key] = self._new_piece(key, fragment, job)
            pieces.append(piece)
        job.pieces = tuple(pieces)
        job.keys += [piece.key for piece in pieces]

    def _new_piece(self, key: str, fragment: Fragment, job: EditionJob) -> _FragmentTask:
        part = self.cache.get(key)
        if part is None:
            future = self.executor.typeset(fragment, assets_of(fragment, job.assets))
            return _FragmentTask(key, fragment, future)
        done: Future[TypesetFragment] = Future()
        done.set_result(part)
        return _FragmentTask(key, fragment, done, part)

    def _go_on(self, job: EditionJob, *, begin: bool = False) -> bool:
        """Goes on with a course as far as it can; whether it has come to its end, or is broken."""
        try:
            if begin:
                self._order(job, next(job.coroutine))
            return self._advance(job)
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            job.broken = error
            job.pieces = ()
            self._tell(job, str(job.edition), job.steps)
            return True

    def _advance(self, job: EditionJob) -> bool:
        """Goes on with a course as far as it can; whether it has come to its end."""
        while all(piece.future.done() for piece in job.pieces):
            if job.binding is not None:
                if not job.binding.done():
                    return False
                job.doing = "binding and proving it"
                job.finished = finished_of(job.binding, job.place)
                self._tell(job, str(job.edition), job.steps)
                return True
            parts = tuple(self._take(piece, job) for piece in job.pieces)
            job.doing = "composing it"
            try:
                self._order(job, job.coroutine.send(parts))
            except StopIteration as stop:
                job.pieces = ()
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
                job.binding = self._proven_again(job, binding) or self.executor.finish(
                    binding, job.place
                )
                return True
        self._tell(job, str(job.edition), job.steps)
        return False

    def _proven_again(self, job: EditionJob, binding: Binding) -> Future[Finished] | None:
        """A proof of the PDF that is there, when it is bound of the same and was read."""
        known = job.known
        if known is None or known.bound_from != job.bound_from:
            return None
        reading = self.cache.get_extract(extract_key(known.sha256, self.program))
        if reading is None:
            return None
        return self.executor.confirm(reading, binding.expectation, job.place)

    def _take(self, piece: _FragmentTask, job: EditionJob) -> TypesetFragment:
        """The typeset fragment, stored by the first who takes it."""
        if piece.part is None:
            job.doing = f"typesetting “{piece.fragment.name}”"
            piece.part = typeset_of(piece.future, piece.fragment)
            if piece.part.pages:
                self.cache.put(piece.key, piece.part)
        self._pieces.pop(piece.key, None)  # whoever asks from now on finds it in the store
        self._tell(job, f"{job.edition}: {piece.fragment.name}", 1)
        return piece.part

    def _tell(self, job: EditionJob, name: str, steps: int) -> None:
        steps = min(steps, job.steps)
        job.steps -= steps
        self._done += steps
        if self.progress is not None:
            self.progress(name, self._done, self._total)


def _digest(*parts: object) -> str:
    """The hash of values that are written the same whenever they are the same."""
    digest = sha256()
    for part in parts:
        digest.update(f"{part!r}\0".encode())
    return digest.hexdigest()


def steps_of(fragments: Iterable[Fragment]) -> int:
    """How many steps an edition takes that is composed of these."""
    return len(tuple(fragments)) + _STEPS_AFTER_TEXT
