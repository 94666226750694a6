"""The size of the cache: its statistics, and which entries are evicted when it is full."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from briefing.cache.checked_json import mapped, parsed, whole_number
from briefing.files.atomic_write import atomic_write, sweep_drafts
from briefing.files.checked_read import read_file
from briefing.files.lock_file import locked, silent
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.lock_file import Say

MAX_CACHE_BYTES = 1 << 30
"""Size limit of a cache in bytes. All editions of the shipped briefing take 23 MiB."""
_EVICT_TO = 0.8
"""The share of the limit that a full cache is cut to, so that not every build has to evict."""
_INNER = "[0-9a-f][0-9a-f]"
"""The folders of entries."""
_LOOKUPS = "uses.json"
_MOST_BYTES = 4096
"""Of that file."""
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What a cache holds, and how often it was asked since it was created."""

    entries: int
    size: int
    """Of all entries, in bytes."""
    hits: int
    misses: int


def stats(folder: Path) -> CacheStats:
    """Return the statistics of the cache in ``folder``; a missing folder is an empty cache."""
    sizes = [stat.st_size for _, stat in _entries(folder)]
    return CacheStats(len(sizes), sum(sizes), *_lookups(folder))


def record_and_evict(
    folder: Path,
    hits: int,
    misses: int,
    max_bytes: int = MAX_CACHE_BYTES,
    say: Say = silent,
) -> None:
    """Record hits and misses, then evict least recently used entries if over the size limit.

    Entries may be evicted while another build wants them: it typesets them again. A cache that
    cannot be written is left as it is.

    Args:
        folder: The folder of the cache.
        hits: Requests of this build that found an entry.
        misses: Requests of this build that did not.
        max_bytes: The size limit in bytes.
        say: Told who else holds the lock, if that takes long.
    """
    with suppress(OSError), locked(folder / LOCK, say):
        before = _lookups(folder)
        lookups = {"hits": before[0] + hits, "misses": before[1] + misses}
        atomic_write(folder / _LOOKUPS, json.dumps(lookups).encode("ascii"))
        if misses:  # otherwise nothing was added
            for inner in folder.glob(_INNER):  # where earlier releases made drafts
                sweep_drafts(inner)
            _evict(folder, max_bytes)


def clear(folder: Path, say: Say = silent) -> CacheStats:
    """Empty the cache in ``folder``, leftovers of interrupted builds included.

    What other builds are writing is spared; they make again what they find no more.

    Args:
        folder: The folder of the cache.
        say: Told who else holds the lock, if that takes long.

    Returns:
        The statistics from before.

    Raises:
        EnvironmentFault: The folder cannot be emptied.
    """
    before = stats(folder)
    if not os.path.lexists(folder):
        return before
    try:
        next(folder.iterdir(), None)  # a file in its place is said to be one
        with locked(folder / LOCK, say):
            for inner in folder.glob(_INNER):
                if inner.is_dir() and not inner.is_symlink():
                    for path in inner.iterdir():
                        _remove(path)
                    with suppress(OSError):  # another build has just added something
                        inner.rmdir()
                else:
                    inner.unlink(missing_ok=True)
            sweep_drafts(folder)
            _remove(folder / _LOOKUPS)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EnvironmentFault(
            f"{folder}: cannot be emptied: {reason}\n  hint: check who owns this folder"
        ) from error
    return before


def _remove(path: Path) -> None:
    """Remove an entry, or whatever is in its place."""
    if path.is_dir() and not path.is_symlink():
        rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _evict(folder: Path, max_bytes: int) -> None:
    entries = sorted(_entries(folder), key=lambda entry: entry[1].st_mtime_ns)
    size = sum(stat.st_size for _, stat in entries)
    if size <= max_bytes:
        return
    for path, stat in entries:
        if size <= max_bytes * _EVICT_TO:
            break
        with suppress(OSError):
            path.unlink()
            size -= stat.st_size


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the files of a cache, also those that a killed build has left half-written."""
    for inner in sorted(folder.glob(_INNER)):
        with suppress(OSError):
            for entry in os.scandir(inner):
                with suppress(OSError):
                    if entry.is_file(follow_symlinks=False):
                        yield Path(entry.path), entry.stat(follow_symlinks=False)


def _lookups(folder: Path) -> tuple[int, int]:
    try:
        data = mapped(parsed(read_file(folder / _LOOKUPS, _MOST_BYTES)))
        return whole_number(data["hits"]), whole_number(data["misses"])
    except (OSError, ValueError):
        return 0, 0
