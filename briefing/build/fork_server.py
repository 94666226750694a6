"""Starts the server that worker processes are forked from: `multiprocessing.forkserver`, forked.

The standard library starts its server as a new Python, which has to load once more what this
process has loaded. Here the server is a copy of this process, and goes on to load the rest: that
saves a fifth of a second. So is the tracker of resources, which the library wants beside it, and
which has nothing to track: that saves 20 ms. A copy is safe only of a process without other
threads, and only where the system's own libraries bear it (Linux); elsewhere, and when a server
that has died is replaced in the middle of work, it is a new Python.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import sys
import threading
import traceback
from multiprocessing import connection, forkserver, resource_tracker, util
from typing import TYPE_CHECKING, Any, NoReturn

from briefing.model.ending import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_KNOWN = sys.version_info < (3, 14)
"""Whether the standard library's server is the one that is known here; later ones take a key."""


def start_tracker() -> None:
    """Start the tracker of resources, unless it runs; raise OSError if it cannot be started."""
    tracker: Any = getattr(resource_tracker, "_resource_tracker", None)
    is_first = getattr(tracker, "_fd", 0) is None
    if not (is_first and _may_copy()):
        resource_tracker.ensure_running()
        return
    _flush()
    reading, writing = os.pipe()
    try:
        process = os.fork()
        if not process:
            _be(lambda: resource_tracker.main(reading), writing)
    except BaseException:
        os.close(writing)
        raise
    finally:
        os.close(reading)
    tracker._fd, tracker._pid = writing, process  # noqa: SLF001  # there is no public way


def _may_copy() -> bool:
    return _KNOWN and sys.platform == "linux" and threading.active_count() == 1


def start_server(preload: Sequence[str]) -> None:
    """Start the fork server, unless one runs; raise OSError if it cannot be started.

    Args:
        preload: Names of the modules that it loads.
    """
    forkserver.set_forkserver_preload(list(preload))
    server: Any = getattr(forkserver, "_forkserver", None)
    is_first = getattr(server, "_forkserver_pid", 0) is None
    if is_first and _may_copy():
        start_tracker()
        _fork(server, list(preload))
    else:
        forkserver.ensure_running()


def _fork(server: Any, preload: list[str]) -> None:
    """Do as `forkserver.ensure_running` does, with a fork in place of a new Python."""
    with socket.socket(socket.AF_UNIX) as listener:
        address = connection.arbitrary_address("AF_UNIX")  # type: ignore[attr-defined]
        listener.bind(address)
        if not util.is_abstract_socket_namespace(address):
            os.chmod(address, 0o600)  # noqa: PTH101  # as the library does
        listener.listen()
        _flush()
        alive_r, alive_w = os.pipe()
        try:
            process = os.fork()
            if not process:
                _be(lambda: forkserver.main(listener.detach(), alive_r, preload), alive_w)
        except BaseException:
            os.close(alive_w)
            raise
        finally:
            os.close(alive_r)
    server._forkserver_address = address  # noqa: SLF001  # there is no public way
    server._forkserver_alive_fd = alive_w  # noqa: SLF001
    server._forkserver_pid = process  # noqa: SLF001


def _flush() -> None:
    """Write what waits to be written, or a copy would write it as well."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _be(run: Callable[[], object], alive: int) -> NoReturn:
    """Run something in the copy, with nothing of its parent's to end or to tidy up.

    Args:
        run: What the copy is there for.
        alive: The end of a pipe that tells it, by being closed, that nobody needs it any more.
    """
    status = 1
    try:
        os.close(alive)  # else it would keep itself alive
        atexit._clear()  # noqa: SLF001  # there is no public way
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        run()
        status = 0
    except SystemExit:
        status = 0
    except BaseException:  # noqa: BLE001  # the copy must not go on as its parent would
        traceback.print_exc()
    finally:
        os._exit(status)
