"""An executor on a Dask cluster, which may be lost at any moment: nothing waits for it in vain.

A thread looks every second whether the scheduler still answers, has workers and gets work done. If
not, all work in hand ends with one fault, or is done on this machine.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.build.dask_worker import Broadcast, identity, run_task
from briefing.build.worker_stops import WorkerLost
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.build.process_pool import ProcessPool
    from briefing.model.limits import Limits

ANSWER_SECONDS = 10.0
"""How long a scheduler or a worker may take to answer."""
STALL_SECONDS = 300.0
"""How long the cluster may go without finishing any piece of work, unless the user says."""
_WORKERLESS_SECONDS = 30.0
"""How long there may be no worker: one that died may be started again."""
_LOOK_SECONDS = 1.0
_ASK_SECONDS = 5.0
"""How often the scheduler is asked whether it is still there."""


@dataclass(frozen=True, slots=True)
class _SharedValue:
    """Stands for a value in the arguments of a task, wherever the task is done."""

    number: int


@dataclass(frozen=True, slots=True)
class Fallback:
    """Where work is done that the cluster does not do, and who is told."""

    pool: ProcessPool
    tell: Callable[[str], None]


@dataclass(slots=True, eq=False)
class _Work:
    """A task in hand."""

    future: Future[Any]
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


@dataclass(slots=True)
class _InHand:
    """The tasks in hand, and when one was done last."""

    tasks: set[_Work] = field(default_factory=set)
    done_at: float = 0.0

    def add(self, work: _Work) -> None:
        if not self.tasks:
            self.done_at = time.monotonic()
        self.tasks.add(work)

    def done(self, work: _Work) -> bool:
        """Take ``work`` out; return whether it was in."""
        self.done_at = time.monotonic()
        known = work in self.tasks
        self.tasks.discard(work)
        return known


class DaskExecutor(Executor):
    """An executor on the workers of a scheduler; what is lost there is a fault, or is done here."""

    def __init__(
        self,
        client: Any,
        limits: Limits,
        stall_seconds: float = STALL_SECONDS,
        fallback: Fallback | None = None,
    ) -> None:
        self._client = client
        self._limits = limits
        self._stall_seconds = stall_seconds
        self._fallback = fallback
        self._executor: Executor = client.get_executor(pure=False)
        self._values: list[tuple[Any, Any]] = []
        """Shared values, and what stands for them on the cluster."""
        self._shared_here: dict[int, Any] = {}
        """What stands for them in the pool of this machine."""
        self._lock = threading.Lock()
        self._in_hand = _InHand()
        self._lost = ""
        """Why the cluster does no work any more."""
        self._closing = threading.Event()
        self._asked_at = self._staffed_at = time.monotonic()
        threading.Thread(target=self._watch, name="dask-watch", daemon=True).start()

    def share(self, value: Any) -> Any:
        """Return what stands for ``value`` in tasks.

        On the cluster it is the result of a task, which Dask runs again if all workers that hold it
        are lost.
        """
        self._values.append((value, self._client.submit(_itself, Broadcast(value))))
        return _SharedValue(len(self._values) - 1)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a task, as `Executor.submit`; if it is lost it raises WorkerLost, and if the
        cluster is, EnvironmentFault."""
        work = _Work(Future(), fn, args, kwargs)
        with self._lock:
            lost = self._lost
            if not lost:
                self._in_hand.add(work)
        if lost:
            self._do_without(work)
            return work.future
        there = (self._values[a.number][1] if isinstance(a, _SharedValue) else a for a in args)
        try:
            theirs = self._executor.submit(run_task, identity(), self._limits, fn, *there, **kwargs)
        except Exception as error:  # noqa: BLE001  # the client closes itself when it is cut off
            cut_off = self._client.status != "running"
            self._lose("is gone" if cut_off else f"takes no more work: {error!s:.200}")
        else:
            theirs.add_done_callback(lambda done: self._ended(work, done))
        return work.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002  # as the parent
        """Disconnect from the scheduler, and abandon what is not done."""
        self._closing.set()
        lost = bool(self._lost)
        within(ANSWER_SECONDS, lambda: self._executor.shutdown(wait=wait and not cancel_futures))
        # A client that is cut off would wait for the scheduler to say goodbye.
        within(ANSWER_SECONDS, lambda: self._client.close(timeout=0 if lost else ANSWER_SECONDS))

    # ── what becomes of a task ────────────────────────────────────────────────────────────

    def _ended(self, work: _Work, theirs: Future[Any]) -> None:
        if self._closing.is_set():
            return
        if theirs.cancelled():  # Dask cancels what it can no longer ask for
            self._lose("is gone")
            return
        with self._lock:
            if not self._in_hand.done(work):
                return
        try:
            is_done, value = theirs.result()
        except Exception as error:  # noqa: BLE001  # raised again where the result is asked for
            is_done, value = False, error
        if is_done:
            work.future.set_result(value)
            return
        lost = _as_lost(value)
        if lost is not None and self._fallback is not None:
            self._fallback.tell(f"{lost}: it is done on this machine")
            self._do_here(work, self._fallback.pool)
        else:
            work.future.set_exception(lost or value)

    def _lose(self, why: str) -> None:
        """Give up the cluster: end all work in hand, or do it here."""
        with self._lock:
            if self._lost:
                return
            self._lost = f"the Dask scheduler at {self._client.scheduler.address} {why}"
            works, self._in_hand.tasks = self._in_hand.tasks, set()
        if self._fallback is not None:
            self._fallback.tell(f"{self._lost}: this machine goes on without it")
        for work in works:
            self._do_without(work)

    def _do_without(self, work: _Work) -> None:
        if self._fallback is not None:
            self._do_here(work, self._fallback.pool)
        else:
            work.future.set_exception(EnvironmentFault(f"{self._lost}\n  hint: {_LOST_HINT}"))

    def _do_here(self, work: _Work, pool: ProcessPool) -> None:
        try:
            given = (self._here(a.number) if isinstance(a, _SharedValue) else a for a in work.args)
            here = pool.submit(work.function, *given, **work.kwargs)
        except EnvironmentFault as error:
            work.future.set_exception(error)
        else:
            here.add_done_callback(lambda done: _copy(done, work.future))

    def _here(self, number: int) -> Any:
        """Return what stands for a shared value in the pool of this machine."""
        assert self._fallback is not None
        with self._lock:
            shared = self._shared_here.get(number)
            if shared is None:
                shared = self._fallback.pool.share(self._values[number][0])
                self._shared_here[number] = shared
            return shared

    # ── whether the cluster is still there ────────────────────────────────────────────────

    def _watch(self) -> None:
        """Look again and again (in a thread of its own)."""
        while not self._closing.wait(_LOOK_SECONDS) and not self._lost:
            why = self._fault()
            if why and not self._closing.is_set():
                self._lose(why)

    def _fault(self) -> str:
        """Return what is wrong with the cluster, if anything is."""
        if self._client.status != "running":
            return "is gone"
        with self._lock:
            busy, stalled = len(self._in_hand.tasks), time.monotonic() - self._in_hand.done_at
        if busy and stalled > self._stall_seconds:
            spent = f"for {stalled:.0f} seconds (--dask-timeout)"
            return f"has not finished any of {busy} pieces of work {spent}"
        if time.monotonic() - self._asked_at < _ASK_SECONDS:
            return ""
        workers = within(ANSWER_SECONDS, lambda: workers_of(self._client))
        self._asked_at = time.monotonic()
        if workers is None:
            return f"does not answer any more ({ANSWER_SECONDS:g} seconds)"
        if workers:
            self._staffed_at = self._asked_at
        workerless = self._asked_at - self._staffed_at > _WORKERLESS_SECONDS
        return "has lost all its workers" if workerless else ""


