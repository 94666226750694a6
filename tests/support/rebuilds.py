"""One briefing built again and again, also changed and killed, and the files that are left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.projects import ROOT, copy_small

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence
    from pathlib import Path

ALL = ("small", "--all", "--jobs", "2", "--quiet")
ONE = ("small", "--length", "short", "--jobs", "2", "--quiet")
WAYS = ("unchanged", "changed", "killed", "interrupted")
"""How a build may go; each but the first begins with a change of the content."""
SECTION = """\
---
title: First
---
It is about %s.

/// figure | What there is
    alt: Two bars.
    source: A count.
```chart
{"data": {"values": [{"kind": "gates", "count": 2}, {"kind": "bridges", "count": 3}]},
 "mark": "bar", "encoding": {"x": {"field": "kind", "type": "nominal"},
 "y": {"field": "count", "type": "quantitative"}}}
```
///
"""
_ENTRY = re.compile(r"work/build/\.cache/[0-9a-f]{2}(?:/[0-9a-f]{62})?")
_WORDS = ("gatekeepers", "bridges")
"""Two versions of the content, so that each has been built before."""


@dataclass(slots=True)
class Desk:
    """A working folder, a home and a folder for temporary files, which nobody else uses."""

    folder: Path
    build: Sequence[str]
    """What is asked for."""
    version: int = 0

    @classmethod
    def made(cls, folder: Path, build: Sequence[str] = ()) -> Desk:
        """A desk in ``folder``, at which one version has been built."""
        for name in ("work", "home", "tmp"):
            (folder / name).mkdir()
        copy_small(folder / "work" / "content" / "small")
        desk = cls(folder, build or ALL)
        desk.change()
        desk.run()
        return desk

    def files(self) -> set[str]:
        """Every file, folder and socket by its path, but for entries of the cache: it keeps results
        of all versions until it is full."""
        paths = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*")}
        return {path for path in paths if not _ENTRY.fullmatch(path)}

    def change(self) -> None:
        """Put the other version's words into the content."""
        self.version = 1 - self.version
        path = self.folder / "work/content/small/sections/first.md"
        path.write_text(SECTION % _WORDS[self.version])

    def start(self) -> subprocess.Popen[str]:
        """Start a build."""
        return subprocess.Popen(
            [sys.executable, "-m", "briefing", "build", *self.build],
            cwd=self.folder / "work",
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "HOME": str(self.folder / "home"),
                "TMPDIR": str(self.folder / "tmp"),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self) -> None:
        """Build to the end; it must succeed."""
        command = self.start()
        _, err = command.communicate(timeout=300)
        assert command.returncode == 0, err

    def stop(self, after: float, number: signal.Signals) -> bool:
        """Start a build, send it a signal after so many seconds; return whether that ended it."""
        command = self.start()
        time.sleep(after)
        command.send_signal(number)
        _, err = command.communicate(timeout=60)
        assert command.returncode in {0, 130, -number}, err
        return command.returncode != 0


def left_after(desk: Desk, ways: Iterable[str], dice: random.Random) -> tuple[set[str], int]:
    """Build in each of these ways, then once more; return the files that are more than before, and
    how many builds were stopped on the way."""
    began = time.monotonic()
    desk.change()
    desk.run()
    usual = time.monotonic() - began
    before, stopped = desk.files(), 0
    for way in ways:
        if way != "unchanged":
            desk.change()
        if way in {"killed", "interrupted"}:
            number = signal.SIGKILL if way == "killed" else signal.SIGINT
            stopped += desk.stop(dice.uniform(0.1, usual), number)
        else:
            desk.run()
    if stopped:
        desk.change()
    desk.run()
    return desk.files() - before, stopped
