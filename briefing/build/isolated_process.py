"""One thing done by a copy of this process: it may run out of time or memory, or die, without us.

For what comes before there are workers (`briefing.build.process_pool`), or is done once: the copy
has loaded all that this process has, and what it finds comes back.
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

from briefing.build.process_pool import (
    WorkerOutOfMemory,
    WorkerStopped,
    WorkerTimeout,
    apply_limits,
    interrupts_blocked,
    kill_on_timeout,
    out_of_memory_message,
    pickled_error,
    stop_reason,
)
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Finding
from briefing.model.limits import RAISE_MEMORY, RAISE_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from briefing.model.findings import Location
    from briefing.model.limits import Limits

    ReportStep = Callable[[str], None]
    """Says what is begun now."""

_Result = TypeVar("_Result")


class Steps:
    """What was begun one after the other, and the processor time each took."""

    def __init__(self) -> None:
        self._begun: list[tuple[str, float]] = []

    def begin(self, name: str, at: float) -> None:
        """Notes what is begun when so much time has been spent."""
        self._begun.append((name, at))

    @property
    def last(self) -> str:
        """What was being done; nothing when nothing was begun."""
        return self._begun[-1][0] if self._begun else ""

    def longest(self, end: float) -> tuple[str, float]:
        """What took most of the time until then, and how much of it."""
        spent: dict[str, float] = {}
        for (name, start), (_, until) in pairwise([*self._begun, ("", end)]):
            spent[name] = spent.get(name, 0) + until - start
        return max(spent.items(), key=lambda item: item[1], default=("", end))


def run_isolated(
    limits: Limits, function: Callable[[ReportStep], _Result], steps: Steps | None = None
) -> _Result:
    """What the function gives or raises; it is told how to say what it begins.

    Raises WorkerStopped when it has reached a limit, or its process has died.
    """
    ours, theirs = Pipe(duplex=False)
    with interrupts_blocked():
        try:
            process = os.fork()
        except OSError as error:
            raise EnvironmentFault(
                f"no process can be started: {error.strerror or error}\n"
                "  hint: end other programs, or ask for more processes (ulimit -u)"
            ) from error
        if not process:
            _run_child(theirs, limits, function)
    theirs.close()
    try:
        done, value = _receive(ours, steps or Steps())
    except EOFError:
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        process = 0
        raise stop_reason(code, limits) from None
    finally:
        ours.close()
        if process:  # it has nothing more to say, or nobody wants to hear it
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    if done:
        result: _Result = value
        return result
    if isinstance(value, MemoryError):
        raise WorkerOutOfMemory(out_of_memory_message(limits))
    raise value


def _receive(connection: Connection, steps: Steps) -> tuple[bool, Any]:
    """The answer; what is begun on the way to it is noted."""
    while True:
        message = pickle.loads(connection.recv_bytes())  # noqa: S301  # our own process
        if isinstance(message[0], bool):
            answer: tuple[bool, Any] = message
            return answer
        steps.begin(*message)


def _run_child(
    connection: Connection, limits: Limits, function: Callable[[ReportStep], Any]
) -> NoReturn:
    """What the copy does, whatever happens: it must not go on as if it were this process."""
    try:
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
    """Not of the kind that somebody on the way takes for a fault of his own."""


@contextmanager
def raise_on_timeout(limits: Limits) -> Iterator[None]:
    """Raises WorkerTimeout in the midst of what this process does meanwhile, if it takes too long.

    For what is not worth a copy: the time is looked at between two steps of Python's code.
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
    """What is said of work that was not done."""
    message = f"{doing}: {error}"
    if isinstance(error, WorkerTimeout):
        hint = f"divide what is this long, or leave out what cannot be done in time; {RAISE_TIME}"
        return Finding(location, "B521", message, hint)
    if isinstance(error, WorkerOutOfMemory):
        hint = f"divide what is this long, or store its pictures smaller; {RAISE_MEMORY}"
        return Finding(location, "B522", message, hint)
    hint = (
        "try again; if it happens again, leave out one block after the other to find the cause, or "
        "give it more memory with --limit-memory"
    )
    return Finding(location, "B523", message, hint)
