"""Python's cyclic garbage collector, kept from the engine's pages until there are enough of them.

While a fragment is typeset, or a PDF bound and proven, it takes an eighth of the time and frees
nothing. Right after, it goes through all that pages have left, a tenth of the time; a process that
typesets but a few fragments never needs to.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 100_000
"""Objects that may wait: what ten pages of text leave, or thirty slides; some 25 MiB."""


@dataclass(slots=True)
class Collector:
    """Knows how much waits to be cleared away in this process."""

    most: int = _MOST
    """Objects that may wait."""
    objects: int = 0
    """Made while it was paused and not freed since, but for the few that are still of use."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is collected meanwhile, nor of what was made meanwhile until it is enough.

        What leaves much is to be called herein, not written out: at the end no name may hold it.
        Where the collector is off anyhow, in a worker, what was put aside before the fork stays
        there.
        """
        was_on = gc.isenabled()
        gc.disable()
        before, *_ = gc.get_count()
        try:
            yield
        finally:
            self.objects += gc.get_count()[0] - before
            if self.objects >= self.most:
                self.objects = 0
                if was_on:  # else it would go through what is shared, and make a copy of it
                    gc.unfreeze()
                gc.collect()
            if was_on:
                gc.freeze()
                gc.enable()


COLLECTOR = Collector()
"""That of this process, as the garbage is."""
