"""A real ``briefing watch``, whose files are saved one after the other: what its processes use."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from support.projects import ROOT
from support.realbuilds import end, processes_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

SECONDS = 600
"""By the clock, after which a rebuild counts as hung."""
_TICKS = os.sysconf("SC_CLK_TCK")


class Hung(Exception):
    """A watch that does not say what it should, with the last that it said."""


@dataclass(slots=True)
class ResidentWatch:
    """A watch of one briefing, in a session of its own."""

    arguments: Sequence[str | Path]
    folder: Path
    """Where it works and prints to."""
    environment: Mapping[str, str] = field(default_factory=dict)
    lines: int = 0
    """How many lines it had printed when it was waited for last."""
    _process: subprocess.Popen[bytes] | None = None
    _temporary: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)

    def __enter__(self) -> Self:
        with (self.folder / "out").open("wb") as out, (self.folder / "err").open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "briefing", "watch", *self.arguments],
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "TMPDIR": self._temporary.name,
                    **self.environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        self.wait_for("watching ")
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        assert process is not None
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        end(process.pid)
        process.wait()
        self._temporary.cleanup()

    def wait_for(self, words: str) -> str:
        """Wait until it prints a line with these words; return the line."""
        until = time.monotonic() + SECONDS
        while True:
            said = (self.folder / "out").read_text("utf-8").splitlines()
            for line in said[self.lines :]:
                self.lines += 1
                if words in line:
                    return line
            if time.monotonic() > until or (self._process and self._process.poll() is not None):
                raise Hung((self.folder / "err").read_text("utf-8")[-500:] or "it said nothing")
            time.sleep(0.02)

    def save(self, path: Path, text: str) -> str:
        """Save a file; wait until PDFs are built, and return the line that tells it."""
        path.write_text(text, encoding="utf-8")
        return self.wait_for("  built ")

    def memory(self) -> dict[int, int]:
        """As `memory_of` tells."""
        assert self._process is not None
        return memory_of(self._process.pid)

    def processor(self) -> float:
        """As `processor_of` tells."""
        assert self._process is not None
        return processor_of(self._process.pid)


def memory_of(session: int) -> dict[int, int]:
    """The KiB that each process of a session has in memory, what several share counted in parts."""
    used = {}
    for number in processes_of(session):
        with suppress(OSError, StopIteration):
            text = Path(f"/proc/{number}/smaps_rollup").read_text("utf-8")
            line = next(line for line in text.splitlines() if line.startswith("Pss:"))
            used[number] = int(line.split()[1])
    return used


def processor_of(session: int) -> float:
    """Seconds of processor time that the processes of a session have taken, those that ended
    included."""
    taken = 0
    for number in processes_of(session):
        with suppress(OSError):
            text = Path(f"/proc/{number}/stat").read_text("latin-1")
            taken += sum(map(int, text.rpartition(")")[2].split()[11:15]))
    return taken / _TICKS
