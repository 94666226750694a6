"""A process that draws one chart after another, because starting it takes as long as ten charts.

It has a folder of its own with the theme's fonts, a minimal environment, and a time limit for each
chart. A faulty chart does not affect the others: after a fault a new process takes over. If the old
one had already drawn other charts, the new one tries the faulty chart again, so that no fault is
reported that the chart would not have by itself. A chart over which a process dies is tried again
in any case; if another dies over it too, that is the machine's fault, unless the library says that
it ended the process itself.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from signal import SIGALRM, SIGKILL, SIGPROF, Signals
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from briefing.files.temporary_folder import temporary_folder
from briefing.model.ending import interrupts_blocked, uninterrupted
from briefing.model.errors import EnvironmentFault
from briefing.model.limits import RAISE_MEMORY, RAISE_TIME
from briefing.model.machine_limits import hint_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.composition import Asset
    from briefing.model.limits import Limits

RENDERER_MAIN = Path(__file__).with_name("renderer_main.py")
"""The program that draws charts."""
_TIMED_OUT = {-SIGALRM, -SIGPROF}
_NO_MEMORY = ("out of memory", "memory allocation of")
"""Words of the library's parts when they get no more memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The result for a chart or drawing: a picture, or what is wrong with it."""

    svg: str = ""
    png: str = ""
    """The picture of a drawing, in base64."""
    vega: dict[str, Any] = field(default_factory=dict)
    """A spec compiled to Vega."""
    fault: str = ""
    log: str = ""
    """What the library wrote to standard error."""


class RendererLost(Exception):
    """A process died over a chart, and so did another."""


@dataclass(frozen=True, slots=True)
class _Death:
    """How a process ended."""

    status: int
    """Its exit status, negative for a signal."""
    memory: int
    """The most memory that it had, in MiB."""
    log: str
    """What it wrote to standard error."""

    def __str__(self) -> str:
        last = self.log.strip().splitlines()[-1:]
        said = f" ({last[0]:.200})" if last else ""
        if self.status >= 0:
            return f"the chart renderer died with status {self.status}{said}"
        try:
            name = Signals(-self.status).name
        except ValueError:
            name = f"signal {-self.status}"
        return f"the chart renderer died of {name}{said}"


@dataclass(slots=True)
class _Process:
    """A running process and its pipes."""

    popen: Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]
    done: int = 0
    """Number of charts it has drawn."""


@contextmanager
def renderer_with(
    fonts: Iterable[Asset], limits: Limits, program: Path = RENDERER_MAIN
) -> Iterator[Renderer]:
    """Yield a renderer; on leaving, its process is killed and its folder removed.

    Args:
        fonts: font files that charts may use.
        limits: limits of time and memory for a chart.
        program: the program that its process runs.

    Raises:
        EnvironmentFault: the folder for the fonts cannot be written.
    """
    with ExitStack() as kept:
        try:
            with uninterrupted(), _os_errors_as_faults():
                folder = kept.enter_context(TemporaryDirectory(dir=temporary_folder()))
                for asset in fonts:
                    (Path(folder) / asset.url.rpartition("/")[2]).write_bytes(asset.data)
                # Unbuffered: both processes move the one position of the file that they share.
                log = kept.enter_context(TemporaryFile(buffering=0, dir=temporary_folder()))
                own = Renderer(folder, log, limits, program)
                kept.callback(own.end)
            yield own
        finally:
            with uninterrupted():
                kept.close()


