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

_PAGES = 30
"""Pages whose leavings may wait: each takes about 2 MiB."""


@dataclass(slots=True)
class Collector:
    """Knows how many pages wait to be cleared away in this process."""

    pages: int = 0

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is collected meanwhile, nor of what was made meanwhile until it is enough."""
        if not gc.isenabled():  # somebody else has taken it in hand
            yield
            return
        gc.disable()
        try:
            yield
        finally:
            if self.pages >= _PAGES:
                self.pages = 0
                gc.unfreeze()
                gc.collect()
            gc.freeze()
            gc.enable()


COLLECTOR = Collector()
"""That of this process, as the garbage is."""
