"""Atomic writes: under its name a file is complete, the old one or the new one, never half of it.

What is written goes first to a *draft*: a hidden file with a random name in the target's own
folder, so on the same file system. The draft is flushed to disk (``fsync``) before it may be
renamed to the target, and then the folder is, or the new name might not outlive a power cut. A
draft that is not renamed is removed, whatever goes wrong; only a process that is killed leaves one
behind. As long as its writer lives, a draft is locked (``flock``): `sweep_drafts` removes those
that are not. Files are made as the umask says, and never more readable than that.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TOKEN_BYTES = 8
_DRAFT = re.compile(rf"\..*-[0-9a-f]{{{2 * _TOKEN_BYTES}}}(?:\.(?:pdf|html|json))?")


@contextmanager
def draft_of(path: Path, data: bytes | Iterable[bytes], mode: int = 0o666) -> Iterator[Path]:
    """Write ``data`` to a draft beside ``path`` and yield it, to be renamed to ``path`` or not.

    Args:
        path: the target; its folder is created when it is missing.
        data: the whole content of the file, or its pieces.
        mode: permissions of the file, from which the umask takes away.

    Raises:
        OSError: the folder or the draft cannot be written.
    """
    draft: Path | None = None
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        while True:
            name = f".{path.stem}-{token_hex(_TOKEN_BYTES)}{path.suffix}"
            new = path.parent / name
            number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            draft = new
            with os.fdopen(number, "wb") as file:
                _lock(file.fileno())
                if not os.fstat(file.fileno()).st_nlink:
                    continue  # another process swept it before it was locked
                file.writelines((data,) if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())
                yield draft
                return
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def atomic_write(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Replace the content of ``path`` by ``data``; arguments and errors are those of `draft_of`."""
    with draft_of(path, data, mode) as draft:
        draft.replace(path)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names of the files in ``folder`` to disk.

    Raises:
        OSError: The disk cannot be written.
    """
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # file systems that do so unasked
            raise
    finally:
        os.close(number)


def sweep_drafts(folder: Path) -> None:
    """Remove the drafts of processes that were killed from ``folder``; what cannot be stays."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if _DRAFT.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _sweep(Path(entry.path))


def _lock(number: int) -> None:
    with suppress(OSError):  # a file system without locks, where nothing is swept either
        fcntl.flock(number, fcntl.LOCK_EX)


def _sweep(path: Path) -> None:
    """Remove the draft at ``path`` unless it is being written."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    finally:
        os.close(number)
