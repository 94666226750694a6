"""What a command takes with all that it starts: time of the clock and of processors, memory."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took."""

    clock: float
    """Seconds from start to end."""
    processor: float
    """Seconds of all its processors, in user and system mode, its children's too."""
    memory: float
    """The most that all its processes used at a time, what they share counted once; in MiB.
    0 where it cannot be told."""


def adopt() -> None:
    """Makes this process the parent of what its children leave behind (Linux): the fork server ends
    after the build, and only who waits for it learns what it and its workers took."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(*commands: Sequence[str | Path], at_once: int = 1) -> Run:
    """Runs Python with these arguments to their end, so many at once; a failure ends it all."""
    waiting = list(commands)
    running: dict[int, subprocess.Popen[bytes]] = {}
    processor = 0.0
    start = time.perf_counter()
    with _Memory() as memory:
        while waiting or running:
            while waiting and len(running) < at_once:
                process = _start(waiting.pop(0))
                running[process.pid] = process
            pid, status, usage = os.wait4(-1, 0)
            processor += usage.ru_utime + usage.ru_stime
            if pid in running:
                running.pop(pid).returncode = os.waitstatus_to_exitcode(status)
                if status:
                    sys.exit("bench: this did not succeed: nothing to compare (see above)")
        clock = time.perf_counter() - start
    return Run(clock, processor + _orphans(), memory.peak)


def _start(arguments: Sequence[str | Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )


def _orphans() -> float:
    """Waits for what is left behind; the processor time it took."""
    taken = 0.0
    try:
        while True:
            _, _, usage = os.wait4(-1, 0)
            taken += usage.ru_utime + usage.ru_stime
    except ChildProcessError:
        return taken


class _Memory:
    """Looks twenty times a second how much memory this process's descendants use."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        if Path("/proc/self/smaps_rollup").exists():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            used = sum(map(_used, _descendants(os.getpid())))
            self.peak = max(self.peak, used / 1024)


def _descendants(process: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [process]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _used(process: int) -> int:
    """Proportional set size in KiB: what is shared by two counts half for each."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
