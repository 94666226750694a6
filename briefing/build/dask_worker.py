"""What a worker of a cluster does: it has each task done by processes held to limits, as we do.

So a task that hangs, eats memory or dies costs neither the worker nor what else it does.
"""

from __future__ import annotations

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

    from briefing.build.process_pool import SharedValue
    from briefing.model.limits import Limits

_DECISIVE_PACKAGES = (
    *("weasyprint", "pydyf", "pyphen", "tinycss2", "cssselect2", "tinyhtml5", "fonttools"),
    *("pillow", "brotli", "zopfli", "pikepdf", "pypdfium2"),
)
"""Packages on which it depends what is made of a text."""
_MAX_THEMES = 4
"""So many are kept; whoever works on one makes many."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A value that tasks share: processes of a worker are given it once."""

    value: Any


@cache
def identity() -> dict[str, str]:
    """What this machine makes PDFs with: versions by name, and the hash of this program's code."""
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
    """Whether a task was done, with its result or what it raised.

    It does not raise: Dask would write the text it was given into the log of the worker.
    """
    if identity() != wanted:
        names = [name for name in wanted if identity().get(name) != wanted[name]]
        return False, EnvironmentFault(
            f"the worker on {socket.gethostname()} has another program or engine: "
            f"{', '.join(f'{name} {identity().get(name)}' for name in names)}\n"
            "  hint: run the same image, or install the same checkout and lock, on all machines"
        )
    try:
        return True, _worker_pool(limits).run_task(function, args)
    except Exception as error:  # noqa: BLE001  # raised again where the result is asked for
        return False, error


class _WorkerPool:
    """The processes of a worker."""

    def __init__(self, limits: Limits) -> None:
        # The nanny of a worker starts it as a daemon, which Python lets have no children. These
        # end by themselves when the worker does.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
        self._limits = limits
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._workers = ProcessPool(_threads(), self._limits)
        self._broadcasts: dict[int, tuple[Broadcast, SharedValue]] = {}
        self._known: dict[bytes, SharedValue] = {}

    def run_task(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        with self._lock:
            given = [self._share(a) if isinstance(a, Broadcast) else a for a in args]
            future = self._workers.submit(function, *given)
        return future.result()

    def _share(self, broadcast: Broadcast) -> SharedValue:
        """What stands for it here; Dask gives the same object to all tasks of a build."""
        if id(broadcast) not in self._broadcasts:
            digest = sha256(pickle.dumps(broadcast.value)).digest()
            if digest not in self._known:
                if len(self._known) == _MAX_THEMES:
                    self._workers.shutdown(wait=False)  # what they are at is done
                    self._start()
                self._known[digest] = self._workers.share(broadcast.value)
            self._broadcasts[id(broadcast)] = (broadcast, self._known[digest])
        return self._broadcasts[id(broadcast)][1]


def _threads() -> int:
    """How many tasks this worker is given at a time."""
    from distributed import get_worker

    try:
        return int(get_worker().state.nthreads)
    except ValueError:  # it is none
        return 1


_starting = threading.Lock()


def _worker_pool(limits: Limits) -> _WorkerPool:
    """Those of these limits; a worker may have several threads that ask at once."""
    with _starting:
        return _pool_of(limits)


@cache
def _pool_of(limits: Limits) -> _WorkerPool:
    return _WorkerPool(limits)
