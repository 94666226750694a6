"""A disk that fails at one step of a program, in one of three ways; before it, all goes well."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.files.lock_file import LOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

CALLS = ("open", "pwrite", "fsync", "ftruncate", "replace", "rename", "unlink", "mkdir", "fdopen")
"""What changes a disk, or prepares to."""


class Died(BaseException):
    """The process ends here: nothing it would still do is done."""


class FailingDisk:
    """Counts the calls, and fails at one of them.

    Args:
        at: The number of the call, from 0; beyond the last, none fails.
        how: ``dies``: nothing more is done, by any handler either, and what is being written is
            written by half. ``full``: this call fails, others succeed.
    """

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.calls, self.dead = at, how, 0, False
        self._opened: set[int] = set()
        self._locks: set[int] = set()

    @contextmanager
    def of(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Be the disk of the program meanwhile."""
        with monkeypatch.context() as patch:
            close = os.close
            for name in CALLS:
                patch.setattr(os, name, self._failing(name, getattr(os, name)))
            yield
        for number in self._opened:  # as the system does for a process that has died
            with suppress(OSError):
                close(number)

    def _failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self._is_of_lock(name, args):
                number = real(*args, **kwargs)
                if name == "open":
                    self._locks.add(number)
                return number
            if self.dead or (not _only_reads(name, args) and self._is_next()):
                self._fail(name, args)
            if name == "fsync":
                return None  # nothing here is about power cuts, and it takes long
            result = real(*args, **kwargs)
            if name == "open":
                self._opened.add(result)
                self._locks.discard(result)
            return result

        return call

    def _is_of_lock(self, name: str, args: tuple[Any, ...]) -> bool:
        """Whether a call is about the lock, which is the system's and goes with the process."""
        if name == "open":
            return Path(args[0]).name == LOCK
        return name in {"ftruncate", "pwrite"} and args[0] in self._locks

    def _is_next(self) -> bool:
        self.calls += 1
        return self.calls == self.at + 1

    def _fail(self, name: str, args: tuple[Any, ...]) -> None:
        if self.how == "full":
            raise OSError(28, "No space left on device")
        if not self.dead and name == "fdopen":
            with suppress(OSError):  # it is open to be read
                os.write(args[0], b"half")
        self.dead = True
        raise Died


def _only_reads(name: str, args: tuple[Any, ...]) -> bool:
    """Whether a call opens a file to be read, which a full disk does not refuse."""
    if name == "open":
        return not args[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return name == "fdopen" and args[1:2] == ("rb",)
