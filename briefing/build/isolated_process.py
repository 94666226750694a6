"""Runs a function in a forked copy of this process, which may hit a limit or die without harm.

It is for work before there are workers (`briefing.build.process_pool`), or that is done only once:
the copy has everything loaded that this process has, and sends the result back.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from briefing.build.orphans import die_with_parent
from briefing.build.process_pool import (
    WorkerOutOfMemory,
    WorkerStopped,
    WorkerTimeout,
    apply_limits,
    kill_on_timeout,
    out_of_memory_message,
    pickled_error,
    stop_reason,
)
from briefing.model.ending import interrupts_blocked, uninterrupted
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Finding
from briefing.model.limits import RAISE_MEMORY, RAISE_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from briefing.model.findings import Location
    from briefing.model.limits import Limits

    ReportStep = Callable[[str], None]
    """Reports the name of the step that begins now."""

_Result = TypeVar("_Result")


class Steps:
    """The steps that were begun, in order, and the processor time of each."""

    def __init__(self) -> None:
        self._begun: list[tuple[str, float]] = []

    def begin(self, name: str, at: float) -> None:
        """Record that step ``name`` begins after ``at`` seconds of processor time."""
        self._begun.append((name, at))

    @property
    def last(self) -> str:
        """The step begun last; empty if there was none."""
        return self._begun[-1][0] if self._begun else ""

    def longest(self, end: float) -> tuple[str, float]:
        """Return the step that took longest until ``end``, and its time, both in seconds."""
        spent: dict[str, float] = {}
        for (name, start), (_, until) in pairwise([*self._begun, ("", end)]):
            spent[name] = spent.get(name, 0) + until - start
        return max(spent.items(), key=lambda item: item[1], default=("", end))


def run_isolated(
    limits: Limits, function: Callable[[ReportStep], _Result], steps: Steps | None = None
) -> _Result:
    """Run ``function`` in a forked process; return its result, or raise what it raised.

    Args:
        limits: Limits of time and memory.
        function: What to run; its argument reports the steps it begins.
        steps: Records these steps.

    Raises:
        WorkerStopped: The process reached a limit or died.
        EnvironmentFault: No process can be started.
    """
    ours, theirs = Pipe(duplex=False)
    process = 0
    try:
        with uninterrupted():
            process = _fork(theirs, limits, function)
        theirs.close()
        done, value = _receive(ours, steps or Steps())
    except EOFError:
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        process = 0
        raise stop_reason(code, limits) from None
    finally:
        with uninterrupted():
            ours.close()
            if process:  # it has answered, or this process was interrupted
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
    if done:
        result: _Result = value
        return result
    if isinstance(value, MemoryError):
        raise WorkerOutOfMemory(out_of_memory_message(limits))
    raise value


def _fork(theirs: Connection, limits: Limits, function: Callable[[ReportStep], Any]) -> int:
    """Run ``function`` in a copy of this process, and return its id; raise EnvironmentFault."""
    parent = os.getpid()
    with interrupts_blocked():
        try:
            process = os.fork()
        except OSError as error:
            raise EnvironmentFault(
                f"cannot start a process: {error.strerror or error}\n"
                "  hint: close other programs, or allow more processes (ulimit -u)"
            ) from error
        if not process:
            _run_child(parent, theirs, limits, function)
    return process


def _receive(connection: Connection, steps: Steps) -> tuple[bool, Any]:
    """Receive the answer; record the steps reported before it."""
    while True:
        message = pickle.loads(connection.recv_bytes())  # noqa: S301  # our own process
        if isinstance(message[0], bool):
            answer: tuple[bool, Any] = message
            return answer
        steps.begin(*message)


def _run_child(
    parent: int, connection: Connection, limits: Limits, function: Callable[[ReportStep], Any]
) -> NoReturn:
    """Run ``function`` in the copy and exit, whatever happens: it must not return to the caller."""
    try:
        die_with_parent(parent)
        apply_limits(limits)

        def report(name: str) -> None:
            connection.send_bytes(pickle.dumps((name, time.process_time())))

        with kill_on_timeout(limits):
            answer = _answer(function, report)
        connection.send_bytes(answer)
    finally:
        os._exit(0)


def _answer(function: Callable[[ReportStep], Any], report: ReportStep) -> bytes:
    try:
        return pickle.dumps((True, function(report)))
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:  # noqa: BLE001  # raised again where the result is waited for
        return pickled_error(error)


class _TimeIsUp(BaseException):
    """Raised by the timer. Not an Exception, so that no handler on the way catches it."""


@contextmanager
def raise_on_timeout(limits: Limits) -> Iterator[None]:
    """Raise WorkerTimeout in the block if it takes too long.

    This is for work that is not worth a fork. The timer can interrupt Python code only, not a long
    call of C code.
    """
    running = True

    def end(*_: object) -> None:
        if running:
            raise _TimeIsUp

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        yield
    except _TimeIsUp:
        raise stop_reason(-signal.SIGPROF, limits) from None
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def stop_finding(error: WorkerStopped, location: Location, doing: str) -> Finding:
    """Return the finding for work whose process stopped.

    Args:
        error: Why it stopped.
        location: Where the finding is reported.
        doing: What was being done, such as “proving”.
    """
    message = f"{doing}: {error}"
    if isinstance(error, WorkerTimeout):
        hint = f"split this section, or remove what takes too long; {RAISE_TIME}"
        return Finding(location, "B521", message, hint)
    if isinstance(error, WorkerOutOfMemory):
        hint = f"split this section, or use smaller images; {RAISE_MEMORY}"
        return Finding(location, "B522", message, hint)
    hint = (
        "try again; if it happens again, remove blocks one at a time to find the cause, or allow "
        "more memory with --limit-memory"
    )
    return Finding(location, "B523", message, hint)
