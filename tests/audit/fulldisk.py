"""Disks that are full or broken: every call of a small build that writes fails, in each way once.

The calls of all its processes are counted: opening to write, writing, flushing, renaming, removing,
making a folder. Then builds run of which one fails, with no more room from then on, and by one of
the other errors. They end well, or with status 3 and one clear line; PDFs from before stay, and the
next build mends everything. Some builds have their files on small file systems, where room ends.
"""

from __future__ import annotations

from support.audit import Outcome
from support.disk import lacking, lacking_mounts, trials

FULL = 40
"""Steps; each has a fortieth of the calls, and a small file system."""


def examine(seed: int, index: int) -> Outcome:
    """The calls of a step."""
    counts, faults = trials(seed, index, FULL)
    for reason in filter(None, (lacking(), lacking_mounts())) if not index else ():
        faults.append(f"NOT AUDITED: {reason}")
    return Outcome(counts, tuple(faults))
