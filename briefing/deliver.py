"""The sixth arrow: a bound PDF goes to disk under its reader's name, but only once it is proven."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from briefing.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def beside(path: Path, data: bytes) -> Iterator[Path]:
    """A file beside its final place, to be looked at before ``settle`` puts it there.

    What is not settled is deleted; a PDF that was there before stays. Raises EnvironmentFault
    when the folder cannot be written.
    """
    draft: Path | None = None
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(
                dir=path.parent, prefix=f".{path.stem}-", suffix=".pdf", delete=False
            ) as file:
                draft = Path(file.name)
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


def settle(draft: Path, path: Path) -> None:
    """Puts a proven file in its place; readers see the old one or the new one, never half."""
    try:
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> EnvironmentFault:
    reason = error.strerror or str(error)
    return EnvironmentFault(
        f"{path}: cannot be written: {reason}\n"
        "  hint: free the place or choose another folder with --output"
    )
