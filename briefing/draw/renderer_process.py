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

_RENDERER_MAIN = Path(__file__).with_name("renderer_main.py")
_TIMED_OUT = {-SIGALRM, -SIGPROF}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a chart: a picture, or what is wrong."""

    svg: str = ""
    fault: str = ""
    log: str = ""
    """What the drawing program had to say on the way."""


@dataclass(slots=True)
class _Process:
    """One that runs, and how far it is."""

    popen: Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]
    done: int = 0
    """Charts it has drawn."""


@contextmanager
def renderer_with(fonts: Iterable[Asset], limits: Limits) -> Iterator[Renderer]:
    """A plotter; on leaving, its process is ended, whatever it does, and its folder removed.

    Raises EnvironmentFault when there is no room for its fonts.
    """
    with ExitStack() as kept:
        with _os_errors_as_faults():
            folder = kept.enter_context(TemporaryDirectory(prefix="briefing-"))
            for asset in fonts:
                (Path(folder) / asset.url.rpartition("/")[2]).write_bytes(asset.data)
            # Both sides write to it at one place, of which a buffer would know nothing.
            log = kept.enter_context(TemporaryFile(buffering=0))
        own = Renderer(folder, log, limits)
        kept.callback(own.end)
        yield own


class Renderer:
    """One process at a time, from the first chart on.

    It is given an order, and taken from when there is something to read from it.
    """

    def __init__(self, folder: str, log: IO[bytes], limits: Limits) -> None:
        self._folder = folder
        self._log = log
        self._limits = limits
        self._process: _Process | None = None
        self._request = b""

    def fileno(self) -> int:
        """What to wait for, when an order is given."""
        assert self._process is not None
        return self._process.answers.fileno()

    def send(self, request: Mapping[str, Any]) -> None:
        """Has a chart drawn; raises EnvironmentFault when no process can be started."""
        seconds = self._limits.chart_seconds
        times = {"seconds": seconds, "clock": seconds * self._limits.patience}
        self._request = json.dumps({**request, **times}).encode() + b"\n"
        self._send_again()

    def receive(self) -> Answer:
        """What became of the order; raises EnvironmentFault as `give` does."""
        process = self._process
        assert process is not None
        line = process.answers.readline()
        ended = None if line.endswith(b"\n") else self.end()
        self._log.seek(0)
        log = self._log.read().decode(errors="replace")
        answer = Answer(**json.loads(line), log=log) if ended is None else self._fault(ended, log)
        if not answer.fault:
            process.done += 1
            return answer
        self.end()
        if not process.done or ended in _TIMED_OUT:
            return answer
        self._send_again()
        return self.receive()

    def end(self) -> int:
        """Ends the process, if there is one; with which status it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with suppress(BrokenPipeError), process.popen:  # an order may still be on its way
            process.popen.kill()
        return process.popen.returncode

    def _fault(self, status: int, log: str) -> Answer:
        """Why a process ended before it had drawn a chart."""
        limits = self._limits
        if status == -SIGPROF:
            spent = f"{limits.chart_seconds:g} seconds of processor time"
            return Answer(fault=f"it took more than {spent}, a quarter of the limit; {RAISE_TIME}")
        if status == -SIGALRM:
            clock = limits.chart_seconds * limits.patience
            return Answer(fault=f"it was not rendered within {clock:g} seconds of wall-clock time")
        if status < 0 and "out of memory" in log.lower():
            return Answer(fault=f"it needs more than {limits.mib} MiB of memory; {RAISE_MEMORY}")
        last = log.strip().splitlines()[-1:] or [f"exit status {status}"]
        return Answer(fault=f"the chart renderer stopped: {last[0]:.200}", log=log)

    def _send_again(self) -> None:
        with _os_errors_as_faults():
            if self._process is None or self._process.popen.poll() is not None:
                self.end()
                self._process = self._started()
            self._log.seek(0)
            self._log.truncate()
            with suppress(BrokenPipeError):  # it has ended, as whoever takes the answer sees
                self._process.requests.write(self._request)
                self._process.requests.flush()

    def _started(self) -> _Process:
        popen = Popen(  # noqa: S603  # our own interpreter with our own file
            [sys.executable, "-P", "-s", str(_RENDERER_MAIN), str(self._limits.memory)],
            stdin=PIPE,
            stdout=PIPE,
            stderr=self._log,
            cwd=self._folder,
            env=_environment(self._folder),
        )
        assert popen.stdin is not None
        assert popen.stdout is not None
        return _Process(popen, popen.stdin, popen.stdout)


@contextmanager
def _os_errors_as_faults() -> Iterator[None]:
    """What the machine lacks is an EnvironmentFault."""
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            f"charts cannot be rendered: {error.strerror or error}\n"
            "  hint: free some space in the folder for temporary files, or set TMPDIR to another"
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
