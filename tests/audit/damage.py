"""Damaged files: more than 300 entries of the cache, manifests, PDFs, web pages, counts and locks.

Each is truncated, changed, swapped, a folder, a FIFO, a link or a giant, six before each build. The
build makes the same bytes as before, or says in a line what stands in its way; nothing hangs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.damaged_builds import examine_damage, shipped, small

if TYPE_CHECKING:
    from support.audit import Outcome

FULL = 60
"""Builds, each over six damaged files."""


def examine(seed: int, index: int) -> Outcome:
    """One build: of a small briefing, or in each fourth step of the shipped one."""
    return examine_damage(small() if index % 4 else shipped(), f"damage {seed}/{index}")
