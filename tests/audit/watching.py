"""Watching: one ``briefing watch`` builds five hundred times, and takes no more in the second half.

A step is a watch of its own, of the small briefing. Each save changes a word, so that each build
reads, composes, typesets, binds and proves. What counts is the memory of all its processes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from support.audit import Outcome
from support.projects import copy_small
from support.resident import Hung, ResidentWatch

FULL = 1
BUILDS = 500
_MOST_GROWTH = 1.1
"""The most memory of the second half, as a multiple of the most of the first."""


def examine(seed: int, index: int, builds: int = BUILDS) -> Outcome:
    """Save so often, and compare the memory."""
    del seed
    used: list[int] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_small(folder / "content" / "small")
        section = folder / "content" / "small" / "sections" / "first.md"
        try:
            with ResidentWatch(("small", "--length", "short"), folder) as watch:
                for number in range(builds):
                    watch.save(section, f"---\ntitle: First\n---\nIt is about gate {number}.\n")
                    used.append(sum(watch.memory().values()))
        except Hung as error:
            return Outcome({"builds": len(used)}, (f"watching {index}: {error}",))
    first, second = max(used[: builds // 2]), max(used[builds // 2 :])
    counts = {"builds": builds, "KiB in the first half": first, "KiB in the second half": second}
    faults = []
    if second > first * _MOST_GROWTH:
        faults.append(f"watching {index}: {first} KiB became {second} KiB")
    return Outcome(counts, tuple(faults))
