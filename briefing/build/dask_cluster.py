"""Connects to the workers of a Dask scheduler: text and pictures go there, bytes come back.

The workers share no folder and no clock with this machine. They must run the same program and
engine, since their results go into the cache here. A worker is sent the theme, and the fragments it
typesets with their pictures. What a proof looks for includes words that readers must not see, so it
stays here unless asked otherwise. If a worker is lost, Dask gives its task to another.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.build.dask_address import NO_CERTIFICATES
from briefing.build.dask_executor import (
    ANSWER_SECONDS,
    STALL_SECONDS,
    DaskExecutor,
    Fallback,
    within,
    workers_of,
)
from briefing.build.dask_probe import why_no_scheduler
from briefing.build.dask_worker import identity
from briefing.build.executors import BuildExecutor, open_executor
from briefing.build.process_pool import ProcessPool
from briefing.model.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from briefing.build.dask_address import SchedulerAddress
    from briefing.model.limits import Limits

_LIBRARIES = ("distributed", "tornado", "asyncio")
"""Loggers of what speaks to the cluster: what they would print is said in our own words."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a cluster is waited for, in seconds by the clock."""

    answer: float = ANSWER_SECONDS
    """For an answer of its scheduler or of a worker."""
    stall: float = STALL_SECONDS
    """For any piece of work in hand to be finished."""


def connect(
    scheduler: SchedulerAddress,
    jobs: int,
    limits: Limits,
    patience: Patience | None = None,
    tell: Callable[[str], None] | None = None,
) -> BuildExecutor:
    """Connect to a scheduler and create an executor that typesets on its workers.

    Args:
        scheduler: Where it is.
        jobs: Number of processes on this machine for everything else.
        limits: Limits of each task.
        patience: How long it is waited for.
        tell: Called with what is done on this machine instead of the cluster; None to do none of
            its work here, and end with a fault.

    Raises:
        UsageError: A certificate is missing or unusable.
        EnvironmentFault: Dask is not installed, no scheduler with workers answers, or a worker
            cannot be used; only the first with ``tell``.
    """
    patience = patience or Patience()
    try:
        client, workers = _connected(scheduler, patience.answer)
    except _NoCluster as fault:
        if tell is None:
            raise
        tell(f"{str(fault).partition(chr(10))[0]}: this machine does the work")
        return open_executor(jobs, limits)
    local_pool = ProcessPool(jobs, limits)
    local_pool.warm_up()
    fallback = Fallback(local_pool, tell) if tell is not None else None
    cluster = DaskExecutor(client, limits, patience.stall, fallback)
    size = sum(worker["nthreads"] for worker in workers.values())
    return BuildExecutor(
        cluster, size, cluster.share, limits, jobs, local_pool, is_far=scheduler.proves
    )


class _NoCluster(EnvironmentFault):
    """There is no cluster that can be used at an address."""


def _connected(scheduler: SchedulerAddress, seconds: float) -> tuple[Any, dict[str, Any]]:
    """Return a client and what its scheduler says of each worker, by address."""
    client = _client(scheduler, seconds)
    try:
        workers = within(seconds, lambda: workers_of(client))
        if workers is None:
            raise _no_scheduler(scheduler, f"it did not answer within {seconds:g} seconds")
        _check_reached(scheduler, workers)
        _check_programs(_identities(client, workers, seconds))
    except EnvironmentFault:
        within(seconds, lambda: client.close(timeout=seconds))
        raise
    return client, workers


def _client(scheduler: SchedulerAddress, seconds: float = ANSWER_SECONDS) -> Any:
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise EnvironmentFault(
            "Dask is not installed\n"
            "  hint: install briefing with Dask, from its checkout: pip install '.[dask]'"
        ) from error
    for name in (*_LIBRARIES, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in _LIBRARIES:  # those below have levels of their own
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    given = {
        "tls_ca_file": scheduler.ca,
        "tls_client_cert": scheduler.cert,
        "tls_client_key": scheduler.key,
    }
    # Dask takes from its own settings what is not given here.
    make_security: Any = Security  # untyped, as the client
    security = make_security(**{name: file for name, file in given.items() if file})
    context = None
    if scheduler.is_encrypted:
        security.require_encryption = True
        if not security.tls_ca_file or not security.tls_client_cert:
            raise UsageError(NO_CERTIFICATES)
        try:
            context = security.get_connection_args("client")["ssl_context"]
        except OSError as error:  # includes ssl.SSLError
            raise UsageError(f"cannot use the certificates: {error}") from error
    why = why_no_scheduler(scheduler.address, context, seconds)
    if why:
        raise _no_scheduler(scheduler, why)
    try:
        open_client: Any = Client  # untyped as well
        return open_client(
            scheduler.address, security=security, timeout=seconds, set_as_default=False
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise _no_scheduler(scheduler, str(error)) from error


def _no_scheduler(scheduler: SchedulerAddress, why: str) -> _NoCluster:
    message = f"no Dask scheduler answers at {scheduler.address}: {why}"
    return _NoCluster(f"{message}\n  hint: {_START_HINT}")


class _Silent(str):
    """Says that a worker did not answer."""

    __slots__ = ()


def _identities(client: Any, workers: Collection[str], seconds: float) -> dict[str, Any]:
    """Return what each worker has, or why it cannot be used, by its address."""

    def ask(worker: str) -> Any:
        found = within(
            seconds, lambda: client.run(identity, workers=[worker], on_error="return")[worker]
        )
        return _Silent(f"it did not answer within {seconds:g} seconds") if found is None else found

    with ThreadPoolExecutor(max_workers=min(64, len(workers))) as threads:
        return dict(zip(workers, threads.map(ask, workers), strict=True))


def _check_reached(scheduler: SchedulerAddress, workers: Collection[str]) -> None:
    """Raise EnvironmentFault if there are no workers, or one is on a less safe connection."""
    if not workers:
        raise _NoCluster(
            f"the Dask scheduler at {scheduler.address} has no workers\n  hint: {_START_HINT}"
        )
    if open_ones := [worker for worker in workers if not scheduler.may_use(worker)]:
        raise _NoCluster(
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
        are_silent = all(isinstance(theirs, _Silent) or theirs == ours for theirs in found.values())
        hint = _SILENT_HINT if are_silent else _SAME_PROGRAM_HINT
        raise _NoCluster("\n".join(others) + f"\n  hint: {hint}")


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
_SILENT_HINT = "start that worker again, or end it"
_SAME_PROGRAM_HINT = "run the same image, or install the same checkout and lock, on all machines"
