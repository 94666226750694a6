"""Defers garbage collection during typesetting until enough objects have accumulated.

While a fragment is typeset, or a PDF bound and proven, the cyclic collector takes an eighth of the
time and frees nothing. A collection right after each fragment would still take a tenth; a process
that typesets only a few fragments never needs one.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

_MOST = 150_000
"""Objects that may accumulate: the garbage of fifteen pages of text or 45 slides, some 40 MiB."""
_SHARE = 4
"""Where more are in use, one in so many may accumulate: a collection goes through them all."""


@dataclass(slots=True)
class Collector:
    """Pauses the cyclic collector, and counts the garbage that accumulates meanwhile."""

    most: int = _MOST
    """Objects that may wait, where few are in use."""
    share: int = _SHARE
    """How many are in use for each that may wait, where they are many."""
    objects: int = 0
    """Objects created during pauses and not freed since; a few of them are still in use."""
    kept: int = 0
    """Objects that were frozen after the last collection."""
    added: int = 0
    """Objects that were frozen since, at most: some of them have been freed."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Pause collection; afterwards, collect if enough garbage has accumulated.

        Work that leaves much garbage should be called in the block, not written out in it: at the
        end no local name may still refer to the garbage. Where the collector is off anyway, as in
        a worker, objects that were frozen before the fork stay frozen.
        """
        was_on = gc.isenabled()
        gc.disable()
        before, *_ = gc.get_count()
        try:
            yield
        finally:
            self.objects += gc.get_count()[0] - before
            if was_on:
                self.added += len(gc.get_objects())  # of those that are not frozen
                gc.freeze()
            is_due = self.objects >= self._room(self.most) or (was_on and self._many_frozen())
            if is_due:
                self.objects = 0
                if was_on:  # in a worker, this would copy the memory shared with its parent
                    gc.unfreeze()
                gc.collect()
            if was_on:
                gc.freeze()
                gc.enable()
                if is_due or not self.kept:
                    self.kept, self.added = gc.get_freeze_count(), 0

    def _many_frozen(self) -> bool:
        """Return whether so much was frozen since the last collection that garbage may be among it:
        of a process that builds often, or that has other work between pauses.

        The frozen are counted only when they may be too many, as that goes through them all.
        """
        room = self._room(self.most // 3)
        if not self.kept or self.added < room:
            return False
        self.added = gc.get_freeze_count() - self.kept
        return self.added >= room

    def _room(self, least: int) -> int:
        """Return how many objects may wait: what a collection costs is shared out among them."""
        return max(least, self.kept // self.share)


_COLLECTOR = Collector()


def gc_paused() -> AbstractContextManager[None]:
    """Return a context manager that pauses the collector of this process."""
    return _COLLECTOR.paused()