_LOST_HINT = (
    "see to the cluster and build again, which goes on from here; or build with --dask-fallback, "
    "which then does the rest on this machine"
)


def workers_of(client: Any) -> dict[str, Any]:
    """Return what the scheduler says of each worker, by address.

    Its `scheduler_info` may give an answer without workers that the client has asked for meanwhile.
    """
    found: dict[str, Any] = client.sync(client.scheduler.identity, n_workers=-1)["workers"]
    return found


def within(seconds: float, ask: Callable[[], Any]) -> Any:
    """Return what ``ask`` returns, or None if it fails or takes longer than so many seconds."""
    answers: list[Any] = []

    def run() -> None:
        with suppress(Exception):
            answers.append(ask())

    thread = threading.Thread(target=run, name="dask-ask", daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None


def _as_lost(error: BaseException) -> WorkerLost | None:
    """Return an error as the loss of the task it ended, if it was the cluster's."""
    if isinstance(error, WorkerLost):
        return error
    if isinstance(error, MemoryError):
        return WorkerLost("a worker of the cluster ran out of memory")
    if type(error).__module__.startswith("distributed."):
        return WorkerLost(f"the cluster lost it each time it tried: {type(error).__name__}")
    return None


def _copy(done: Future[Any], ours: Future[Any]) -> None:
    """Copy the outcome of a task in the pool of this machine."""
    with suppress(Exception):  # cancelled, as the build has ended
        error = done.exception()
        if error is not None:
            ours.set_exception(error)
        else:
            ours.set_result(done.result())


def _itself(value: Any) -> Any:
    return value
