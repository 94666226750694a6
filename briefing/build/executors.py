"""Where the tasks of a build run: in this process, in others on this machine, or on a cluster.

A `BuildExecutor` is any `concurrent.futures.Executor` with a way to share a value with all its
workers: otherwise the theme with its fonts would be sent along with each fragment.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from briefing.build.picture_shelf import PictureShelf
from briefing.build.process_pool import ProcessPool
from briefing.build.tasks import (
    FinishedPdf,
    bind_and_prove,
    prove_old,
    reprove,
    scale_picture,
    typeset_fragment,
)
from briefing.build.worker_stops import WorkerLost, WorkerStopped, stop_finding
from briefing.model.ending import uninterrupted
from briefing.model.findings import Location
from briefing.model.limits import Limits
from briefing.model.output import TypesetFragment
from briefing.prove import Proof
from briefing.prove.stored_pictures import stored_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Self

    from briefing.build.tasks import Binding, BoundPage
    from briefing.cache.page_cache import PageCache
    from briefing.model.composition import Asset, Fragment
    from briefing.model.pictures import StoredPicture
    from briefing.prove import Expectation


class InlineExecutor(Executor):
    """An executor that runs each task at once, in this process, without limits."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` and return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except MemoryError:
            future.set_exception(WorkerLost("this machine has no more memory for it"))
        except Exception as error:  # noqa: BLE001  # raised again where the result is asked for
            future.set_exception(error)
        return future

    def share(self, value: Any) -> Any:
        """Return the value itself: it is there already."""
        return value


