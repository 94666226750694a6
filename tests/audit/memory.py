"""Memory: one process builds a briefing five hundred times, and takes no more in the second half.

A step is a process of its own. Its content is changed each time, so that each build reads,
composes, binds and proves; what it typesets is in the cache after a few.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from support.audit import Outcome
from support.projects import ROOT

FULL = 1
BUILDS = 500
_MOST_GROWTH = 1.1
"""The most memory of the second half, as a multiple of the most of the first."""
_PROGRAM = """
import sys
from pathlib import Path

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.select.selection import make_edition
from support.projects import copy_small

folder, builds = Path(sys.argv[1]), int(sys.argv[2])
copy_small(folder / "small")
section = folder / "small" / "sections" / "first.md"
for number in range(builds):
    words = ("bridges", "gates", "roads")[number % 3]
    section.write_text(f"---\\ntitle: First\\n---\\nIt is about {words}.\\n")
    briefing, _ = load(folder / "small", "small")
    chosen = [make_edition(briefing, "public", "short")]
    cache = Cache(folder / ".cache")
    [result] = build(briefing, chosen, theme_of(briefing), cache, folder / "build")
    assert result.delivered, result.findings
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
"""


def examine(seed: int, index: int, builds: int = BUILDS) -> Outcome:
    """Build so often in one process, and compare its memory."""
    del seed
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, folder, str(builds)],
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "TMPDIR": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        left = [path.name for path in Path(folder).glob("briefing-run-*")]
    if done.returncode:
        return Outcome({}, (f"memory {index}: {done.stderr.strip().splitlines()[-1]}",))
    used = [int(line) for line in done.stdout.split()]
    first, second = max(used[: builds // 2]), max(used[builds // 2 :])
    counts = {"builds": builds, "KiB in the first half": first, "KiB in the second half": second}
    faults = [f"memory {index}: {name} is left" for name in left]
    if second > first * _MOST_GROWTH:
        faults.append(f"memory {index}: {first} KiB became {second} KiB")
    return Outcome(counts, tuple(faults))
