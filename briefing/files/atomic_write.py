"""Atomic writes: under its name a file is complete, the old one or the new one, never half of it.

What is written goes first to a *draft*: a hidden file with a random name in the target's own
folder, so on the same file system. The draft is flushed to disk (``fsync``) before it may be
renamed to the target. A draft that is not renamed is removed, whatever goes wrong; only a process
that is killed leaves one behind, which `drafts` finds. Files are made as the umask says, and never
more readable than that.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TOKEN_BYTES = 8
_DRAFT = re.compile(rf"\..+-[0-9a-f]{{{2 * _TOKEN_BYTES}}}\.(?:pdf|json)")


@contextmanager
def draft_of(path: Path, data: Iterable[bytes], mode: int = 0o666) -> Iterator[Path]:
    """Write ``data`` to a draft beside ``path`` and yield the draft, to be renamed or not.

    Args:
        path: the target; its folder is created when it is missing.
        data: the whole content of the file, in pieces.
        mode: permissions of the file, from which the umask takes away.

    Raises:
        OSError: the folder or the draft cannot be written.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = path.with_name(f".{path.stem}-{token_hex(_TOKEN_BYTES)}{path.suffix}")
        number = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        draft = name
        with os.fdopen(number, "wb") as file:
            file.writelines(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def atomic_write(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Replace the content of ``path`` by ``data``; arguments and errors are those of `draft_of`."""
    with draft_of(path, (data,), mode) as draft:
        draft.replace(path)


def drafts(folder: Path) -> list[Path]:
    """Return the drafts of PDF and JSON files in ``folder``: in use, or left by a killed build."""
    return [path for path in folder.glob(".*") if _DRAFT.fullmatch(path.name)]
