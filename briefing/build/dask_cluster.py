"""Work done by the workers of a Dask scheduler: text and pictures go there, bytes come back.

Nothing is shared with them, no folder and no clock. They must have the same program and engine as
this machine: what others would make is not what a store here may hold. A worker is sent the
fragments it sets, with their pictures, and the theme. What a proof looks for names what readers
must not see, and stays here unless it is wished otherwise. A task whose worker is lost is done by
another.
"""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from briefing.build.dask_address import NO_CERTIFICATES
from briefing.build.dask_worker import Common, do, identity
from briefing.build.executors import BuildExecutor
from briefing.build.process_pool import WorkerOutOfMemory, Workers, WorkerStopped, WorkerTimeout
from briefing.model.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from briefing.build.dask_address import SchedulerAddress
    from briefing.model.limits import Limits

_ANSWER_SECONDS = 10
"""How long a scheduler may take to answer."""
_PATIENCE = 2
"""A task waits its turn before it is done: it may take so many times what one may by the clock."""


def connect(
    scheduler: SchedulerAddress,
    jobs: int,
    limits: Limits,
    answer_seconds: float = _ANSWER_SECONDS,
) -> BuildExecutor:
    """A crew of the workers of a scheduler, for what is typeset; the rest is done by so many
    processes of this machine.

    Raises UsageError without the certificates it takes, EnvironmentFault when Dask is not
    installed, no scheduler with a worker answers, or a worker cannot be used.
    """
    client = _client(scheduler, answer_seconds)
    try:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        _check_reached(scheduler, workers)
        _check_programs(client.run(identity, on_error="return"))
    except EnvironmentFault:
        client.close()
        raise
    cluster = Cluster(client, limits)
    own = None if scheduler.proves else Workers(jobs, limits)
    if own is not None:
        own.warm_up()
    size = sum(worker["nthreads"] for worker in workers.values())
    return BuildExecutor(cluster, size, cluster.share, limits, jobs, own)


def _client(scheduler: SchedulerAddress, answer_seconds: float = _ANSWER_SECONDS) -> Any:
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise EnvironmentFault(
            "Dask is not installed\n"
            "  hint: install briefing with it, from its checkout: pip install '.[dask]'"
        ) from error
    given = {
        "tls_ca_file": scheduler.ca,
        "tls_client_cert": scheduler.cert,
        "tls_client_key": scheduler.key,
    }
    # What is not given, Dask takes from its own settings.
    make_security: Any = Security  # untyped, as the client
    security = make_security(**{name: file for name, file in given.items() if file})
    if scheduler.is_encrypted:
        security.require_encryption = True
        if not security.tls_ca_file or not security.tls_client_cert:
            raise UsageError(NO_CERTIFICATES)
        try:
            security.get_connection_args("client")
        except OSError as error:  # those of TLS are of its kind
            raise UsageError(f"the certificates cannot be used: {error}") from error
    try:
        open_client: Any = Client  # its arguments have no types
        return open_client(
            scheduler.address, security=security, timeout=answer_seconds, set_as_default=False
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise EnvironmentFault(
            f"no scheduler answers at {scheduler.address}: {error}\n  hint: {_START}"
        ) from error


def _check_reached(scheduler: SchedulerAddress, workers: Collection[str]) -> None:
    """Raises EnvironmentFault when there is none, or one is not reached as its scheduler is."""
    if not workers:
        raise EnvironmentFault(
            f"the scheduler at {scheduler.address} has no workers\n  hint: {_START}"
        )
    if open_ones := [worker for worker in workers if not scheduler.may_use(worker)]:
        raise EnvironmentFault(
            f"a worker is reached over a plain connection: {', '.join(open_ones)}\n"
            "  hint: start it on this machine, or with TLS (README, “On a cluster”)"
        )


def _check_programs(found: dict[str, Any]) -> None:
    """Raises EnvironmentFault when a worker would make something else than this machine."""
    ours = identity()
    others = []
    for address, theirs in sorted(found.items()):
        if not isinstance(theirs, dict):
            others.append(f"the worker at {address} cannot do it: {theirs!s:.200}")
        elif theirs != ours:
            others.append(f"the worker at {address} has {differences(theirs, ours)}")
    if others:
        raise EnvironmentFault("\n".join(others) + f"\n  hint: {_SAME}")


def differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """What another has otherwise than we."""
    return ", ".join(
        f"{name} {theirs.get(name, 'none')} (here {ours.get(name, 'none')})"
        for name in sorted({*theirs, *ours})
        if theirs.get(name) != ours.get(name)
    )


_START = (
    "start it, and its workers, with certificates of one authority or on 127.0.0.1 only: README, "
    "“On a cluster”, has the lines"
)
_SAME = "run the same image, or install the same checkout and lock, on all machines"


class Cluster(Executor):
    """A client of a scheduler, as an executor whose lost tasks raise WorkerStopped."""

    def __init__(self, client: Any, limits: Limits, patience: float = _PATIENCE) -> None:
        self._client = client
        self._limits = limits
        self._executor: Executor = client.get_executor(pure=False)
        self._seconds = limits.clock * patience

    def share(self, value: Any) -> Any:
        """What stands for a value in tasks. It is the result of a task, which is done again when
        all who had it are lost."""
        return self._client.submit(_itself, Common(value))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `Executor.submit`."""
        ours: Future[Any] = Future()
        theirs = self._executor.submit(do, identity(), self._limits, fn, *args, **kwargs)
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
        elif (error := done.exception()) is not None:
            ours.set_exception(_told(error))
        else:
            is_done, value = done.result()
            if is_done:
                ours.set_result(value)
            else:
                ours.set_exception(_told(value))


def _told(error: BaseException) -> BaseException:
    if isinstance(error, MemoryError):
        return WorkerOutOfMemory("a worker of the cluster has no memory for it")
    if type(error).__module__.startswith("distributed."):
        return WorkerStopped(f"the cluster lost it, as often as it tried: {type(error).__name__}")
    return error


def _itself(value: Any) -> Any:
    return value
