"""The temporary folder of this process and its workers: removed when it ends, or else by the next.

A worker may be killed at any moment, so it cannot be left to remove what it wrote. Everything
temporary is therefore in one folder, which the process that started the workers makes when it is
first asked for, and removes when it ends. Nobody else may enter the folder. As long as its process
lives, the folder is locked (``flock``), and the system frees the lock of a process that was killed:
a folder that is not locked was left behind, and the next process of the same user removes it.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from briefing.model.ending import uninterrupted
from briefing.model.errors import EnvironmentFault
from briefing.model.machine_limits import hint_for

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "briefing-run-"
_NAME = re.compile(rf"{_PREFIX}[a-z0-9_]+")


@dataclass(slots=True)
class _Folder:
    """The folder that this process uses."""

    path: Path
    lock: int = -1
    """File descriptor of the folder, with the lock on it; -1 if another process has it."""
    owner: int = 0
    """The process that made the folder; 0 if another made it."""


_folder: _Folder | None = None
_MAX_SOCKET_FOLDER = 76
"""Letters of a folder in which a socket can be made: some systems allow 104 with the name."""
_SHORT = Path("/tmp")  # noqa: S108  # what is made in it is nobody else's


def temporary_folder() -> Path:
    """Return the temporary folder of this process; it is made when there is none.

    Raises:
        EnvironmentFault: It cannot be made.
    """
    global _folder  # noqa: PLW0603  # a process has one
    if _folder is None:
        with uninterrupted(), temporary_files_or_fault():  # known, to be removed
            _folder = _made_folder(_base())
        sweep_temporary_folders()
    return _folder.path


def socket_folder() -> Path:
    """Return a new folder for sockets, removed with the temporary folder.

    It is in the temporary folder, unless the path of that is too long for sockets.

    Raises:
        EnvironmentFault: It cannot be made.
    """
    folder = temporary_folder()
    with temporary_files_or_fault():
        if len(os.fsencode(folder)) <= _MAX_SOCKET_FOLDER:
            path = folder / "sockets"
            path.mkdir(exist_ok=True)
            return path
        return _made_folder(_SHORT).path


def use_temporary_folder(path: Path) -> None:
    """Have this process, a worker, write all that is temporary to the folder of another one."""
    global _folder  # noqa: PLW0603
    _folder = _Folder(path)
    tempfile.tempdir = os.environ["TMPDIR"] = str(path)


@contextmanager
def temporary_files_or_fault() -> Iterator[None]:
    """Raise an OSError in the block, which writes temporary files, as an EnvironmentFault."""
    try:
        yield
    except OSError as error:
        space = "free some space there, or set TMPDIR to a folder that can be written"
        where = _folder.path.parent if _folder else os.environ.get("TMPDIR") or _SHORT
        raise EnvironmentFault(
            f"{where}: temporary files cannot be written: {error.strerror or error}\n"
            f"  hint: {hint_for(error, space)}"
        ) from error


def sweep_temporary_folders() -> None:
    """Remove the temporary folders of processes of this user that were killed."""
    with suppress(OSError):
        for base in {_base(), _SHORT}:
            for entry in os.scandir(base):
                if _NAME.fullmatch(entry.name):
                    with suppress(OSError):
                        _sweep(Path(entry.path))


def _base() -> Path:
    """Return the folder for temporary files of all programs.

    What TMPDIR names is taken at its word. Python would take another folder, without a sound, if
    that one cannot be written.
    """
    return Path(os.environ.get("TMPDIR") or tempfile.gettempdir()).absolute()


def _made_folder(base: Path) -> _Folder:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        with suppress(OSError):  # a file system without locks: then nobody can sweep it either
            fcntl.flock(lock, fcntl.LOCK_EX)
        if path.is_dir():
            folder = _Folder(path, lock, os.getpid())
            atexit.register(_remove, folder)
            os.register_at_fork(after_in_child=partial(_unlock, folder))
            return folder
        os.close(lock)  # another process swept it before it was locked


def _sweep(path: Path) -> None:
    """Remove the folder at ``path`` if it is this user's and its process has ended."""
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(number).st_uid == os.getuid():
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            rmtree(path, ignore_errors=True)
    finally:
        os.close(number)


def _remove(folder: _Folder) -> None:
    """Remove a folder of this process, and what others have left meanwhile."""
    if folder.owner == os.getpid():
        rmtree(folder.path, ignore_errors=True)
        sweep_temporary_folders()


def _unlock(folder: _Folder) -> None:
    """In a fork: leave the lock to the process that made the folder, or it would outlive that."""
    if folder.lock >= 0:  # else this is the fork of a fork, where the number is another file's
        os.close(folder.lock)
        folder.lock = -1
