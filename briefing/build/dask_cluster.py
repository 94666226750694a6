"""An executor on the workers of a Dask scheduler: text and pictures go there, bytes come back.

The workers share no folder and no clock with this machine. They must run the same program and
engine, since their results go into the cache here. A worker is sent the theme, and the fragments it
typesets with their pictures. What a proof looks for includes words that readers must not see, so it
stays here unless asked otherwise. If a worker is lost, Dask gives its task to another.
"""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from briefing.build.dask_address import NO_CERTIFICATES
from briefing.build.dask_worker import Broadcast, identity, run_task
from briefing.build.executors import BuildExecutor
from briefing.build.process_pool import ProcessPool
from briefing.build.worker_stops import WorkerLost, WorkerTimeout
from briefing.model.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from briefing.build.dask_address import SchedulerAddress
    from briefing.model.limits import Limits

_ANSWER_SECONDS = 10
"""How long a scheduler may take to answer."""
_PATIENCE = 2
"""Factor on the clock limit of a task, which also waits for its turn on the cluster."""


def connect(
    scheduler: SchedulerAddress,
    jobs: int,
    limits: Limits,
    answer_seconds: float = _ANSWER_SECONDS,
) -> BuildExecutor:
    """Connect to a scheduler and create an executor that typesets on its workers.

    Args:
        scheduler: Where it is.
        jobs: Number of processes on this machine for everything else.
        limits: Limits of each task.
        answer_seconds: How long the scheduler may take to answer.

    Raises:
        UsageError: A certificate is missing or unusable.
        EnvironmentFault: Dask is not installed, no scheduler with workers answers, or a worker
            cannot be used.
    """
    client = _client(scheduler, answer_seconds)
    try:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        _check_reached(scheduler, workers)
        _check_programs(client.run(identity, on_error="return"))
    except EnvironmentFault:
        client.close()
        raise
    cluster = DaskExecutor(client, limits)
    local_pool = None if scheduler.proves else ProcessPool(jobs, limits)
    if local_pool is not None:
        local_pool.warm_up()
    size = sum(worker["nthreads"] for worker in workers.values())
    return BuildExecutor(cluster, size, cluster.share, limits, jobs, local_pool)


def _client(scheduler: SchedulerAddress, answer_seconds: float = _ANSWER_SECONDS) -> Any:
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise EnvironmentFault(
            "Dask is not installed\n"
            "  hint: install briefing with Dask, from its checkout: pip install '.[dask]'"
        ) from error
    given = {
        "tls_ca_file": scheduler.ca,
        "tls_client_cert": scheduler.cert,
        "tls_client_key": scheduler.key,
    }
    # Dask takes from its own settings what is not given here.
    make_security: Any = Security  # untyped, as the client
    security = make_security(**{name: file for name, file in given.items() if file})
    if scheduler.is_encrypted:
        security.require_encryption = True
        if not security.tls_ca_file or not security.tls_client_cert:
            raise UsageError(NO_CERTIFICATES)
        try:
            security.get_connection_args("client")
        except OSError as error:  # includes ssl.SSLError
            raise UsageError(f"cannot use the certificates: {error}") from error
    try:
        open_client: Any = Client  # untyped as well
        return open_client(
            scheduler.address, security=security, timeout=answer_seconds, set_as_default=False
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise EnvironmentFault(
            f"no scheduler answers at {scheduler.address}: {error}\n  hint: {_START_HINT}"
        ) from error


def _check_reached(scheduler: SchedulerAddress, workers: Collection[str]) -> None:
    """Raise EnvironmentFault if there are no workers, or one is on a less safe connection."""
    if not workers:
        raise EnvironmentFault(
            f"the scheduler at {scheduler.address} has no workers\n  hint: {_START_HINT}"
        )
    if open_ones := [worker for worker in workers if not scheduler.may_use(worker)]:
        raise EnvironmentFault(
            f"a worker is reached over a plain connection: {', '.join(open_ones)}\n"
            "  hint: start it on this machine, or with TLS (README, “On a cluster”)"
        )


def _check_programs(found: dict[str, Any]) -> None:
    """Raise EnvironmentFault if a worker's results would differ from those of this machine."""
    ours = identity()
    others = []
    for address, theirs in sorted(found.items()):
        if not isinstance(theirs, dict):
            others.append(f"the worker at {address} cannot be used: {theirs!s:.200}")
        elif theirs != ours:
            others.append(f"the worker at {address} has {differences(theirs, ours)}")
    if others:
        raise EnvironmentFault("\n".join(others) + f"\n  hint: {_SAME_PROGRAM_HINT}")


def differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """Return the versions in ``theirs`` that differ from ``ours``, as text."""
    return ", ".join(
        f"{name} {theirs.get(name, 'none')} (here {ours.get(name, 'none')})"
        for name in sorted({*theirs, *ours})
        if theirs.get(name) != ours.get(name)
    )


_START_HINT = (
    "start it and its workers with certificates of one authority, or on 127.0.0.1 only; for the "
    "commands see README, “On a cluster”"
)
_SAME_PROGRAM_HINT = "run the same image, or install the same checkout and lock, on all machines"


class DaskExecutor(Executor):
    """An executor on a Dask cluster; a task that is lost raises WorkerLost."""

    def __init__(self, client: Any, limits: Limits, patience: float = _PATIENCE) -> None:
        self._client = client
        self._limits = limits
        self._executor: Executor = client.get_executor(pure=False)
        self._seconds = limits.clock * patience

    def share(self, value: Any) -> Any:
        """Return what stands for ``value`` in tasks.

        It is the result of a task, which Dask runs again if all workers that hold it are lost.
        """
        return self._client.submit(_itself, Broadcast(value))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a task, as `Executor.submit`; it fails if it takes too long by the clock."""
        ours: Future[Any] = Future()
        theirs = self._executor.submit(run_task, identity(), self._limits, fn, *args, **kwargs)
        timer = threading.Timer(self._seconds, _give_up, (ours, self._seconds))
        timer.daemon = True
        timer.start()

        def pass_on(done: Future[Any]) -> None:
            timer.cancel()
            _pass_on(done, ours)

        theirs.add_done_callback(pass_on)
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002  # as the parent
        """Disconnect from the scheduler, and abandon what is not done."""
        with suppress(Exception):  # it may have gone already
            self._executor.shutdown(wait=wait and not cancel_futures)
        with suppress(Exception):
            self._client.close(timeout=_ANSWER_SECONDS)


def _give_up(future: Future[Any], seconds: float) -> None:
    with suppress(Exception):  # it has just been done
        future.set_exception(WorkerTimeout(f"it was not done within {seconds:g} seconds"))


def _pass_on(done: Future[Any], ours: Future[Any]) -> None:
    """Copy the outcome of a task on the cluster to the future returned by `submit`."""
    with suppress(Exception):  # given up already
        if done.cancelled():
            ours.set_exception(WorkerLost("the cluster cancelled it"))
        elif (error := done.exception()) is not None:
            ours.set_exception(_translated(error))
        else:
            is_done, value = done.result()
            if is_done:
                ours.set_result(value)
            else:
                ours.set_exception(_translated(value))


def _translated(error: BaseException) -> BaseException:
    if isinstance(error, MemoryError):
        return WorkerLost("a worker of the cluster ran out of memory")
    if type(error).__module__.startswith("distributed."):
        return WorkerLost(f"the cluster lost it each time it tried: {type(error).__name__}")
    return error


def _itself(value: Any) -> Any:
    return value
