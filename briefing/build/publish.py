"""The last stage: a proven PDF is published under its reader's name; a revoked one is withdrawn."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from briefing.build.results import content_digest, pieces_of
from briefing.files.atomic_write import draft_of, sync_folder
from briefing.files.checked_read import MAX_PDF_BYTES, hash_file
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.build.results import FileContent

WITHDRAWN = "withdrawn"
"""The folder, beside the PDFs, for those that must no longer be read."""
_DIGEST_LETTERS = 12
"""Hash digits in the name of a withdrawn PDF; all digits are used if two hashes begin alike."""


@contextmanager
def staged_file(path: Path, data: FileContent) -> Iterator[Path]:
    """Yield a draft of ``data`` beside ``path``, which ``publish`` can rename to ``path``.

    If it is not published it is removed, and a file that was at ``path`` before stays.

    Raises:
        EnvironmentFault: The folder cannot be written, or other bytes are read back.
    """
    with ExitStack() as stack:
        try:
            draft = stack.enter_context(draft_of(path, pieces_of(data)))
            # What was proven is what is handed over.
            kept = hash_file(draft, MAX_PDF_BYTES) == content_digest(data)
        except OSError as error:
            raise _unwritable(path, error) from error
        if not kept:
            raise _unwritable(path, OSError("the bytes read back differ from those written"))
        yield draft


def publish(draft: Path, path: Path) -> None:
    """Move the file ``draft`` to ``path``; readers see the old file or the new one, never half."""
    try:
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def withdraw(path: Path, digest: str) -> Path:
    """Move a PDF to the folder of withdrawn ones, where earlier versions are never overwritten.

    Args:
        path: The PDF.
        digest: Its hash, which becomes part of its name.

    Returns:
        Its new path.

    Raises:
        EnvironmentFault: It cannot be moved.
    """
    folder = path.parent / WITHDRAWN
    try:
        folder.mkdir(exist_ok=True)
        target = next(
            place for place in _withdrawn_paths(folder, path, digest) if _is_free(place, digest)
        )
        path.rename(target)
        sync_folder(folder)
        sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EnvironmentFault(
            f"{path}: must no longer be read, and cannot be moved to {folder}: {reason}\n"
            "  hint: delete or move it yourself; do not give it to anyone"
        ) from error
    return target


def _withdrawn_paths(folder: Path, path: Path, digest: str) -> Iterator[Path]:
    """Yield possible paths of a withdrawn PDF without end, the shortest first."""
    yield folder / f"{path.stem}-{digest[:_DIGEST_LETTERS]}{path.suffix}"
    number = 1
    while True:
        yield folder / f"{path.stem}-{digest}-{number}{path.suffix}"
        number += 1


def _is_free(place: Path, digest: str) -> bool:
    """Return whether there is no file at ``place``, or one with the same hash."""
    if not os.path.lexists(place):
        return True
    return place.is_file() and hash_file(place, MAX_PDF_BYTES) == digest


def _unwritable(path: Path, error: OSError) -> EnvironmentFault:
    reason = error.strerror or str(error)
    return EnvironmentFault(
        f"{path}: cannot be written: {reason}\n"
        "  hint: free some disk space or fix permissions, or choose another folder with --output"
    )
