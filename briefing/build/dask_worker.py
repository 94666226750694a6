"""The side of a cluster's worker: it runs each task in a pool of limited processes.

So a task that hangs, eats memory or dies harms neither the worker nor its other tasks.
"""

from __future__ import annotations

import atexit
import multiprocessing
import pickle
import socket
import sys
import threading
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing import __version__
from briefing.build.process_pool import ProcessPool
from briefing.cache.fingerprint import toolchain_fingerprint
from briefing.cache.toolchain import libraries, packages
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.build.worker_process import SharedValue
    from briefing.model.limits import Limits

_DECISIVE_PACKAGES = (
    *("weasyprint", "pydyf", "pyphen", "tinycss2", "cssselect2", "tinyhtml5", "fonttools"),
    *("pillow", "brotli", "zopfli", "pikepdf", "pypdfium2", "uharfbuzz"),
)
"""Packages that decide what a PDF looks like and how it is written."""
_MAX_THEMES = 4
"""Themes that a worker keeps; somebody who is working on a theme makes many."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A value that tasks share; each process of a worker is sent it once."""

    value: Any


@cache
def identity() -> dict[str, str]:
    """Return versions by name of everything that PDFs are made with, and a hash of the code."""
    installed = packages()
    return {
        "briefing": f"{__version__} {toolchain_fingerprint()['source'][:12]}",
        "python": ".".join(map(str, sys.version_info[:2])),
        **{name: installed.get(name, "none") for name in _DECISIVE_PACKAGES},
        **libraries(),
    }


def run_task(
    wanted: dict[str, str], limits: Limits, function: Callable[..., Any], *args: Any
) -> tuple[bool, Any]:
    """Run a task; return whether it succeeded, and its result or exception.

    It never raises: Dask would write the task's arguments, which are text, into the worker's log.

    Args:
        wanted: The identity of the machine that sent the task.
        limits: Limits of the task.
        function: What to run.
        args: Its arguments.
    """
    if identity() != wanted:
        names = [name for name in wanted if identity().get(name) != wanted[name]]
        return False, EnvironmentFault(
            f"the worker on {socket.gethostname()} has a different program or engine: "
            f"{', '.join(f'{name} {identity().get(name)}' for name in names)}\n"
            "  hint: run the same image, or install the same checkout and lock, on all machines"
        )
    try:
        return True, _worker_pool(limits).run_task(function, args)
    except Exception as error:  # noqa: BLE001  # raised again where the result is asked for
        return False, error


class _WorkerPool:
    """The process pool of a worker, which remembers the values that tasks share."""

    def __init__(self, limits: Limits) -> None:
        # Dask's nanny starts a worker as a daemon, which Python does not allow to have children.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
        self._limits = limits
        self._lock = threading.Lock()
        self._start()
        atexit.register(self._end)  # else a worker that is to end would wait for them for ever

    def _start(self) -> None:
        self._workers = ProcessPool(_threads(), self._limits)
        self._broadcasts: dict[int, tuple[Broadcast, SharedValue]] = {}
        self._known: dict[bytes, SharedValue] = {}

    def run_task(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        with self._lock:
            given = [self._share(a) if isinstance(a, Broadcast) else a for a in args]
            future = self._workers.submit(function, *given)
        return future.result()

    def _end(self) -> None:
        self._workers.shutdown(cancel_futures=True)

    def _share(self, broadcast: Broadcast) -> SharedValue:
        """Return what stands for a broadcast value in the pool, which is sent it once.

        Dask gives the same object to all tasks of a build.
        """
        if id(broadcast) not in self._broadcasts:
            digest = sha256(pickle.dumps(broadcast.value)).digest()
            if digest not in self._known:
                if len(self._known) == _MAX_THEMES:
                    self._workers.shutdown(wait=False)  # after its current tasks
                    self._start()
                self._known[digest] = self._workers.share(broadcast.value)
            self._broadcasts[id(broadcast)] = (broadcast, self._known[digest])
        return self._broadcasts[id(broadcast)][1]


def _threads() -> int:
    """Return how many tasks this worker is given at a time."""
    from distributed import get_worker

    try:
        return int(get_worker().state.nthreads)
    except ValueError:  # not in a worker, as in tests
        return 1


_starting = threading.Lock()


def _worker_pool(limits: Limits) -> _WorkerPool:
    """Return the pool for ``limits``; several threads of a worker may ask at once."""
    with _starting:
        return _pool_of(limits)


@cache
def _pool_of(limits: Limits) -> _WorkerPool:
    return _WorkerPool(limits)
