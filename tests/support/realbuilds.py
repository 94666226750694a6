"""Real builds, in processes of their own, to be stopped or starved.

A `Site` is a working folder with content, results and temporary files of its own, so that whatever
a build leaves behind is found. All processes of a build are of one session, wherever they end up.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from support.damage import ROOT
from support.listening import hear_signals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 900
"""By the clock, after which a build counts as hung: the largest takes one minute when idle."""
GONE_SECONDS = 30
"""By the clock, within which all processes of a stopped build end, on a machine that is busy."""
MOST_LINES = 8
"""Of what a build says that cannot go on, with warnings."""


@dataclass(frozen=True, slots=True)
class Site:
    """A working folder for builds of one briefing."""

    folder: Path
    briefing: str
    """The name of its folder under ``content``."""

    @classmethod
    def of(cls, folder: Path, content: Path, results: Path | None = None) -> Site:
        """Make one, of a copy of ``content`` and, if given, of earlier ``results``."""
        site = cls(folder, content.name)
        shutil.copytree(content, site.content)
        if results is not None:
            shutil.copytree(results, site.output, symlinks=True)
        site.temporary.mkdir()
        return site

    @property
    def content(self) -> Path:
        """The folder of the briefing."""
        return self.folder / "content" / self.briefing

    @property
    def output(self) -> Path:
        """The folder of results."""
        return self.folder / "build"

    @property
    def results(self) -> Path:
        """The folder of PDFs."""
        return self.output / self.briefing

    @property
    def temporary(self) -> Path:
        """The folder for temporary files (TMPDIR)."""
        return self.folder / "tmp"

    @property
    def environment(self) -> dict[str, str]:
        """What its builds have in their environment besides that of this process."""
        return {"PYTHONPATH": str(ROOT), "TMPDIR": str(self.temporary)}

    def printed(self) -> Path:
        """A new folder for what a command prints."""
        return Path(mkdtemp(prefix="printed-", dir=self.folder))

    def start(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        within: tuple[str, ...] = (),
    ) -> Running:
        """Start the command, with additions to its environment, or ``within`` another command."""
        command = (*within, sys.executable, "-m", "briefing", *arguments)
        return Running.of(self, command, environment or {})

    def build(self, *options: str) -> Ended:
        """Build, undisturbed by us, and wait for the end."""
        return self.start("build", self.briefing, *options).wait()

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace words in a file of the content."""
        path = self.content / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} has no “{old}”"
        path.write_text(text.replace(old, new), "utf-8")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int | None
    """As the system has it: negative for a signal; None if it had to be stopped, as it hung."""
    out: str
    err: str

    @property
    def fault(self) -> str:
        """What no end may have, whatever happened; empty if there is nothing."""
        if self.status is None:
            return "it hangs"
        if "Traceback (most recent call last)" in self.err + self.out:
            return f"a traceback is printed: …{(self.err + self.out).strip()[-300:]!r}"
        if self.status == 70:
            return f"status 70: {self.err.strip()[-300:]!r}"
        return ""

    @property
    def is_told_in_a_line(self) -> bool:
        """Whether it says in one line why it cannot go on, warnings and hints apart."""
        warned = ("; work goes on without", "; this build goes on")
        lines = [
            line for line in self.err.splitlines() if not any(words in line for words in warned)
        ]
        return (
            sum(line.startswith("briefing: ") for line in lines) == 1 and len(lines) <= MOST_LINES
        )

    def told(self) -> str:
        """The end in one line."""
        return f"status {self.status}: {self.err.strip()[-400:]!r}"


@dataclass(slots=True)
class Running:
    """A command that runs in a session, so in a process group, of its own."""

    process: subprocess.Popen[bytes]
    printed: Path
    """Where it prints to: files, which nobody has to empty."""
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, site: Site, command: Sequence[str], environment: Mapping[str, str]) -> Running:
        """Start it."""
        printed = site.printed()
        with (printed / "out").open("wb") as out, (printed / "err").open("wb") as err:
            process = subprocess.Popen(
                command,
                cwd=site.folder,
                env={**os.environ, **site.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                preexec_fn=hear_signals,  # noqa: PLW1509  # no threads
            )
        return cls(process, printed)

    def processes(self) -> list[int]:
        """All its processes, the first one included, that have not ended."""
        return processes_of(self.process.pid)

    def helpers(self) -> list[int]:
        """Its processes but the first."""
        return [number for number in self.processes() if number != self.process.pid]

    def wait(self, seconds: float = SECONDS) -> Ended:
        """Wait for the end; one that does not come is brought about."""
        status: int | None = None
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            end(self.process.pid)
            self.process.wait()
        except BaseException:  # the trial is stopped
            end(self.process.pid)
            raise
        return ended(status, self.printed)

    def left(self) -> int:
        """How many of its processes do not end, though the first has; they are ended."""
        return left(self.process.pid)


@cache
def kept_folder(purpose: str) -> Path:
    """A folder for what all trials of this process start from; it goes when the process ends."""
    folder = TemporaryDirectory(prefix=f"audit-{purpose}-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def ended(status: int | None, printed: Path) -> Ended:
    """How a command ended that printed to files, which are removed."""
    texts = [(printed / name).read_text("utf-8", "replace") for name in ("out", "err")]
    shutil.rmtree(printed)
    return Ended(status, *texts)


def processes_of(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (place / "stat").read_text("latin-1").rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append(int(place.name))
    return sorted(found)


def left(session: int, seconds: float = GONE_SECONDS) -> int:
    """How many processes of a session are still there after so long; they are ended."""
    until = time.monotonic() + seconds
    while (found := processes_of(session)) and time.monotonic() < until:
        time.sleep(0.05)
    end(session)
    return len(found)


def end(session: int) -> None:
    """Kill all processes of a session."""
    for number in processes_of(session):
        with suppress(OSError):
            os.kill(number, signal.SIGKILL)
