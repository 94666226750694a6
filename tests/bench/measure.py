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
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    Command = Sequence[str | Path]

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


class Failed(Exception):
    """A command that did not succeed, with the last that it said."""


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
    largest: float = 0.0
    """The most that one of them used; in MiB."""

    def __add__(self, after: Run) -> Run:
        """One after the other."""
        return Run(
            self.clock + after.clock,
            self.processor + after.processor,
            max(self.memory, after.memory),
            max(self.largest, after.largest),
        )


def adopt() -> None:
    """Makes this process the parent of what its children leave behind (Linux): a fork server or a
    browser's helper ends after the command, and only who waits for it learns what it took."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def python(*arguments: str | Path) -> Command:
    """The command that runs Python with these arguments."""
    return [sys.executable, *arguments]


def environment() -> dict[str, str]:
    """The variables of what is measured. Python keeps what it has compiled, as it does wherever a
    package is installed: to compile ours anew is a third of a second of each build."""
    own = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPATH": str(ROOT)}


def run(*commands: Command, at_once: int = 1) -> Run:
    """Runs commands to their end, so many at once; raises Failed when one does not succeed."""
    waiting = list(commands)
    before = _children()
    running: dict[int, subprocess.Popen[bytes]] = {}
    failed = False
    processor = 0.0
    start = time.perf_counter()
    with TemporaryFile() as said, _Memory(before) as memory:
        while running or (waiting and not failed):
            while waiting and len(running) < at_once and not failed:
                process = _start(waiting.pop(0), said)
                running[process.pid] = process
            pid, status, usage = os.wait4(-1, 0)
            processor += usage.ru_utime + usage.ru_stime
            if pid in running:
                running.pop(pid).returncode = os.waitstatus_to_exitcode(status)
                failed = failed or status != 0
        clock = time.perf_counter() - start
        processor += _orphans(before)
        if failed:
            raise Failed(_last(said))
    return Run(clock, processor, memory.peak, memory.largest)


def _start(command: Command, said: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=said,
    )


def _last(said: IO[bytes]) -> str:
    """The last line that was said."""
    said.seek(0)
    lines = said.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _orphans(before: set[int]) -> float:
    """Waits for what is left behind, but not for who was here before, such as a watch; the
    processor time it took."""
    taken = 0.0
    while left := _children() - before:
        for child in left:
            _, _, usage = os.wait4(child, 0)
            taken += usage.ru_utime + usage.ru_stime
    return taken


def _children() -> set[int]:
    """This process's children; none where the system does not tell."""
    if not Path("/proc/self/stat").exists():
        return set()
    return set(_parents().get(os.getpid(), []))


class _Memory:
    """Looks twenty times a second how much memory this process's descendants use, but for those
    that were here before."""

    def __init__(self, before: set[int]) -> None:
        self._before = before
        self.peak = self.largest = 0.0
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
            used = [_used(process) / 1024 for process in _descendants(os.getpid(), self._before)]
            self.peak = max(self.peak, sum(used))
            self.largest = max(self.largest, *used, 0.0)


def _parents() -> dict[int, list[int]]:
    """The children of each process that has any."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    return parents


def _descendants(process: int, without: set[int]) -> list[int]:
    parents = _parents()
    found: list[int] = []
    waiting = [process]
    while waiting:
        children = [c for c in parents.get(waiting.pop(), []) if c not in without]
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
