"""Locks: files that one process holds at a time, or several share, and that say who holds them.

A lock is the system's (``flock``): it goes with the process that holds it, however that ends. What
its file says is for people who wait. A lock is to keep builds apart; it never keeps one from being
done: where there can be none, work goes on without.
"""

from __future__ import annotations

import errno
import fcntl
import os
import platform
import stat
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.files.checked_read import OPEN_ONLY, require_regular
from briefing.model.terminal_escapes import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Say = Callable[[str], None]
    """Prints a line for people."""

LOCK = ".lock"
"""The name of a lock in the folder that it guards."""
PATIENCE = 2.0
"""Seconds to wait for a lock before saying who holds it."""
_AGAIN = 30.0
"""Seconds after which it is said again."""
_POLL = 0.05
_MOST_SAID = 300
"""Bytes of what a lock file says that are printed."""


def silent(_: str) -> None:
    """Print nothing."""


@contextmanager
def locked(path: Path, say: Say = silent, *, shared: bool = False) -> Iterator[bool]:
    """Hold the lock at ``path``, whose folder is made if it is missing.

    Args:
        path: The lock file.
        say: Told who holds it, when that takes long, and why there can be no lock.
        shared: Whether others may share it; they all keep out who wants it alone.

    Yields:
        Whether it is held; if not, there can be no lock here.
    """
    number = _acquired(path, say, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    try:
        yield number is not None
    finally:
        if number is not None:
            _release(number)


def _acquired(path: Path, say: Say, operation: int) -> int | None:
    """Return the descriptor of the lock file, locked; None if there can be no lock."""
    waiting = _Waiting(path, say)
    while True:
        number = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            number = _opened(path)
            while not _taken(number, operation):
                waiting.pause(number)
            if _is_at(number, path):
                _sign(number)
                return number
            os.close(number)  # it was removed meanwhile: others would lock the new one
        except OSError as error:
            if number is not None:
                os.close(number)
            if path.parent.is_dir() and os.access(path.parent, os.W_OK):
                say(_without(path, error))  # else nothing can be written that it would guard
            return None
        except BaseException:
            if number is not None:
                os.close(number)
            raise


def _opened(path: Path) -> int:
    """Return the descriptor of a lock file; raise OSError if it is no regular file of its own."""
    flags = OPEN_ONLY | os.O_NOFOLLOW
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o666)
    except PermissionError:  # of another user
        number = os.open(path, os.O_RDONLY | flags)
    try:
        require_regular(path, os.fstat(number).st_mode)
    except OSError:
        os.close(number)
        raise
    return number


def _taken(number: int, operation: int) -> bool:
    """Return whether the lock could be taken now; raise OSError where files cannot be locked."""
    try:
        fcntl.flock(number, operation | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            return False
        raise
    return True


def _is_at(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), os.lstat(path))
    except OSError:
        return False


def _sign(number: int) -> None:
    """Write who holds the lock: process, command and time."""
    command = " ".join(("briefing", *sys.argv[1:]))[:200]
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    text = f"{_own_name()} (“{command}”), since {since}\n"
    with suppress(OSError):  # the disk is full, or the file another user's: it is held all the same
        os.ftruncate(number, 0)
        os.pwrite(number, text.encode(errors="replace"), 0)


def _own_name() -> str:
    return f"process {os.getpid()} on {platform.node()}"


def _release(number: int) -> None:
    name = _own_name().encode(errors="replace")
    with suppress(OSError):
        if os.pread(number, len(name), 0) == name:  # else another that shares it is named
            os.ftruncate(number, 0)
        # Said and not left to closing it: processes that were forked meanwhile have it open, too.
        fcntl.flock(number, fcntl.LOCK_UN)
    os.close(number)


@dataclass(slots=True)
class _Waiting:
    """A wait for a lock, which is told when it becomes long."""

    path: Path
    say: Say
    started: float = field(default_factory=time.monotonic)
    said: float = 0.0
    """How many seconds had been waited when it was told last; 0 if it was not."""

    def pause(self, number: int) -> None:
        waited = time.monotonic() - self.started
        if waited >= (self.said + _AGAIN if self.said else PATIENCE):
            self.said = waited
            held = f"it is held by {_by(number)}"
            self.say(f"waiting for {self.path}, for {waited:.0f} s now; {held}")
        time.sleep(_POLL)


def _by(number: int) -> str:
    """Return what the holder of a lock has written about itself, fit to be printed."""
    with suppress(OSError):
        said = os.pread(number, _MOST_SAID, 0).decode(errors="replace").split("\n", 1)[0].strip()
        if said:
            return printable(said)
    return "a process that does not say which"


def _without(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    in_its_place = os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode)
    remedy = ", and delete or move what is there" if in_its_place else ""
    return (
        f"{path} cannot be locked: {reason}; work goes on without: start no other build in the "
        f"same folder meanwhile{remedy}"
    )
