"""The store kept small: how much is in it, how often it helped, and what goes when it is full."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.files.atomic_write import atomic_write, drafts
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 1 << 30
"""The most a store may take. All editions of the shipped briefing take 23 MiB."""
_FULL_TO = 0.8
"""What is left of a store that was full: not each build has to make room."""
_USES = "uses.json"
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What a store holds, and what it was asked for since it was made."""

    entries: int
    size: int
    """In bytes."""
    hits: int
    misses: int


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps other builds with this store out meanwhile; the system frees what a dead one held.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def stats(folder: Path) -> CacheStats:
    """What there is in a store; one that is not there is empty."""
    sizes = [stat.st_size for _, stat in _entries(folder)]
    return CacheStats(len(sizes), sum(sizes), *_uses(folder))


def record_and_evict(folder: Path, hits: int, misses: int, most: int = MOST_BYTES) -> None:
    """Counts what a build asked for, and when the store is full drops what was not used longest.

    Entries may be dropped while another build wants them: it typesets them again. A store that
    cannot be written is left as it is.
    """
    with suppress(OSError), locked(folder):
        before = _uses(folder)
        uses = {"hits": before[0] + hits, "misses": before[1] + misses}
        atomic_write(folder / _USES, json.dumps(uses).encode("ascii"))
        if misses:  # nothing is new otherwise
            _make_room(folder, most)


def clear(folder: Path) -> CacheStats:
    """Empties a store, with what interrupted builds have left in it; says what was in it.

    Raises EnvironmentFault when that is not allowed.
    """
    before = stats(folder)
    if not folder.exists():
        return before
    try:
        with locked(folder):
            for path in (*(path for path, _ in _entries(folder)), *drafts(folder)):
                path.unlink(missing_ok=True)
            (folder / _USES).unlink(missing_ok=True)
            for inner in folder.iterdir():
                if inner.is_dir():
                    with suppress(OSError):  # another build has just put something into it
                        inner.rmdir()
    except OSError as error:
        reason = error.strerror or str(error)
        raise EnvironmentFault(
            f"{folder}: cannot be emptied: {reason}\n  hint: look whose it is"
        ) from error
    return before


def _make_room(folder: Path, most: int) -> None:
    entries = sorted(_entries(folder), key=lambda entry: entry[1].st_mtime_ns)
    size = sum(stat.st_size for _, stat in entries)
    if size <= most:
        return
    for path, stat in entries:
        if size <= most * _FULL_TO:
            break
        with suppress(OSError):
            path.unlink()
            size -= stat.st_size


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Files of a store, also such as a build that was killed has left half-written."""
    for inner in sorted(folder.glob("[0-9a-f][0-9a-f]")):
        with suppress(OSError):
            for entry in os.scandir(inner):
                with suppress(OSError):
                    if entry.is_file(follow_symlinks=False):
                        yield Path(entry.path), entry.stat(follow_symlinks=False)


def _uses(folder: Path) -> tuple[int, int]:
    try:
        data = json.loads((folder / _USES).read_bytes())
        return int(data["hits"]), int(data["misses"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0
