"""A pool of worker processes; one may die, hang or run out of memory without harm to the others.

It is a `concurrent.futures.Executor` whose tasks have a time limit and whose processes have a
memory limit. The standard library's pool fails as a whole when one process dies, and cannot tell
which task killed it. Here a thread attends to each process: it sends one task, waits for the
answer, and replaces the process if none comes. Processes are forked from a server that has
preloaded what they need (`briefing.build.pool_preload`), so that starting another takes
milliseconds.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import resource
import signal
import threading
import traceback
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from multiprocessing import forkserver, resource_tracker
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from briefing.files.temporary_folder import (
    socket_folder,
    temporary_folder,
    use_temporary_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection
    from pathlib import Path

    from briefing.model.limits import Limits

_PRELOAD = ["briefing.build.pool_preload"]


class WorkerStopped(Exception):
    """The process of a task took too long, ran out of memory or died."""


class WorkerTimeout(WorkerStopped):
    """The task took too long."""


class WorkerOutOfMemory(WorkerStopped):
    """The task needed more memory than its limit."""


@dataclass(frozen=True, slots=True)
class SharedValue:
    """Stands for a value in the arguments of a task; each process is sent the value only once."""

    number: int


class ProcessPool(Executor):
    """An executor with ``count`` processes, each started when there is work for it."""

    def __init__(self, count: int, limits: Limits) -> None:
        self._limits = limits
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._shared: dict[int, bytes] = {}
        self._starting = threading.Lock()
        self._workers = [_Worker(self._starting, limits, self._shared) for _ in range(count)]
        self._threads: list[threading.Thread] = []

    def warm_up(self) -> None:
        """Start the fork server, so that it preloads while this process does something else.

        Raises:
            OSError: It cannot be started.
            EnvironmentFault: There is no folder for temporary files.
        """
        _put_sockets_aside()
        resource_tracker.ensure_running()  # started by the server, it would unblock interrupts
        with interrupts_blocked():
            forkserver.set_forkserver_preload(_PRELOAD)
            forkserver.ensure_running()

    def share(self, value: Any) -> SharedValue:
        """Return what stands for ``value`` in tasks; the value is sent to each process once."""
        number = len(self._shared)
        self._shared[number] = pickle.dumps(value)
        return SharedValue(number)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a task, as `Executor.submit`; if its process stops, it raises WorkerStopped."""
        if not self._threads:
            self.warm_up()
            for worker in self._workers:
                thread = threading.Thread(target=self._feed, args=(worker,), daemon=True)
                thread.start()
                self._threads.append(thread)
        future: Future[Any] = Future()
        self._tasks.put(_Task(future, fn, args, kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002  # as the parent
        """End the processes; with ``cancel_futures``, even in the middle of a task."""
        if cancel_futures:
            while not self._tasks.empty():
                task = self._tasks.get()
                if task is not None and task.future.cancel():
                    task.future.set_running_or_notify_cancel()  # wakes those who wait for it
            for worker in self._workers:
                worker.stop(for_good=True)
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
        self._threads = []

    def _feed(self, worker: _Worker) -> None:
        """Give ``worker`` one task after the other (in a thread of its own)."""
        while (task := self._tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                task.future.set_result(worker.run(task))
            except BaseException as error:  # noqa: BLE001  # raised where the result is awaited
                task.future.set_exception(error)
        worker.stop()


@dataclass(frozen=True, slots=True)
class _Task:
    future: Future[Any]
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


@dataclass(slots=True)
class _Worker:
    """One process at a time, and the connection to it."""

    starting: threading.Lock
    limits: Limits
    shared: Mapping[int, bytes]
    process: Any = None
    connection: Connection | None = None
    sent: set[int] = field(default_factory=set)
    """Numbers of the shared values that the process has been sent."""
    closed: bool = False
    """Whether no further process may be started."""

    def run(self, task: _Task) -> Any:
        """Run ``task`` in the process; return its result, or raise what it raised.

        Raises:
            WorkerStopped: The process gave no answer.
        """
        connection = self._open_connection()
        wanted = [a.number for a in task.args if isinstance(a, SharedValue)]
        unsent = {n: self.shared[n] for n in wanted if n not in self.sent}
        self.sent.update(unsent)
        try:
            connection.send_bytes(pickle.dumps((unsent, task.function, task.args, task.kwargs)))
            done, value = pickle.loads(connection.recv_bytes())  # noqa: S301  # our own process
        except (EOFError, OSError):
            raise self._stopped() from None
        if done:
            return value
        if isinstance(value, MemoryError):
            self.stop()  # after a MemoryError its state cannot be trusted
            raise WorkerOutOfMemory(out_of_memory_message(self.limits))
        raise value

    def stop(self, *, for_good: bool = False) -> None:
        """Kill the process; ``for_good``, no other is started."""
        with self.starting:
            self.closed |= for_good
            process, connection = self.process, self.connection
            self.process = self.connection = None
        if process is not None:
            process.kill()
            process.join()
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()

    def _open_connection(self) -> Connection:
        with self.starting:
            if self.closed:
                raise WorkerStopped("the build was stopped")
            if self.connection is None:
                context = multiprocessing.get_context("forkserver")
                try:
                    connection, theirs = context.Pipe()
                    arguments = (theirs, self.limits, temporary_folder())
                    process = context.Process(target=_serve, args=arguments, daemon=True)
                    process.start()
                except OSError as error:
                    raise WorkerStopped(f"cannot start a process for it: {error}") from error
                theirs.close()
                self.process, self.connection = process, connection
                self.sent.clear()
            return self.connection

    def _stopped(self) -> WorkerStopped:
        """Return why the process gave no answer, and clear it away."""
        process = self.process
        code = None
        if process is not None and not self.closed:
            process.join(timeout=5)
            code = process.exitcode
        self.stop()
        return stop_reason(code, self.limits)


def _put_sockets_aside() -> None:
    """Have the fork server's socket in a temporary folder of ours: it too stays after a kill."""
    process: Any = multiprocessing.current_process()
    if "tempdir" not in process._config:  # noqa: SLF001
        process._config["tempdir"] = str(socket_folder())  # noqa: SLF001


def out_of_memory_message(limits: Limits) -> str:
    """Return the message for a task that needs more memory than its limit."""
    return f"it needs more than {limits.mib} MiB of memory"


def stop_reason(code: int | None, limits: Limits) -> WorkerStopped:
    """Return why a process under `apply_limits` and `kill_on_timeout` ended, by its exit code."""
    if code == -signal.SIGPROF:
        return WorkerTimeout(f"it took more than {limits.seconds:g} seconds of processor time")
    if code == -signal.SIGALRM:
        return WorkerTimeout(f"it was not done within {limits.clock:g} seconds by the clock")
    how = f"with status {code}" if code is None or code >= 0 else f"of {_signal_name(-code)}"
    return WorkerStopped(f"its process died {how}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@contextlib.contextmanager
def interrupts_blocked() -> Any:
    """Block Control-C in the processes started meanwhile: only this process handles it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ── in the process ────────────────────────────────────────────────────────────────────────


def _serve(connection: Connection, limits: Limits, temporary: Path) -> None:
    """Run one task after the other until the connection is closed.

    Args:
        connection: To the parent.
        limits: Limits of each task.
        temporary: The folder for temporary files, which the parent removes.
    """
    use_temporary_folder(temporary)
    apply_limits(limits)
    shared: dict[int, Any] = {}
    with contextlib.suppress(EOFError, OSError):
        while True:
            message = connection.recv_bytes()
            with kill_on_timeout(limits):
                answer = _answer(message, shared)
            connection.send_bytes(answer)


def apply_limits(limits: Limits) -> None:
    """Apply the memory limit to this process, and leave Control-C to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for ending in (signal.SIGPROF, signal.SIGALRM):  # they kill the process even in C code
        signal.signal(ending, signal.SIG_DFL)
    memory = limits.memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        memory = min(memory, hard)
    with contextlib.suppress(OSError, ValueError):  # some systems have no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


@contextlib.contextmanager
def kill_on_timeout(limits: Limits) -> Any:
    """Kill this process if the block takes too long."""
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    signal.setitimer(signal.ITIMER_REAL, limits.clock)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(message: bytes, shared: dict[int, Any]) -> bytes:
    """Run a pickled task; return, pickled, whether it succeeded and its result or exception."""
    try:
        unsent, function, args, kwargs = pickle.loads(message)  # noqa: S301  # of our own parent
        shared.update({number: pickle.loads(value) for number, value in unsent.items()})  # noqa: S301
        given = [shared[a.number] if isinstance(a, SharedValue) else a for a in args]
        return pickle.dumps((True, function(*given, **kwargs)))
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:  # noqa: BLE001  # raised again where the result is waited for
        return pickled_error(error)


def pickled_error(error: Exception) -> bytes:
    """Return the pickled answer of a task that raised ``error``.

    A pickle leaves out the traceback, so it is added as a note.
    """
    trace = "".join(traceback.format_exception(error))
    error.add_note(f"in a worker:\n{trace}")
    try:
        answer = pickle.dumps((False, error))
        pickle.loads(answer)  # noqa: S301  # some exceptions fail only here
    except Exception:  # noqa: BLE001  # a custom class may raise anything
        return pickle.dumps((False, RuntimeError(trace)))
    return answer
