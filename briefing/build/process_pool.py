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
import os
import pickle
import signal
import threading
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import count
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from briefing.build.fork_server import start_server, start_tracker
from briefing.build.process_usage import Stalled, Usage, receive
from briefing.build.worker_process import SharedValue, serve, unpickled
from briefing.build.worker_stops import (
    WorkerLost,
    WorkerOutOfMemory,
    WorkerStopped,
    stalled,
    stop_reason,
)
from briefing.files.temporary_folder import socket_folder, temporary_folder
from briefing.model.ending import interrupts_blocked
from briefing.model.errors import EnvironmentFault
from briefing.model.machine_limits import allow_open_files, hint_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.connection import Connection

    from briefing.model.limits import Limits

_PRELOAD = ["briefing.build.pool_preload"]
_MOST_LOST = 16
"""Tasks in a row that may be lost, each twice; then this machine cannot do the work."""
_MOST_KEPT = 0.25
"""The part of its limit of memory that a process may have kept from earlier tasks."""
_SERVER_DIED = 255
"""The exit code of a process that nobody knows because the server that started it has died."""


class ProcessPool(Executor):
    """An executor with ``size`` processes, each started when there is work for it."""

    def __init__(self, size: int, limits: Limits) -> None:
        self._limits = limits
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._shared: dict[int, bytes] = {}
        self._numbers = count()
        self._starting = threading.Lock()
        self._workers = [_Worker(self._starting, limits, self._shared) for _ in range(size)]
        self._threads: list[threading.Thread] = []
        self._opening = threading.Lock()
        self._turns = _Turns()
        self._lost = 0
        """Tasks that were lost since the last that was not."""

    def warm_up(self) -> None:
        """Start the fork server, so that it preloads while this process does something else.

        Raises:
            EnvironmentFault: It cannot be started, too few files may be open, or there is no folder
                for temporary files.
        """
        allow_open_files(len(self._workers))
        _put_sockets_aside()
        try:
            with interrupts_blocked():
                start_tracker()
            with interrupts_blocked():  # again: the tracker has unblocked some of them
                start_server(_PRELOAD)
        except OSError as error:
            otherwise = "close other programs, or choose a folder for temporary files with TMPDIR"
            raise EnvironmentFault(
                f"cannot start a process: {error.strerror or error}\n"
                f"  hint: {hint_for(error, otherwise)}"
            ) from error

    def share(self, value: Any) -> SharedValue:
        """Return what stands for ``value`` in tasks; the value is sent to each process once."""
        number = next(self._numbers)
        self._shared[number] = pickle.dumps(value)
        return SharedValue(number)

    def unshare(self, value: SharedValue) -> None:
        """Forget a shared value, here and, with the next task of each, in the processes. No task
        that needs it may be under way."""
        self._shared.pop(value.number, None)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a task, as `Executor.submit`; if its process stops, it raises WorkerStopped.

        If the machine failed it, it is tried once more, in a fresh process and while no other task
        runs, as memory may have been short.

        Raises:
            EnvironmentFault: No process or thread can be started.
        """
        with self._opening:  # tasks that a cluster lost come from threads of their own
            if not self._threads:
                self._start()
        future: Future[Any] = Future()
        self._tasks.put(_Task(future, fn, args, kwargs))
        return future

    def _start(self) -> None:
        self.warm_up()
        for worker in self._workers:
            thread = threading.Thread(target=self._feed, args=(worker,), daemon=True)
            try:
                thread.start()
            except RuntimeError as error:
                if self._threads:  # fewer do as well
                    break
                raise EnvironmentFault(
                    "cannot start a thread\n  hint: close other programs, or allow more (ulimit -u)"
                ) from error
            self._threads.append(thread)

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
                task.future.set_result(self._run(worker, task))
            except BaseException as error:  # noqa: BLE001  # raised where the result is awaited
                task.future.set_exception(error)
        worker.stop()

    def _run(self, worker: _Worker, task: _Task) -> Any:
        """Run a task in ``worker``, and once more if the machine fails it."""
        try:
            with self._turns.beside_others():
                result = self._run_fresh(worker, task)
        except WorkerLost as first:
            if self._lost >= _MOST_LOST:
                raise EnvironmentFault(_ALL_LOST.format(_MOST_LOST, first)) from None
            result = self._run_again(worker, task, first)
        except BaseException:
            self._lost = 0
            raise
        self._lost = 0
        return result

    def _run_fresh(self, worker: _Worker, task: _Task) -> Any:
        """Run a task; if it runs out of memory in a process that has done others before, of which
        it may have kept much, once more in a fresh process, which gives all its memory to the task.
        """
        used = worker.done > 0
        try:
            return worker.run(task)
        except WorkerOutOfMemory:
            if not used:
                raise
            return worker.run(task)

    def _run_again(self, worker: _Worker, task: _Task, first: WorkerLost) -> Any:
        with self._turns.alone():
            try:
                return worker.run(task)
            except WorkerLost as second:
                self._lost += 1
                raise first.again(second) from None


_ALL_LOST = (
    "{} pieces of work in a row were lost on this machine; the last: {}\n"
    "  hint: close other programs, or use --jobs 1, which needs less memory"
)


class _Turns:
    """Lets tasks run beside one another, and some alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = 0
        self._reserved = False

    @contextlib.contextmanager
    def beside_others(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._reserved)
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other task runs; meanwhile no other begins."""
        with self._changed:
            self._changed.wait_for(lambda: not self._reserved)
            self._reserved = True
            self._changed.wait_for(lambda: not self._running)
        try:
            yield
        finally:
            with self._changed:
                self._reserved = False
                self._changed.notify_all()


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
    done: int = 0
    """How many tasks the process has had."""
    size: int = 0
    """Bytes that it addressed before the first."""
    closed: bool = False
    """Whether no further process may be started."""

    def run(self, task: _Task) -> Any:
        """Run ``task`` in the process; return its result, or raise what it raised.

        Raises:
            WorkerStopped: The process gave no answer.
        """
        process, connection, usage = self._ready()
        wanted = [a.number for a in task.args if isinstance(a, SharedValue)]
        unsent = {n: self.shared[n] for n in wanted if n not in self.sent}
        forgotten = self.sent - self.shared.keys()
        self.sent = (self.sent - forgotten) | unsent.keys()
        message = pickle.dumps((unsent, forgotten, task.function, task.args, task.kwargs))
        self.done += 1
        try:
            connection.send_bytes(message)
            done, value = unpickled(receive(connection, process.pid, usage, self.limits.clock))
        except (EOFError, OSError):
            raise self._stopped(usage) from None
        except Stalled:
            self.stop()
            raise stalled(self.limits) from None
        except BaseException:
            self.stop()  # nobody knows what it will send next
            raise
        if done:
            return value
        if isinstance(value, WorkerStopped):
            self.stop()  # after a MemoryError its state cannot be trusted
        raise value

    def stop(self, *, for_good: bool = False) -> None:
        """Kill the process; ``for_good``, no other is started."""
        with self.starting:
            self.closed |= for_good
            process, connection = self.process, self.connection
            self.process = self.connection = None
            self.done = 0
        if process is not None:
            process.kill()
            process.join()
            if process.exitcode == _SERVER_DIED:
                with contextlib.suppress(OSError):
                    os.kill(process.pid, signal.SIGKILL)
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()

    def _ready(self) -> tuple[Any, Connection, Usage]:
        """Return the process for a task, the connection to it, and what it uses; one that has kept
        much from earlier tasks is replaced."""
        process, connection = self._opened()
        usage = Usage()
        usage.look(process.pid)  # one that dies of its task at once has had some memory, too
        if self.done and usage.now - self.size > self.limits.memory * _MOST_KEPT:
            self.stop()
            return self._ready()
        if not self.done:
            self.size = usage.now
        return process, connection, usage

    def _opened(self) -> tuple[Any, Connection]:
        """Return the process, which is started if there is none, and the connection to it."""
        with self.starting:
            if self.closed:
                raise WorkerStopped("the build was stopped")
            if self.connection is None:
                try:
                    self.process, self.connection = _started(self.limits)
                except (OSError, EOFError) as error:  # EOFError: the server died over it
                    why = getattr(error, "strerror", None) or "the server of processes died"
                    raise WorkerLost(f"cannot start a process for it: {why}") from error
                self.sent.clear()
            return self.process, self.connection

    def _stopped(self, usage: Usage) -> WorkerStopped:
        """Return why the process gave no answer, and clear it away."""
        process = self.process
        if process is None or self.closed:
            self.stop()
            return WorkerStopped("the build was stopped")
        process.join(timeout=5)
        code = process.exitcode
        self.stop()
        return stop_reason(code, self.limits, usage)


def _put_sockets_aside() -> None:
    """Have the fork server's socket in a temporary folder of ours: it too stays after a kill."""
    process: Any = multiprocessing.current_process()
    if "tempdir" not in process._config:  # noqa: SLF001
        process._config["tempdir"] = str(socket_folder())  # noqa: SLF001


def _started(limits: Limits) -> tuple[Any, Connection]:
    """Return a new process and the connection to it; a server that has died is started anew."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    with theirs:
        process = context.Process(
            target=serve, args=(theirs, limits, temporary_folder()), daemon=True
        )
        try:
            with interrupts_blocked():
                process.start()
        except BaseException:
            ours.close()
            raise
    return process, ours
