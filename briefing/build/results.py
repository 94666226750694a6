"""Finished files on their way from a worker: small ones as bytes, large ones in temporary files.

What goes through a pipe is in memory several times. A PDF with hundreds of photographs is written
to disk by the process that made it, and the main process only copies it to its place.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.files.temporary_folder import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST_IN_MEMORY = 4 << 20
"""Most bytes of a file that is sent as bytes."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A finished file that waits in a temporary file to be put in its place."""

    path: Path
    sha256: str

    def chunks(self) -> Iterator[bytes]:
        """Yield its content piece by piece."""
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def remove(self) -> None:
        """Remove the temporary file."""
        with suppress(OSError):
            self.path.unlink()


FileContent = bytes | FileOnDisk
"""The content of a finished file."""


def content_of(chunks: Iterable[bytes], *, in_memory: bool) -> FileContent:
    """Return a file in pieces as bytes, or written to disk if it is large.

    Args:
        chunks: The pieces.
        in_memory: Whether it is to be bytes, however large it is.
    """
    held: list[bytes] = []
    size = 0
    rest = iter(chunks)
    for chunk in rest:
        held.append(chunk)
        size += len(chunk)
        if size > LARGEST_IN_MEMORY and not in_memory:
            return _written(held, rest)
    return held[0] if len(held) == 1 else b"".join(held)


def _written(begun: Iterable[bytes], rest: Iterable[bytes]) -> FileOnDisk:
    number, name = tempfile.mkstemp(dir=temporary_folder())
    digest = sha256()
    try:
        with os.fdopen(number, "wb") as file:
            for chunks in (begun, rest):
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return FileOnDisk(Path(name), digest.hexdigest())


def content_digest(content: FileContent) -> str:
    """Return the SHA-256 of a finished file; empty for no content."""
    if isinstance(content, FileOnDisk):
        return content.sha256
    return sha256(content).hexdigest() if content else ""


def pieces_of(content: FileContent) -> Iterable[bytes]:
    """Return the content of a finished file in pieces."""
    return content.chunks() if isinstance(content, FileOnDisk) else (content,)


def forget(content: FileContent | None) -> None:
    """Remove the temporary file of a finished file, if it has one."""
    if isinstance(content, FileOnDisk):
        content.remove()
