"""How much memory a process has: seen from outside, as one that is killed cannot tell any more."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, PAGESIZE, mmap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_PEAKS = re.compile(rb"^(VmPeak|VmHWM|VmSize):\s+(\d+) kB", re.MULTILINE)
_FIRST_LOOK, _LAST_LOOK = 0.01, 0.2
"""Seconds until the memory of a process is looked at, at first and at last."""


@dataclass(slots=True)
class Memory:
    """The most memory that a process had, in bytes; 0 where the system does not tell."""

    resident: int = 0
    """Of the machine's memory."""
    addressed: int = 0
    """Of addresses, which its limit counts."""
    now: int = 0
    """Addresses that it had when it was looked at."""

    def look(self, process: int | str) -> None:
        """Take in what a process (its number, or “self”) has had until now."""
        found = _status(process)
        self.resident = max(self.resident, found.get(b"VmHWM", 0))
        self.addressed = max(self.addressed, found.get(b"VmPeak", 0))
        self.now = found.get(b"VmSize", 0)


def receive(connection: Connection, process: int, memory: Memory) -> bytes:
    """Receive a message from a process, and look at its memory while there is none.

    Raises:
        EOFError: The process has closed the connection.
        OSError: The connection is broken.
    """
    pause = _FIRST_LOOK
    while not connection.poll(pause):
        memory.look(process)
        pause = min(pause * 2, _LAST_LOOK)
    return connection.recv_bytes()


def is_available(size: int) -> bool:
    """Return whether the system would give this process ``size`` more bytes."""
    size -= size // 20  # room for what is needed meanwhile
    if size < PAGESIZE:
        return True
    try:
        mmap(-1, size, flags=MAP_PRIVATE | MAP_ANONYMOUS).close()
    except (OSError, MemoryError):
        return False
    return True


def _status(process: int | str) -> dict[bytes, int]:
    """Return what Linux says of a process's memory, in bytes; nothing elsewhere."""
    with suppress(OSError):
        text = Path(f"/proc/{process}/status").read_bytes()
        return {name: int(number) << 10 for name, number in _PEAKS.findall(text)}
    return {}
