"""Work done by the workers of a Dask scheduler: text and pictures go there, bytes come back.

Nothing is shared with them, no folder and no clock. They must have the same program and engine as
this machine: what others would make is not what a store here may hold. A task whose worker is lost
is done by another.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from briefing.crew import Crew
from briefing.errors import EnvironmentFault
from briefing.limits import Limits
from briefing.state import program
from briefing.versions import engine
from briefing.workers import WorkerOutOfMemory, WorkerStopped, WorkerTimeout

if TYPE_CHECKING:
    from collections.abc import Callable

_ANSWER_SECONDS = 10
_PATIENCE = 5
"""A task waits its turn before it is done: it may take so many times the limit of one."""
_alone = threading.Lock()
"""The engine's log and settings are those of its process; a worker may have several threads."""


def gather_from(address: str) -> Crew:
    """A crew of the workers of a scheduler, such as ``tcp://10.0.0.4:8786``.

    Raises EnvironmentFault when Dask is not installed, or no scheduler with a worker answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EnvironmentFault(
            "Dask is not installed\n  hint: pip install 'briefing[dask]'"
        ) from error
    try:
        open_client: Any = Client  # its arguments have no types
        client = open_client(address, timeout=_ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise EnvironmentFault(
            f"no scheduler answers at {address}: {error}\n"
            "  hint: start one with “dask scheduler”, and workers with “dask worker ADDRESS”"
        ) from error
    size = len(client.scheduler_info(n_workers=-1)["workers"])
    if not size:
        client.close()
        raise EnvironmentFault(
            f"the scheduler at {address} has no workers\n  hint: dask worker {address}"
        )
    cluster = Cluster(client)
    return Crew(cluster, size, cluster.share)


class Cluster(Executor):
    """A client of a scheduler, as an executor whose lost tasks raise WorkerStopped."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor: Executor = client.get_executor(pure=False)
        self._seconds = Limits().seconds * _PATIENCE

    def share(self, value: Any) -> Any:
        """What stands for a value in tasks. It is the result of a task, which is done again when
        all who had it are lost."""
        return self._client.submit(_itself, value)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `Executor.submit`."""
        ours: Future[Any] = Future()
        theirs = self._executor.submit(do, _identity(), fn, *args, **kwargs)
        timer = threading.Timer(self._seconds, _give_up, (ours, self._seconds))
        timer.daemon = True
        timer.start()

        def pass_on(done: Future[Any]) -> None:
            timer.cancel()
            _pass_on(done, ours)

        theirs.add_done_callback(pass_on)
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002  # as the parent
        """Lets go of the scheduler; what is not done is not wanted any more."""
        with suppress(Exception):  # it may have gone before us
            self._executor.shutdown(wait=wait and not cancel_futures)
        with suppress(Exception):
            self._client.close(timeout=_ANSWER_SECONDS)


def _give_up(future: Future[Any], seconds: float) -> None:
    with suppress(Exception):  # it is done at this very moment
        future.set_exception(WorkerTimeout(f"it was not done within {seconds:g} seconds"))


def _pass_on(done: Future[Any], ours: Future[Any]) -> None:
    """The end of a task of the cluster as one of ours."""
    with suppress(Exception):  # given up already
        if done.cancelled():
            ours.set_exception(WorkerStopped("the cluster has cancelled it"))
        elif (error := done.exception()) is None:
            ours.set_result(done.result())
        elif isinstance(error, MemoryError):
            ours.set_exception(WorkerOutOfMemory("a worker of the cluster has no memory for it"))
        elif type(error).__module__.startswith("distributed."):
            ours.set_exception(WorkerStopped(f"the cluster lost it: {type(error).__name__}"))
        else:
            ours.set_exception(error)


# ── on the worker ─────────────────────────────────────────────────────────────────────────


def do(identity: tuple[str, ...], function: Callable[..., Any], *args: Any) -> Any:
    """Does a task of a machine with the same program; raises EnvironmentFault for another."""
    if _identity() != identity:
        other = ", ".join(sorted(set(_identity()) - set(identity)))
        raise EnvironmentFault(
            f"the worker on {socket.gethostname()} has another program or engine: {other}\n"
            "  hint: install the same versions of briefing and its libraries on all machines"
        )
    with _alone:
        return function(*args)


@cache
def _identity() -> tuple[str, ...]:
    """Versions of the engine, and the hash of this program's code."""
    return (*engine(), f"code {program()['source'][:12]}")


def _itself(value: Any) -> Any:
    return value
