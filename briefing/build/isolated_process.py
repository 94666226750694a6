"""Runs a function in a forked copy of this process, which may hit a limit or die without harm.

It is for work before there are workers (`briefing.build.process_pool`), or that is done only once:
the copy has everything loaded that this process has, and sends the result back.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import time
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from briefing.build.orphans import die_with_parent
from briefing.build.process_usage import Stalled, Usage, receive
from briefing.build.worker_process import apply_limits, kill_on_timeout, pickled_error, unpickled
from briefing.build.worker_stops import WorkerLost, out_of_memory, stalled, stop_reason
from briefing.model.ending import interrupts_blocked, uninterrupted
from briefing.model.errors import EnvironmentFault
from briefing.model.machine_limits import hint_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

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

    def forget(self) -> None:
        """Forget all steps, as they are begun anew."""
        self._begun.clear()

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

    If this machine fails the process, it is tried once more in another.

    Args:
        limits: Limits of time and memory.
        function: What to run; its argument reports the steps it begins.
        steps: Records these steps.

    Raises:
        WorkerStopped: The process reached a limit or died.
        EnvironmentFault: No process can be started.
    """
    steps = steps or Steps()
    try:
        return _run_once(limits, function, steps)
    except WorkerLost as first:
        steps.forget()
        try:
            return _run_once(limits, function, steps)
        except WorkerLost as second:
            raise first.again(second) from None


def _run_once(limits: Limits, function: Callable[[ReportStep], _Result], steps: Steps) -> _Result:
    ours, theirs = Pipe(duplex=False)
    usage = Usage()
    process = 0
    try:
        with uninterrupted():
            process = _forked(theirs, limits, function)
        theirs.close()
        done, value = _receive(ours, steps, process, usage, limits)
    except (EOFError, OSError):
        if not process:  # it was not started; a signal to 0 would be one to ourselves
            raise
        os.kill(process, signal.SIGKILL)  # it is ending; if not, it cannot answer any more
        _, status, used = os.wait4(process, 0)
        process = 0
        usage.resident = max(usage.resident, used.ru_maxrss << _RESIDENT_SHIFT)
        raise stop_reason(os.waitstatus_to_exitcode(status), limits, usage) from None
    except Stalled:
        raise stalled(limits) from None
    finally:
        with uninterrupted():
            ours.close()
            if process:  # it has answered, or this process was interrupted
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
    if done:
        result: _Result = value
        return result
    raise value


def _forked(theirs: Connection, limits: Limits, function: Callable[[ReportStep], Any]) -> int:
    """Run ``function`` in a copy of this process, and return its id; raise EnvironmentFault."""
    parent = os.getpid()
    with interrupts_blocked():
        try:
            process = os.fork()
        except OSError as error:
            otherwise = "close other programs, or allow more processes (ulimit -u)"
            raise EnvironmentFault(
                f"cannot start a process: {error.strerror or error}\n"
                f"  hint: {hint_for(error, otherwise)}"
            ) from error
        if not process:
            _run_child(parent, theirs, limits, function)
    return process


_GARBAGE = 100_000
"""Objects that may be made in a copy before its garbage is looked for."""
_RESIDENT_SHIFT = 0 if sys.platform == "darwin" else 10
"""The system counts the memory of a process in bytes, or in KiB."""


def _receive(
    connection: Connection, steps: Steps, process: int, usage: Usage, limits: Limits
) -> tuple[bool, Any]:
    """Receive the answer; record the steps reported before it, and what the process uses."""
    while True:
        said, value = unpickled(receive(connection, process, usage, limits.clock))
        if isinstance(said, str):
            steps.begin(said, value)
        else:
            return said, value


def _run_child(
    parent: int, connection: Connection, limits: Limits, function: Callable[[ReportStep], Any]
) -> NoReturn:
    """Run ``function`` in the copy and exit, whatever happens: it must not return to the caller."""
    try:
        die_with_parent(parent)
        apply_limits(limits)
        # What the parent has is no garbage, and the copy does not live to make much.
        gc.freeze()
        gc.set_threshold(_GARBAGE)

        def report(name: str) -> None:
            connection.send_bytes(pickle.dumps((name, time.process_time())))

        with kill_on_timeout(limits):
            answer = _answer(function, report, limits)
        connection.send_bytes(answer)
    finally:
        os._exit(0)


def _answer(function: Callable[[ReportStep], Any], report: ReportStep, limits: Limits) -> bytes:
    try:
        return pickle.dumps((True, function(report)))
    except MemoryError:
        return pickle.dumps((False, out_of_memory(limits)))
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
        raise stop_reason(-signal.SIGPROF, limits, Usage()) from None
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
