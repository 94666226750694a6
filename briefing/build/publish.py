"""The sixth arrow: a bound PDF goes to disk under its reader's name, but only once it is proven;
one that may not be read any more is withdrawn.

Files are made as the umask says, and never more readable than that.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING

from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WITHDRAWN = "withdrawn"
"""The folder, beside the PDFs, of those that may not be read any more."""
_TOKEN = 8
_DRAFT = re.compile(rf"\..+-[0-9a-f]{{{2 * _TOKEN}}}\.(?:pdf|json)")
_DIGEST_LETTERS = 12
"""Digits of a hash in a file's name; all of them when two begin alike."""


@contextmanager
def staged_file(path: Path, data: bytes) -> Iterator[Path]:
    """A file beside its final place, to be looked at before ``publish`` puts it there.

    What is not settled is deleted; a PDF that was there before stays. Raises EnvironmentFault
    when the folder cannot be written.
    """
    draft: Path | None = None
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            place = path.with_name(f".{path.stem}-{token_hex(_TOKEN)}{path.suffix}")
            with place.open("xb") as file:
                draft = place
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            kept = draft.read_bytes() == data  # what was proven is what is handed over
        except OSError as error:
            raise _unwritable(path, error) from error
        if not kept:
            raise _unwritable(path, OSError("other bytes are read back than were written"))
        yield draft
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def drafts(folder: Path) -> list[Path]:
    """What stands beside final places: at work, or left by a build that was killed."""
    return [path for path in folder.glob(".*") if _DRAFT.fullmatch(path.name)]


def publish(draft: Path, path: Path) -> None:
    """Puts a proven file in its place; readers see the old one or the new one, never half."""
    try:
        draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def withdraw(path: Path, digest: str) -> Path:
    """Moves a PDF of this hash to where no reader looks for it; returns its new place.

    Every version is kept: none is written over. Raises EnvironmentFault when it cannot be moved.
    """
    folder = path.parent / WITHDRAWN
    try:
        folder.mkdir(exist_ok=True)
        target = next(
            place for place in _withdrawn_paths(folder, path, digest) if _is_free(place, digest)
        )
        path.rename(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EnvironmentFault(
            f"{path}: may not be read any more, and cannot be moved to {folder}: {reason}\n"
            "  hint: take it away yourself; nobody should be given it"
        ) from error
    return target


def _withdrawn_paths(folder: Path, path: Path, digest: str) -> Iterator[Path]:
    """Names for a withdrawn PDF, the shortest first; there is always another."""
    yield folder / f"{path.stem}-{digest[:_DIGEST_LETTERS]}{path.suffix}"
    number = 1
    while True:
        yield folder / f"{path.stem}-{digest}-{number}{path.suffix}"
        number += 1


def _is_free(place: Path, digest: str) -> bool:
    """Whether nothing is there, or the very same."""
    if not os.path.lexists(place):
        return True
    return place.is_file() and sha256(place.read_bytes()).hexdigest() == digest


def _unwritable(path: Path, error: OSError) -> EnvironmentFault:
    reason = error.strerror or str(error)
    return EnvironmentFault(
        f"{path}: cannot be written: {reason}\n"
        "  hint: free the place or choose another folder with --output"
    )
