"""What a process uses, seen from outside: one that is killed cannot tell any more.

Linux tells it; elsewhere the figures are 0, and a process that waits for ever is ended late.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, PAGESIZE, mmap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_PEAKS = re.compile(rb"^(VmPeak|VmHWM|VmSize):\s+(\d+) kB", re.MULTILINE)
_TIMES = slice(11, 13)
"""Where the processor time of a program and of the system for it stand in what follows its name."""
_FIRST_LOOK, _LAST_LOOK = 0.01, 0.2
"""Seconds until a process is looked at, at first and at last."""


class Stalled(Exception):
    """A process has taken no processor time for as long as it may wait."""


@dataclass(slots=True)
class Usage:
    """The most that a process used."""

    resident: int = 0
    """Bytes of the machine's memory."""
    addressed: int = 0
    """Bytes of addresses, which its limit counts."""
    now: int = 0
    """Bytes of addresses when it was looked at last."""
    seconds: float = -1
    """Processor time; negative if nobody tells."""

    def look(self, process: int | str) -> None:
        """Take in what a process (its number, or “self”) has used until now."""
        found = _status(process)
        self.resident = max(self.resident, found.get(b"VmHWM", 0))
        self.addressed = max(self.addressed, found.get(b"VmPeak", 0))
        self.now = found.get(b"VmSize", 0)
        self.seconds = max(self.seconds, _processor_time(process))


def receive(connection: Connection, process: int, usage: Usage, longest_wait: float) -> bytes:
    """Receive a message from a process, and look at what it uses while there is none.

    Args:
        connection: The connection to it.
        process: Its number.
        usage: Records what it uses.
        longest_wait: How long it may take no processor time, in seconds by the clock.

    Raises:
        EOFError: The process has closed the connection.
        OSError: The connection is broken.
        Stalled: It waits for ever.
    """
    pause = _FIRST_LOOK
    worked, seconds = time.monotonic(), -1.0
    while not connection.poll(pause):
        usage.look(process)
        if usage.seconds > seconds:
            worked, seconds = time.monotonic(), usage.seconds
        elif usage.seconds >= 0 and time.monotonic() - worked > longest_wait:
            raise Stalled
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


def _processor_time(process: int | str) -> float:
    """Return the processor time that a process has taken, in seconds; -1 if nobody tells."""
    with suppress(OSError, ValueError):
        text = Path(f"/proc/{process}/stat").read_bytes()
        times = text.rpartition(b")")[2].split()[_TIMES]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    return -1
