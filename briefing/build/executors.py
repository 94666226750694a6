"""Who does the work of a build: this process, others of this machine, or those of a cluster.

A crew is any `concurrent.futures.Executor` and its way to hand a value to all who work: the theme
with its fonts would otherwise travel with each fragment.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.build.isolated_process import stop_finding
from briefing.build.process_pool import ProcessPool, WorkerOutOfMemory, WorkerStopped
from briefing.build.tasks import FinishedPdf, bind_and_prove, reprove, typeset_fragment
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Location
from briefing.model.limits import Limits
from briefing.model.output import TypesetFragment
from briefing.prove import Proof, prove_old

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from briefing.build.tasks import Binding
    from briefing.model.composition import Asset, Fragment
    from briefing.prove import Expectation


class InlineExecutor(Executor):
    """Does each task at once, in this process: no limit holds."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except MemoryError:
            future.set_exception(WorkerOutOfMemory("it needs more memory than there is"))
        except Exception as error:  # noqa: BLE001  # raised again where the result is asked for
            future.set_exception(error)
        return future


@dataclass(slots=True)
class BuildExecutor:
    """An executor whose workers have the theme."""

    pool: Executor
    size: int
    """How many tasks it does at a time."""
    share: Callable[[Any], Any]
    """Gives all who work a value; returns what stands for it in a task."""
    limits: Limits = field(default_factory=Limits)
    """Those of a task, and of what this process has others do on the way to one."""
    local_processes: int = 1
    """How many processes of this machine may work at the same time."""
    local_pool: Executor | None = None
    """Binds and proves instead of the executor: processes of this machine."""
    _theme: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """After a failure or an interrupt nothing is waited for, and no process is left."""
        for executor in filter(None, (self.pool, self.local_pool)):
            executor.shutdown(wait=True, cancel_futures=kind is not None)

    def set_theme(self, theme_assets: tuple[Asset, ...]) -> None:
        """Gives all who work the theme's style sheet and fonts."""
        self._theme = self.share(theme_assets)

    def typeset(self, fragment: Fragment, assets: tuple[Asset, ...]) -> Future[TypesetFragment]:
        """A fragment on paper, in time."""
        return self.pool.submit(typeset_fragment, fragment, assets, self._theme)

    def bind_and_prove(self, binding: Binding, location: Location) -> Future[FinishedPdf]:
        """A bound and proven PDF, in time."""
        return (self.local_pool or self.pool).submit(bind_and_prove, binding, location)

    def reprove(
        self, extract: bytes, expectation: Expectation, location: Location
    ) -> Future[FinishedPdf]:
        """A PDF proven again by what was read of it, in time."""
        return (self.local_pool or self.pool).submit(reprove, extract, expectation, location)

    def prove_old(self, pdf: bytes, expectation: Expectation, location: Location) -> Future[Proof]:
        """A PDF from before held against what its edition is now, in time."""
        return (self.local_pool or self.pool).submit(prove_old, pdf, expectation, location)


def inline_executor() -> BuildExecutor:
    """This process alone, for who trusts the content: it is not ended, whatever it does."""
    return BuildExecutor(InlineExecutor(), 1, lambda value: value)


def open_executor(jobs: int, limits: Limits | None = None) -> BuildExecutor:
    """A crew of so many processes, held to limits, which begin to load at once.

    One is a process as well: this one could not end itself in the midst of the engine's C.
    Raises EnvironmentFault when no process can be started.
    """
    limits = limits or Limits()
    workers = ProcessPool(jobs, limits)
    try:
        workers.warm_up()
    except OSError as error:
        raise EnvironmentFault(
            f"no process can be started: {error.strerror or error}\n"
            "  hint: end other programs, or name a folder for temporary files with TMPDIR"
        ) from error
    return BuildExecutor(workers, jobs, workers.share, limits, jobs)


def typeset_result(future: Future[TypesetFragment], fragment: Fragment) -> TypesetFragment:
    """What became of a fragment; a worker that stopped is a finding."""
    location = Location(fragment.sections[0] if fragment.sections else f"fragment {fragment.name}")
    try:
        return future.result()
    except WorkerStopped as error:
        fault = stop_finding(error, location, f"typesetting “{fragment.name}”")
        return TypesetFragment(fragment.name, b"", (), (fault,), fragment.front)


def finished_result(future: Future[FinishedPdf], location: Location) -> FinishedPdf:
    """What became of a PDF; a worker that stopped is a finding."""
    try:
        return future.result()
    except WorkerStopped as error:
        return FinishedPdf(
            b"", Proof(0, 0, (stop_finding(error, location, "binding and proving"),))
        )