class Renderer:
    """Draws charts in one process at a time, which starts with the first chart.

    Send a request, wait until there is something to read (`fileno`), then receive the answer.
    """

    def __init__(self, folder: str, log: IO[bytes], limits: Limits, program: Path) -> None:
        self._folder = folder
        self._log = log
        self._limits = limits
        self._program = program
        self._process: _Process | None = None
        self._request = b""
        self._first_death: _Death | None = None

    def fileno(self) -> int:
        """Return the file descriptor to wait on after `send`."""
        assert self._process is not None
        return self._process.answers.fileno()

    def send(self, request: Mapping[str, Any]) -> None:
        """Request a chart; raises EnvironmentFault when no process can be started."""
        seconds = self._limits.chart_seconds
        times = {"seconds": seconds, "clock": self._limits.clock}
        self._request = json.dumps({**request, **times}).encode() + b"\n"
        self._first_death = None
        self._send_again()

    def receive(self) -> Answer:
        """Return the answer to the last request.

        Raises:
            RendererLost: two processes died over it.
            EnvironmentFault: no process can be started.
        """
        process = self._process
        assert process is not None
        line = process.answers.readline()
        self._log.seek(0)
        log = self._log.read().decode(errors="replace")
        answer = _answer_in(line, log)
        if answer is not None and not answer.fault:
            process.done += 1
            return answer
        status, memory = self._ended()
        if answer is None:
            death = _Death(status, memory, log or ("a damaged answer" if line else ""))
            fault = self._limit_reached(death) or _panic_in(log)
            if not fault:
                self._try_again_after(death)
                return self.receive()
            answer = Answer(fault=fault)
        if not process.done or status in _TIMED_OUT:
            return answer
        self._send_again()
        return self.receive()

    def end(self) -> None:
        """Kill the process, if there is one."""
        self._ended()

    def _ended(self) -> tuple[int, int]:
        """Kill the process; return its exit status and the most memory it had, in MiB."""
        process, self._process = self._process, None
        if process is None:
            return 0, 0
        popen, memory = process.popen, 0
        # A request may still be in the pipe.
        with uninterrupted(), suppress(BrokenPipeError), popen:
            if popen.returncode is None:
                # Not `Popen.kill`: it would reap one that has died, and lose what it used.
                os.kill(popen.pid, SIGKILL)
                with suppress(ChildProcessError):
                    _, status, used = os.wait4(popen.pid, 0)
                    popen.returncode = os.waitstatus_to_exitcode(status)
                    memory = used.ru_maxrss >> (20 if sys.platform == "darwin" else 10)
        return popen.returncode, memory

    def _try_again_after(self, death: _Death) -> None:
        """Send the request to another process; raise RendererLost if it is not the first to die."""
        first, self._first_death = self._first_death, death
        if first is None:
            self._send_again()
            return
        twice = f"{death}, twice" if str(first) == str(death) else f"{first}, then {death}"
        memory = max(first.memory, death.memory)
        had = f"; it had up to {memory} MiB of memory" if memory else ""
        raise RendererLost(f"{twice}{had}{_address_limit()}")

    def _limit_reached(self, death: _Death) -> str:
        """Return the limit that ended the process, if that is why it ended; else nothing."""
        limits = self._limits
        if death.status == -SIGPROF:
            spent = f"{limits.chart_seconds:g} seconds of processor time"
            return f"it took more than {spent}, a quarter of the limit; {RAISE_TIME}"
        if death.status == -SIGALRM:
            return f"it was not rendered within {limits.clock:g} seconds of wall-clock time"
        said = death.log.lower()
        allowed = [limit for limit in resource.getrlimit(resource.RLIMIT_DATA) if limit >= 0]
        is_ours = min([limits.memory, *allowed]) == limits.memory and not _address_limit()
        if is_ours and death.status < 0 and any(words in said for words in _NO_MEMORY):
            return f"it needs more than {limits.mib} MiB of memory; {RAISE_MEMORY}"
        return ""

    def _send_again(self) -> None:
        with _os_errors_as_faults():
            if self._process is None or self._process.popen.poll() is not None:
                self.end()
                with uninterrupted(), interrupts_blocked():
                    self._process = self._started()
            self._log.seek(0)
            self._log.truncate()
            with suppress(BrokenPipeError):  # it has ended, which `receive` will notice
                self._process.requests.write(self._request)
                self._process.requests.flush()

    def _started(self) -> _Process:
        popen = Popen(  # noqa: S603  # our own interpreter with our own file
            [sys.executable, "-P", "-s", str(self._program), str(self._limits.memory)],
            stdin=PIPE,
            stdout=PIPE,
            stderr=self._log,
            cwd=self._folder,
            env=_environment(self._folder),
        )
        assert popen.stdin is not None
        assert popen.stdout is not None
        return _Process(popen, popen.stdin, popen.stdout)


def _answer_in(line: bytes, log: str) -> Answer | None:
    """Return the answer in a line that a process wrote; None if it is none."""
    try:
        return Answer(**json.loads(line), log=log)
    except (ValueError, TypeError):
        return None


def _address_limit() -> str:
    """Return that there is a limit of addresses, of which the library reserves far more than it
    needs memory; empty if there is none."""
    allowed = [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit >= 0]
    if not allowed:
        return ""
    return f"; only {min(allowed) >> 20} MiB of addresses are allowed (ulimit -v), too few for it"


def _panic_in(log: str) -> str:
    """Return what the library says when it ends its process because of what a chart asks for, as
    Rust does where it finds a case that nobody thought of; empty if it says nothing of the kind."""
    last = log.strip().splitlines()[-1:]
    return f"the chart renderer stopped: {last[0]:.200}" if last and "panic" in log else ""


@contextmanager
def _os_errors_as_faults() -> Iterator[None]:
    """Raise an OSError in the block as an EnvironmentFault."""
    try:
        yield
    except OSError as error:
        space = "free some space in the folder for temporary files, or set TMPDIR to another"
        raise EnvironmentFault(
            f"charts cannot be rendered: {error.strerror or error}\n"
            f"  hint: {hint_for(error, space)}"
        ) from error


def _environment(folder: str) -> dict[str, str]:
    """Return the environment of the process: where to find the library and what it loads.

    The time zone is UTC, so that dates are parsed and printed alike everywhere.
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
        "TMPDIR": folder,
    }
