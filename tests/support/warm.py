"""Builds by a process that has everything loaded: a tenth of the time, for trials by hundreds."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from support.damage import ROOT
from support.realbuilds import end, ended, left

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.realbuilds import Ended, Site

SECONDS = 180
"""By the clock, after which a build counts as hung: such builds take one or two when idle."""
_HOST = ROOT / "tests" / "support" / "warm_host.py"


class Warm:
    """Such a process (``warm_host.py``)."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(_HOST)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        atexit.register(self._process.kill)

    def build(self, site: Site, *options: str) -> tuple[Ended, int]:
        """Build; return how it ended, and how many of its processes did not."""
        return self.run(site, "build", site.briefing, *options)

    def run(self, site: Site, *arguments: str) -> tuple[Ended, int]:
        """Run a command; return how it ended, and how many of its processes did not."""
        printed = site.printed()
        task = {
            "args": arguments,
            "cwd": str(site.folder),
            "environment": site.environment,
            "out": str(printed / "out"),
            "err": str(printed / "err"),
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(task).encode() + b"\n")
        session = self._number()
        status = self._number(SECONDS)
        if status is None:
            end(session or -1)
            self._number()
        return ended(status, printed), left(session or -1)

    def _number(self, seconds: float | None = None) -> int | None:
        """The next number it says; None if there is none within so many seconds by the clock."""
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return None
        return int(self._process.stdout.readline())


@cache
def warm() -> Warm:
    """The one of this process, without anything in its way."""
    return Warm()
