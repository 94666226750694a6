"""Notices that files have changed, by looking at their sizes, times and numbers again and again.

The system could tell of changes instead, through a library. But what it tells differs from system
to system, is nothing on many network folders and in containers, and has to be compared with the
files all the same. A look at the shipped briefing and all templates takes half a millisecond.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.files.editor_files import is_kept_by_editor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Look = Mapping[str, tuple[int, ...]]
    """Size, times and numbers of files and folders, by path: equal if nothing was written."""

SKIPPED = (".git", "__pycache__")
"""Beginnings of the names of folders that are not looked into."""
_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
"""Seconds between two looks."""
_SHARE = 100
"""Pauses are so many times as long as looks, so that looking takes no more than 1 % of a core."""
_QUIET = 0.1
"""Seconds without a change after which files count as saved."""
_PATIENCE = 2.0
"""Seconds of changes one after the other after which files are read all the same."""


@dataclass(slots=True)
class ChangeWatch:
    """Looks at all files in some folders, and at what has come, gone or been renamed there."""

    folders: Sequence[Path]
    without: Path
    """A folder that is not looked into, wherever it is."""
    sleep: Callable[[float], None] = time.sleep
    _took: float = field(default=0.0)
    """Seconds that the last look took."""

    def look(self) -> Look:
        """Return how all files are now."""
        began = time.perf_counter()
        found: dict[str, tuple[int, ...]] = {}
        without = os.path.realpath(self.without)
        waiting = [str(folder) for folder in self.folders]
        while waiting:
            folder = waiting.pop()
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        if not is_kept_by_editor(entry.name):
                            found[entry.path] = _state(entry)
                    elif not entry.name.startswith(SKIPPED) and (
                        os.path.realpath(entry.path) != without
                    ):
                        found[entry.path] = ()
                        waiting.append(entry.path)
        self._took = time.perf_counter() - began
        return found

    def pause(self) -> None:
        """Wait until it is time for another look."""
        self.sleep(min(max(_PAUSE, self._took * _SHARE), _LONGEST_PAUSE))

    def settled(self, last: Look) -> Look:
        """Wait until nothing changes any more; return how all files are then.

        Whoever saves ten files, or renames a draft and changes its rights, is not done with the
        first of it.

        Args:
            last: How they were when they were looked at last.
        """
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            self.sleep(_QUIET)
            now = self.look()
            if now == last:
                break
            last = now
        return last


def _state(entry: os.DirEntry[str]) -> tuple[int, ...]:
    """Return what is different of a file after it was written to, replaced or linked elsewhere."""
    try:
        found = entry.stat()
    except OSError:  # a link to nowhere
        return (0,)
    changed, status = found.st_mtime_ns, found.st_ctime_ns
    return (found.st_dev, found.st_ino, found.st_mode, found.st_size, changed, status)