@dataclass(slots=True)
class BuildExecutor:
    """An executor whose workers know the theme."""

    pool: Executor
    size: int
    """Number of tasks that run at a time."""
    share: Callable[[Any], Any]
    """Shares a value with all workers; returns what stands for the value in a task."""
    limits: Limits = field(default_factory=Limits)
    """Limits of a task, also of what helper processes do before there are tasks."""
    local_processes: int = 1
    """Number of processes on this machine that may work at the same time."""
    local_pool: ProcessPool | InlineExecutor | None = None
    """Processes on this machine, if ``pool`` is elsewhere."""
    is_far: bool = False
    """Whether all tasks, binding and proving too, run on other machines."""
    shelf: PictureShelf = field(default_factory=PictureShelf)
    """Where tasks on this machine get pictures from."""
    pages: PageCache | None = None
    """Where tasks on this machine look for single pages."""
    is_resident: bool = False
    """Whether its processes stay when a build is done, until who opened it ends them."""
    is_shut: bool = False
    """Whether its processes have ended, so that it takes no more tasks."""
    _theme: Any = None
    _local_theme: Any = None
    _theme_assets: tuple[Asset, ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Shut down, unless it is resident; after an exception in any case: then cancel what has
        not begun, and leave no process behind."""
        if kind is not None or not self.is_resident:
            self._shut_down(cancel=kind is not None)

    def end(self) -> None:
        """End the processes of a resident executor, whatever they do."""
        self._shut_down(cancel=True)

    def _shut_down(self, *, cancel: bool) -> None:
        self.is_shut = True
        for executor in filter(None, (self.pool, self.local_pool)):
            if cancel:
                with uninterrupted():  # tasks are not waited for
                    executor.shutdown(wait=True, cancel_futures=True)
            else:
                executor.shutdown(wait=True)

    @property
    def _proving_pool(self) -> Executor:
        return self.pool if self.is_far or not self.local_pool else self.local_pool

    def set_theme(self, theme_assets: tuple[Asset, ...]) -> None:
        """Share the theme's style sheet and fonts with all workers, unless they have just these."""
        if theme_assets == self._theme_assets:
            return
        self._withdraw_theme()
        self._theme_assets = theme_assets
        self._theme = self.share(theme_assets)
        self._local_theme = self._theme
        if self._proving_pool is not self.pool:
            assert self.local_pool is not None
            self._local_theme = self.local_pool.share(theme_assets)

    def _withdraw_theme(self) -> None:
        """Have the processes on this machine forget an earlier theme, or they would keep all."""
        for pool, value in ((self.pool, self._theme), (self.local_pool, self._local_theme)):
            if isinstance(pool, ProcessPool) and value is not None:
                pool.unshare(value)

    def typeset(self, fragment: Fragment, assets: tuple[Asset, ...]) -> Future[TypesetFragment]:
        """Submit a fragment to be typeset."""
        pages = None
        if self.pages is not None and self.local_pool is None:  # a cluster has no cache of pages
            pages = replace(self.pages, sheet=fragment.sheet)
        return self.pool.submit(typeset_fragment, fragment, assets, self._theme, pages)

    def scale(self, picture: StoredPicture) -> Future[None] | None:
        """Submit a picture to be scaled down; None where those who need it are far away."""
        if self.is_far:
            return None
        return (self.local_pool or self.pool).submit(scale_picture, picture, self.shelf)

    def bind_and_prove(self, binding: Binding, location: Location) -> Future[FinishedPdf]:
        """Submit a PDF to be bound and proven."""
        page = stored_in(binding.page.expectation) if binding.page else ()
        shelf = self._shelf((*binding.pictures, *page))
        return self._proving_pool.submit(
            bind_and_prove, replace(binding, shelf=shelf), location, self._local_theme
        )

    def _shelf(self, pictures: Iterable[StoredPicture]) -> PictureShelf:
        """Return where a task gets ``pictures`` from."""
        return self.shelf.packed(pictures) if self.is_far else self.shelf

    def reprove(
        self,
        extract: bytes,
        expectation: Expectation,
        location: Location,
        page: BoundPage | None = None,
    ) -> Future[FinishedPdf]:
        """Submit an unchanged PDF to be proven again, from its extract, and its web page."""
        both = (expectation, *((page.expectation,) if page else ()))
        shelf = self._shelf(picture for one in both for picture in stored_in(one))
        return self._proving_pool.submit(reprove, extract, expectation, location, page, shelf)

    def prove_old(self, pdf: bytes, expectation: Expectation, location: Location) -> Future[Proof]:
        """Submit a PDF from an earlier build to be proven against today's edition."""
        shelf = self._shelf(stored_in(expectation))
        return self._proving_pool.submit(prove_old, pdf, expectation, location, shelf)


def inline_executor() -> BuildExecutor:
    """Return an executor that runs everything in this process, for trusted content: no limits."""
    pool = InlineExecutor()
    return BuildExecutor(pool, 1, pool.share)


def open_executor(jobs: int, limits: Limits | None = None) -> BuildExecutor:
    """Create an executor with ``jobs`` worker processes, which begin to load at once.

    A single job has a process of its own as well: this process could not stop itself in the middle
    of the engine's C code.

    Raises:
        EnvironmentFault: No process can be started.
    """
    limits = limits or Limits()
    workers = ProcessPool(jobs, limits)
    workers.warm_up()
    return BuildExecutor(workers, jobs, workers.share, limits, jobs)


def typeset_result(future: Future[TypesetFragment], fragment: Fragment) -> TypesetFragment:
    """Return the typeset fragment of a done ``future``; a stopped worker becomes a finding."""
    location = Location(fragment.sections[0] if fragment.sections else f"fragment {fragment.name}")
    try:
        return future.result()
    except WorkerStopped as error:
        fault = stop_finding(error, location, f"typesetting “{fragment.name}”")
        return TypesetFragment(fragment.name, (), findings=(fault,), front=fragment.front)


def finished_result(future: Future[FinishedPdf], location: Location) -> FinishedPdf:
    """Return the PDF of a done ``future``; a stopped worker becomes a finding."""
    try:
        return future.result()
    except WorkerStopped as error:
        return FinishedPdf(
            b"", Proof(0, 0, (stop_finding(error, location, "binding and proving"),))
        )
