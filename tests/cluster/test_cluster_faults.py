"""A cluster that is lost, silent or none: the build ends within a limit of its own, with status 3
and one line, or does the work on this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build import dask_executor
from briefing.build.dask_address import SchedulerAddress
from briefing.build.dask_cluster import Patience, connect
from briefing.build.dask_executor import DaskExecutor, Fallback
from briefing.build.dask_probe import why_no_scheduler
from briefing.build.process_pool import ProcessPool
from briefing.build.worker_stops import WorkerLost
from briefing.cli.main import main
from briefing.model.errors import EnvironmentFault
from briefing.model.limits import Limits
from support import tasks
from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("cluster")
SMALL = str(PROJECTS / "small")


# ── addresses where no scheduler is ───────────────────────────────────────────────────────


@contextmanager
def listener(say: bytes, *, at_once: bool) -> Iterator[str]:
    """The address of a server that says ``say``: at once, or when something was said to it."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                kept.append(connection)
                if not at_once:
                    connection.recv(1 << 16)
                connection.sendall(say)

    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        for connection in kept:
            connection.close()


HTTP = b"HTTP/1.0 400 Bad request\r\n\r\n"


@pytest.mark.parametrize(
    ("say", "at_once", "why"),
    [
        (b"", False, "nothing came from there within 0.5 seconds"),
        (HTTP, False, "nothing came from there within 0.5 seconds"),
        (HTTP, True, "what answers there is not Dask"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", True, "what answers there is not Dask"),
        (bytes(8), True, "what answers there is not Dask"),
        (b"\x10" + bytes(7) + b"x" * 16, True, "what answers there is not Dask"),
        (b"\x10" + bytes(7) + b"x", True, "nothing came from there within 0.5 seconds"),
        (b"\xff" * 8, True, "what answers there is not Dask"),
    ],
)
def test_what_is_no_scheduler_is_told(say: bytes, at_once: bool, why: str) -> None:
    """A web server, a silent one, garbage: never waited for longer than the limit."""
    with listener(say, at_once=at_once) as address:
        assert why_no_scheduler(address, None, 0.5) == why
        with pytest.raises(EnvironmentFault, match=rf"no Dask scheduler answers at {address}: "):
            connect(SchedulerAddress(address), 1, Limits(), Patience(answer=0.5))


def test_an_empty_address_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """It comes from a variable that is not set; nothing is built here instead."""
    assert main(["build", SMALL, "--dask", ""]) == 3
    said = capsys.readouterr().err
    assert said.startswith("briefing: --dask: the address of the scheduler is empty\n  hint: ")


def test_without_a_cluster_this_machine_does_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``--dask-fallback``: all is built, and one line says where."""
    wanted = ["--audience", "public", "--length", "short", "--output", str(tmp_path)]
    assert main(["build", SMALL, *wanted, "--dask", "tcp://127.0.0.1:1", "--dask-fallback"]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "Dask" in line]
    told = "briefing: no Dask scheduler answers at tcp://127.0.0.1:1: connection refused: this"
    assert said == [f"{told} machine does the work"]


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon", ""])
def test_a_timeout_is_a_number_of_seconds(value: str) -> None:
    """Anything else is wrong usage."""
    given = ["build", SMALL, "--dask", "tcp://127.0.0.1:1", "--dask-timeout", value]
    assert main(given) == 2


# ── a cluster that is lost ────────────────────────────────────────────────────────────────


class _Client:
    """What the executor asks of Dask's client, of a cluster that does nothing until it is told."""

    def __init__(self) -> None:
        self.status = "running"
        self.workers: Any = {"tcp://127.0.0.1:2": {}}
        self.submitted: list[Future[Any]] = []
        self.scheduler = SimpleNamespace(address="tcp://127.0.0.1:1", identity=None)

    def get_executor(self, **_: object) -> Any:
        return self

    def submit(self, *_: object, **__: object) -> Future[Any]:
        if self.status != "running":
            raise ValueError("Client not running")
        self.submitted.append(Future())
        return self.submitted[-1]

    def sync(self, *_: object, **__: object) -> Any:
        if self.workers is None:
            time.sleep(30)
        return {"workers": self.workers}

    def shutdown(self, *, wait: bool) -> None:
        pass

    def close(self, timeout: float) -> None:
        pass


def _cancel(client: _Client) -> None:
    for future in client.submitted:
        future.cancel()
        future.set_running_or_notify_cancel()


FAULTS: dict[str, tuple[Callable[[_Client], None], str]] = {
    "closed": (lambda client: setattr(client, "status", "closed"), "is gone"),
    "cut off": (_cancel, "is gone"),
    "no workers": (lambda client: setattr(client, "workers", {}), "has lost all its workers"),
    "silent": (lambda client: setattr(client, "workers", None), "does not answer any more"),
    "stalled": (lambda _: None, "has not finished any of"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is looked at ten times a second."""
    for name in ("_LOOK_SECONDS", "_ASK_SECONDS", "ANSWER_SECONDS", "_WORKERLESS_SECONDS"):
        monkeypatch.setattr(dask_executor, name, 0.1)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_work_on_a_lost_cluster_ends_with_one_fault(fault: str) -> None:
    """All that is in hand, and all that is submitted later."""
    client: Any = _Client()
    cut, words = FAULTS[fault]
    executor = DaskExecutor(client, Limits(), 0.3 if fault == "stalled" else 60)
    works = [executor.submit(tasks.echo, number) for number in range(2)]
    cut(client)
    for work in (*works, executor.submit(tasks.echo, 3)):
        error = work.exception(timeout=30)
        assert isinstance(error, EnvironmentFault)
        assert str(error).startswith(f"the Dask scheduler at tcp://127.0.0.1:1 {words}")
        assert "--dask-fallback" in str(error)
    executor.shutdown(cancel_futures=True)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", ["cut off", "stalled"])
def test_work_on_a_lost_cluster_is_done_here(fault: str) -> None:
    """With shared values; who is told is told once."""
    client: Any = _Client()
    told: list[str] = []
    with ProcessPool(1, Limits()) as pool:
        stall = 0.3 if fault == "stalled" else 60
        executor = DaskExecutor(client, Limits(), stall, Fallback(pool, told.append))
        shared = executor.share("a theme")
        works = [executor.submit(tasks.echo, shared) for _ in range(2)]
        FAULTS[fault][0](client)
        works.append(executor.submit(tasks.echo, shared))
        assert [work.result(timeout=60) for work in works] == ["a theme"] * 3
        executor.shutdown()
    assert len(told) == 1
    assert "this machine goes on without it" in told[0]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("falls_back", [False, True])
def test_a_task_that_the_cluster_gives_up_is_the_machines(falls_back: bool) -> None:
    """Lost with too many workers, or one that ran out of memory: that task alone."""
    from distributed import KilledWorker

    last_worker: Any = None
    for error in (KilledWorker("task", last_worker, 3), MemoryError(), WorkerLost("it died")):
        client: Any = _Client()
        told: list[str] = []
        with ProcessPool(1, Limits()) as pool:
            fallback = Fallback(pool, told.append) if falls_back else None
            executor = DaskExecutor(client, Limits(), 60, fallback)
            work = executor.submit(tasks.echo, 5)
            client.submitted[0].set_exception(error)
            if falls_back:
                assert work.result(timeout=60) == 5
                assert told[0].endswith("it is done on this machine")
            else:
                assert isinstance(work.exception(timeout=60), WorkerLost)
            executor.shutdown()


# ── a real one ────────────────────────────────────────────────────────────────────────────


def _process(folder: Path, *command: str) -> subprocess.Popen[bytes]:
    with (folder / "log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler of this machine with one worker, and both processes."""
    file, local = folder / "scheduler.json", ("--host", "127.0.0.1", "--no-dashboard")
    where = ("--port", "0", "--scheduler-file", str(file))
    processes = [_process(folder, "dask", "scheduler", *local, *where)]
    try:
        until = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        processes.append(_process(folder, "dask", "worker", address, *local, "--no-nanny"))
        while "Registered to" not in (folder / "log").read_text():
            assert time.monotonic() < until
            time.sleep(0.05)
        yield address, processes
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(("falls_back", "status"), [(False, 3), (True, 0)])
def test_a_scheduler_that_dies_ends_or_not(
    falls_back: bool,
    status: int,
    tmp_path: Path,
) -> None:
    """Killed when the first chapter is typeset: no traceback, and no word of Dask's own."""
    with _cluster(tmp_path) as (address, (scheduler, _)):
        more = ("--dask-fallback",) if falls_back else ()
        out = tmp_path / "out"
        command = ("build", SMALL, "--all", "--output", str(out), "--dask", address, *more)
        with subprocess.Popen(
            [sys.executable, "-m", "briefing", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as build:
            until = time.monotonic() + 60
            while not list(out.glob(".cache/??/*")) and time.monotonic() < until:
                time.sleep(0.02)
            scheduler.send_signal(signal.SIGKILL)
            _, said = build.communicate(timeout=120)
    assert build.returncode == status, said
    lines = [line for line in said.splitlines() if "warning" not in line]
    ours = [line for line in lines if not line.startswith("  hint: ")]
    assert len(ours) == 1, said
    assert ours[0].startswith(f"briefing: the Dask scheduler at {address} is gone")
