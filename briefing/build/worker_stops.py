"""Why the process of a task stopped: it reached a limit, or this machine failed it.

Limits are the content's: it asked for more than it may have, and would again. Everything else is
the machine's: a process that died, that could not be started or found no memory may do the same
task well when it is tried once more.
"""

from __future__ import annotations

import errno
import resource
import signal
from typing import TYPE_CHECKING

from briefing.build.process_usage import Usage, is_available
from briefing.model.errors import BriefingError, ContentError, EnvironmentFault
from briefing.model.findings import MACHINE_FAILED, Finding, machine_failed
from briefing.model.limits import RAISE_MEMORY, RAISE_TIME

if TYPE_CHECKING:
    from briefing.model.findings import Location
    from briefing.model.limits import Limits

_NEAR = 0.9
"""The part of its limit of addresses from which a process that ends itself has run out of them."""
_LACKING = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
    *(errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM),
}
"""Errors of the system that come of a disk, and of too many files, processes or bytes in use."""
_ENDED_FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT}
"""Signals that come from somebody else, such as the system when it has no more memory."""


class WorkerStopped(Exception):
    """The process of a task gave no answer."""


class WorkerTimeout(WorkerStopped):
    """The task took too long."""


class WorkerOutOfMemory(WorkerStopped):
    """The task needed more memory than its limit."""


class WorkerLost(WorkerStopped):
    """The machine failed the task: its process died, or there was no process or memory for it."""

    def __init__(self, how: str, memory: int = 0) -> None:
        """Create the exception.

        Args:
            how: What happened, such as “its process died of SIGKILL”.
            memory: The most memory that the process had, in bytes; 0 if that is unknown.
        """
        super().__init__(how, memory)
        self.how = how
        self.memory = memory

    def __str__(self) -> str:
        had = f"; it had up to {self.memory >> 20} MiB of memory" if self.memory >> 20 else ""
        return f"{self.how}{had}"

    def again(self, second: WorkerLost) -> WorkerLost:
        """Return why the task was lost when ``second`` ended it in a fresh process as well."""
        same = self.how == second.how
        how = f"{self.how}, twice" if same else f"{self.how}, and when tried again: {second.how}"
        return WorkerLost(how, max(self.memory, second.memory))


def stop_reason(code: int | None, limits: Limits, usage: Usage) -> WorkerStopped:
    """Return why a process under limits ended without an answer.

    Args:
        code: Its exit code, negative for a signal; None if it has not ended.
        limits: Its limits.
        usage: What it used.
    """
    if code == -signal.SIGPROF:
        return WorkerTimeout(f"it took more than {limits.seconds:g} seconds of processor time")
    if code == -signal.SIGALRM:
        return WorkerTimeout(f"it was not done within {limits.last_resort:g} seconds by the clock")
    if code is None:
        return WorkerLost("its process did not answer any more", usage.resident)
    if -code not in _ENDED_FROM_OUTSIDE and usage.addressed > limits.memory * _NEAR:
        # Libraries in C end the process when they get no memory.
        return _over(limits, usage)
    how = f"with status {code}" if code >= 0 else f"of {_signal_name(-code)}"
    return WorkerLost(f"its process died {how}", usage.resident)


def stalled(limits: Limits) -> WorkerTimeout:
    """Return what it is if a process takes no processor time for as long as it may wait."""
    return WorkerTimeout(f"it waited for more than {limits.clock:g} seconds and did nothing")


def out_of_memory(limits: Limits) -> WorkerStopped:
    """Return what a MemoryError means that was raised in this process, which is under ``limits``.

    If the machine could have given all that the limits allow, the limits were reached; else the
    machine has less, or lets its user have less (``ulimit -v``).
    """
    usage = Usage()
    usage.look("self")
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if 0 <= allowed < limits.memory:
        how = f"this machine allows a process no more than {allowed >> 20} MiB (ulimit -v)"
        return WorkerLost(how, usage.resident)
    if not is_available(limits.memory - usage.now):
        return WorkerLost("this machine has no more memory for it", usage.resident)
    return _over(limits, usage)


def lacked(error: Exception) -> WorkerLost | None:
    """Return what an exception means that was raised for want of something on this machine, such as
    space for temporary files; None if it was not."""
    if isinstance(error, OSError) and error.errno in _LACKING:
        return WorkerLost(f"this machine failed it: {error.strerror}")
    return None


def _over(limits: Limits, usage: Usage) -> WorkerOutOfMemory:
    had = f"; it had {usage.addressed >> 20} MiB and asked for more" if usage.addressed else ""
    return WorkerOutOfMemory(f"it needs more than {limits.mib} MiB of memory{had}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


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
    return machine_failed(location, message)


def stop_error(error: WorkerStopped, location: Location, doing: str) -> BriefingError:
    """Return what to raise where work whose process stopped ends the run: the content's fault if a
    limit was reached, else the machine's. The arguments are those of `stop_finding`."""
    finding = stop_finding(error, location, doing)
    if finding.code == MACHINE_FAILED:
        return EnvironmentFault(f"{location}: {finding.message}\n  hint: {finding.hint}")
    return ContentError([finding])
