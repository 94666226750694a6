"""What runs in the process of a worker: one task after the other, each under limits.

A process under limits ends itself when it takes too long, even inside a library's C code, and
raises MemoryError when it asks for too much. Its answers are pickled.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import traceback
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any

from briefing.build.orphans import die_with_parent
from briefing.build.worker_stops import WorkerLost, lacked, out_of_memory
from briefing.files.temporary_folder import use_temporary_folder
from briefing.model.ending import SIGNALS
from briefing.model.errors import is_interrupt

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from briefing.model.limits import Limits


@dataclass(frozen=True, slots=True)
class SharedValue:
    """Stands for a value in the arguments of a task; each process is sent the value only once."""

    number: int


def serve(connection: Connection, limits: Limits, temporary: Path) -> None:
    """Run one task after the other until the connection is closed.

    Args:
        connection: To the parent.
        limits: Limits of each task.
        temporary: The folder for temporary files, which the parent removes.
    """
    _let_server_end()
    die_with_parent()
    use_temporary_folder(temporary)
    apply_limits(limits)
    shared: dict[int, Any] = {}
    with contextlib.suppress(EOFError, OSError, MemoryError):  # the parent finds that it ended
        while True:
            message = connection.recv_bytes()
            with kill_on_timeout(limits):
                answer = _answer(message, shared, limits)
            connection.send_bytes(answer)


def _let_server_end() -> None:
    """Let the fork server, this process's parent, end with the command, even while this works.

    It ends when nobody holds the writing end of a pipe any more, which each of its processes is
    given for processes of its own.
    """
    server: Any = getattr(forkserver, "_forkserver", None)
    held = getattr(server, "_forkserver_alive_fd", None)
    if isinstance(held, int):
        os.close(held)
        server._forkserver_alive_fd = None  # noqa: SLF001  # there is no public way


def apply_limits(limits: Limits) -> None:
    """Apply the memory limit to this process, and leave signals that end a run to its parent."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for ending in (signal.SIGPROF, signal.SIGALRM):  # they kill the process even in C code
        signal.signal(ending, signal.SIG_DFL)
    already, hard = resource.getrlimit(resource.RLIMIT_AS)
    set_by_user = [limit for limit in (already, hard) if limit != resource.RLIM_INFINITY]
    memory = min([limits.memory, *set_by_user])
    with contextlib.suppress(OSError, ValueError):  # some systems have no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


@contextlib.contextmanager
def kill_on_timeout(limits: Limits) -> Any:
    """Kill this process if the block takes too long."""
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    signal.setitimer(signal.ITIMER_REAL, limits.last_resort)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(message: bytes, shared: dict[int, Any], limits: Limits) -> bytes:
    """Run a pickled task; return, pickled, whether it succeeded and its result or exception."""
    try:
        unsent, forgotten, function, args, kwargs = pickle.loads(message)  # noqa: S301  # our parent
        for number in forgotten:
            shared.pop(number, None)
        shared.update({number: pickle.loads(value) for number, value in unsent.items()})  # noqa: S301
        given = [shared[a.number] if isinstance(a, SharedValue) else a for a in args]
        return pickle.dumps((True, function(*given, **kwargs)))
    except MemoryError:
        return pickle.dumps((False, out_of_memory(limits)))
    except Exception as error:  # noqa: BLE001  # raised again where the result is waited for
        return pickled_error(error)


def pickled_error(error: Exception) -> bytes:
    """Return the pickled answer of a task that raised ``error``.

    A pickle leaves out the traceback, so it is added as a note. What the machine lacked is no error
    of the task.
    """
    if lost := lacked(error):
        return pickle.dumps((False, lost))
    trace = "".join(traceback.format_exception(error))
    error.add_note(f"in a worker:\n{trace}")
    try:
        answer = pickle.dumps((False, error))
        pickle.loads(answer)  # noqa: S301  # some exceptions fail only here
    except Exception:  # noqa: BLE001  # a custom class may raise anything
        return pickle.dumps((False, RuntimeError(trace)))
    return answer


def unpickled(answer: bytes) -> tuple[Any, Any]:
    """Return what a process sent: whether it succeeded, and its result or exception.

    Raises:
        WorkerLost: It is damaged.
    """
    try:
        done, value = pickle.loads(answer)  # noqa: S301  # our own process
    except MemoryError:
        raise
    except Exception as error:
        if is_interrupt(error):
            raise
        raise WorkerLost("its process gave a damaged answer") from None
    return done, value
