"""Leftovers: a briefing built thirty times in a row, changed, killed and interrupted at random.

After that there must be no file more than before, in the output folder and its cache, the folder
for temporary files, the home and the working folder.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from support.audit import Outcome
from support.rebuilds import WAYS, Desk, left_after

FULL = 10
BUILDS = 30


def examine(seed: int, index: int) -> Outcome:
    """Build so often, each time in another way, and compare the files."""
    dice = random.Random(f"{seed}/{index}")
    ways = dice.choices(WAYS, weights=(1, 2, 3, 1), k=BUILDS)
    with tempfile.TemporaryDirectory() as folder:
        left, stopped = left_after(Desk.made(Path(folder)), ways, dice)
    faults = [f"leftovers {seed}/{index}: {path}" for path in sorted(left)]
    return Outcome(
        {"builds": BUILDS + 2, "stopped": stopped, "files left": len(left)}, tuple(faults)
    )
