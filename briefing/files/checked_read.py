"""Reads regular files of at most so many bytes: nothing hangs, and nothing fills the memory.

What lies under a name may have become something else since it was written, or be so on purpose: a
FIFO or a device, which would be waited for, a folder, a link that leads to itself, or a file of ten
gigabytes that takes no room on the disk.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_PDF_BYTES = 2 << 30
"""Largest PDF or web page that is read back, in bytes."""
_CHUNK = 1 << 20
_KINDS = {
    stat.S_IFIFO: "a named pipe (FIFO)",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}
OPEN_ONLY = os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
"""Flags with which opening something has no effect beside, and never waits."""


def read_file(path: Path | str, at_most: int) -> bytes:
    """Return the content of the regular file at ``path``.

    Args:
        path: The file; links are followed.
        at_most: The largest size in bytes.

    Raises:
        OSError: It cannot be read, is something else than a regular file, or is larger.
        ValueError: This is not a path.
    """
    with open_file(path, at_most) as (file, size):
        parts = [file.read(size + 1)]
        held = len(parts[0])
        while held <= at_most and (part := file.read(_CHUNK)):  # it grows, or hides its size
            parts.append(part)
            held += len(part)
        if held > at_most:
            raise _too_large(path, at_most)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def hash_file(path: Path | str, at_most: int) -> str:
    """Return the SHA-256 of a regular file as hex digits, without holding the file in memory.

    Arguments and errors are those of `read_file`.
    """
    digest, held = sha256(), 0
    with open_file(path, at_most) as (file, _):
        while part := file.read(_CHUNK):
            digest.update(part)
            held += len(part)
            if held > at_most:
                raise _too_large(path, at_most)
    return digest.hexdigest()


@contextmanager
def open_file(path: Path | str, at_most: int) -> Iterator[tuple[IO[bytes], int]]:
    """Yield the regular file at ``path``, open to be read, and its size in bytes.

    Arguments and errors are those of `read_file`.
    """
    require_regular(path, os.stat(path).st_mode)  # noqa: PTH116  # to open a device can have effects
    number = os.open(path, os.O_RDONLY | OPEN_ONLY)
    with os.fdopen(number, "rb") as file:
        status = os.fstat(number)
        require_regular(path, status.st_mode)  # another may have taken its place
        if status.st_size > at_most:
            raise _too_large(path, at_most)
        yield file, status.st_size


def require_regular(path: Path | str, mode: int) -> None:
    """Raise OSError if ``mode`` (``st_mode``) is not that of a regular file; it says what it is."""
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, f"{kind}, not a file", str(path))


def _too_large(path: Path | str, at_most: int) -> OSError:
    size = f"{at_most >> 20} MiB" if at_most >> 20 else f"{at_most} bytes"
    return OSError(errno.EFBIG, f"larger than {size}", str(path))
