"""A process that draws one chart after the other: its start takes as long as ten of them.

It has a folder of its own with the fonts, an environment of ours, and so many seconds for a chart.
What is wrong with a chart is of no account to the others: after a fault another process takes over,
and if the one before had drawn others already, the chart is drawn once more by the new one, so that
nothing is said of a chart that would not be said of it alone.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from signal import SIGALRM, SIGPROF
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from briefing.model.errors import EnvironmentFault
from briefing.model.limits import RAISE_MEMORY, RAISE_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.composition import Asset
    from briefing.model.limits import Limits

RENDERER = Path(__file__).with_name("renderer_main.py")
"""The program that such a process runs."""
_TOO_LONG = {-SIGALRM, -SIGPROF}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a chart: a picture, or what is wrong."""

    svg: str = ""
    fault: str = ""
    said: str = ""
    """What the drawing program had to say on the way."""


@dataclass(slots=True)
class _Process:
    """One that runs, and how far it is."""

    popen: Popen[bytes]
    orders: IO[bytes]
    answers: IO[bytes]
    done: int = 0
    """Charts it has drawn."""


@contextmanager
def plotter_with(
    fonts: Iterable[Asset], limits: Limits, renderer: Path = RENDERER
) -> Iterator[Plotter]:
    """A plotter; on leaving, its process is ended, whatever it does, and its folder removed.

    Raises EnvironmentFault when there is no room for its fonts.
    """
    with ExitStack() as kept:
        with _lack_told():
            folder = kept.enter_context(TemporaryDirectory(prefix="briefing-"))
            for asset in fonts:
                (Path(folder) / asset.url.rpartition("/")[2]).write_bytes(asset.data)
            # Both sides write to it at one place, of which a buffer would know nothing.
            said = kept.enter_context(TemporaryFile(buffering=0))
        own = Plotter(folder, said, limits, renderer)
        kept.callback(own.end)
        yield own


class Plotter:
    """One process at a time, from the first chart on.

    It is given an order, and taken from when there is something to read from it.
    """

    def __init__(self, folder: str, said: IO[bytes], limits: Limits, renderer: Path) -> None:
        self._folder = folder
        self._said = said
        self._limits = limits
        self._renderer = renderer
        self._process: _Process | None = None
        self._order = b""

    def fileno(self) -> int:
        """What to wait for, when an order is given."""
        assert self._process is not None
        return self._process.answers.fileno()

    def give(self, order: Mapping[str, Any]) -> None:
        """Has a chart drawn; raises EnvironmentFault when no process can be started."""
        seconds = self._limits.chart_seconds
        times = {"seconds": seconds, "clock": seconds * self._limits.patience}
        self._order = json.dumps({**order, **times}).encode() + b"\n"
        self._hand_on()

    def take(self) -> Answer:
        """What became of the order; raises EnvironmentFault as `give` does."""
        process = self._process
        assert process is not None
        line = process.answers.readline()
        ended = None if line.endswith(b"\n") else self.end()
        self._said.seek(0)
        said = self._said.read().decode(errors="replace")
        answer = (
            Answer(**json.loads(line), said=said) if ended is None else self._fault(ended, said)
        )
        if not answer.fault:
            process.done += 1
            return answer
        self.end()
        if not process.done or ended in _TOO_LONG:
            return answer
        self._hand_on()
        return self.take()

    def end(self) -> int:
        """Ends the process, if there is one; with which status it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with suppress(BrokenPipeError), process.popen:  # an order may still be on its way
            process.popen.kill()
        return process.popen.returncode

    def _fault(self, status: int, said: str) -> Answer:
        """Why a process ended before it had drawn a chart."""
        limits = self._limits
        if status == -SIGPROF:
            spent = f"{limits.chart_seconds:g} seconds of processor time"
            return Answer(fault=f"it took more than {spent}, a quarter of the limit; {RAISE_TIME}")
        if status == -SIGALRM:
            clock = limits.chart_seconds * limits.patience
            return Answer(fault=f"it was not drawn within {clock:g} seconds by the clock")
        if status < 0 and "out of memory" in said.lower():
            return Answer(fault=f"it needs more than {limits.mib} MiB of memory; {RAISE_MEMORY}")
        last = said.strip().splitlines()[-1:] or [f"exit status {status}"]
        return Answer(fault=f"the drawing program stopped: {last[0]:.200}", said=said)

    def _hand_on(self) -> None:
        with _lack_told():
            if self._process is None or self._process.popen.poll() is not None:
                self.end()
                self._process = self._started()
            self._said.seek(0)
            self._said.truncate()
            with suppress(BrokenPipeError):  # it has ended, as whoever takes the answer sees
                self._process.orders.write(self._order)
                self._process.orders.flush()

    def _started(self) -> _Process:
        popen = Popen(  # noqa: S603  # our own interpreter with our own file
            [sys.executable, "-P", "-s", str(self._renderer), str(self._limits.memory)],
            stdin=PIPE,
            stdout=PIPE,
            stderr=self._said,
            cwd=self._folder,
            env=_environment(self._folder),
        )
        assert popen.stdin is not None
        assert popen.stdout is not None
        return _Process(popen, popen.stdin, popen.stdout)


@contextmanager
def _lack_told() -> Iterator[None]:
    """What the machine lacks is an EnvironmentFault."""
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            f"charts cannot be drawn: {error.strerror or error}\n"
            "  hint: free room in the folder for temporary files, or name another with TMPDIR"
        ) from error


def _environment(folder: str) -> dict[str, str]:
    """All that the process is told of the machine: where the library is, and what it loads.

    Dates are read and printed as UTC.
    """
    library = find_spec("vl_convert")
    place = str(Path(library.origin).parents[1]) if library and library.origin else ""
    names = ("LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
    return {
        **{name: os.environ[name] for name in names if name in os.environ},
        "PYTHONPATH": place,
        "TZ": "UTC",
        "LC_ALL": "C",
        "HOME": folder,
    }
