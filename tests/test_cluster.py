"""Builds on a cluster: a real scheduler and two workers on this machine, one of which is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from briefing import cli, cluster
from briefing import crew as crews
from briefing.build import Order, build
from briefing.cluster import do, gather_from
from briefing.errors import EnvironmentFault
from briefing.load import load
from briefing.selection import editions
from briefing.store import Store
from briefing.themes import theme_of
from briefing.workers import WorkerOutOfMemory, WorkerStopped, WorkerTimeout
from support import tasks
from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("cluster")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a scheduler with two workers listens."""
    folder = tmp_path_factory.mktemp("cluster")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "BRIEFING_TEST_MARK": str(folder / "died"),
        "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false",
    }
    told = folder / "scheduler.json"
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"],
        *[["worker", "--no-nanny", "--nthreads", "1", "--no-dashboard"]] * 2,
    ]
    with (folder / "log").open("w") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--scheduler-file", str(told)],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
            for command in commands
        ]
        try:
            yield _listening(told)
        finally:
            for process in reversed(processes):
                process.kill()
                process.wait()


def _listening(told: Path) -> str:
    from distributed import Client

    until = time.monotonic() + 60
    while not told.exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    address = str(json.loads(told.read_text())["address"])
    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=60)
    return address


def test_a_cluster_makes_the_same_bytes_though_a_worker_is_lost(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker that begins to typeset is killed in the midst of it: the other does all, and
    each PDF is what this process makes of it."""
    briefing, _ = load(PROJECTS / "small", "small")
    theme = theme_of(briefing)
    made = {}
    for name in ("here", "there"):
        order = Order()
        if name == "there":
            monkeypatch.setattr(crews, "typeset_fragment", tasks.typeset_and_die_once)
            order = Order(gather_from(address))
        folder = tmp_path / name
        store = Store(folder / "store")
        results = list(build(briefing, editions(briefing), theme, store, folder, order))
        assert all(result.delivered for result in results), results
        made[name] = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    assert made["there"] == made["here"]
    from distributed import Client

    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        assert len(client.scheduler_info(n_workers=-1)["workers"]) == 1


def test_the_command_takes_a_scheduler(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--dask`` builds, and the folder of the workers is none of ours."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["build", str(PROJECTS / "small"), "--length", "short", "--dask", address]) == 0
    assert (tmp_path / "build/small/small-public-short-pack.pdf").exists()


def test_faults_of_a_cluster_are_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory, a fault of ours, and no end: as with processes of this machine."""
    with gather_from(address) as crew:
        eater = crew.executor.submit(tasks.raise_memory_error)
        with pytest.raises(WorkerOutOfMemory):
            eater.result(timeout=60)
        with pytest.raises(ValueError, match="no good"):
            crew.executor.submit(tasks.fail).result(timeout=60)
        monkeypatch.setattr(crew.executor, "_seconds", 0.2)
        with pytest.raises(WorkerTimeout, match=r"not done within 0\.2 seconds"):
            crew.executor.submit(tasks.sleep, 2).result(timeout=60)


def test_another_program_does_nothing_for_us() -> None:
    """A worker with other versions says so instead of typesetting otherwise."""
    assert do(cluster._identity(), tasks.echo, 3) == 3
    with pytest.raises(EnvironmentFault, match="has another program or engine"):
        do(("weasyprint 99",), tasks.echo, 3)


def test_a_task_the_cluster_gives_up_is_told() -> None:
    """Cancelled, or lost with too many workers: it is as if its process had died."""
    from concurrent.futures import Future

    from distributed import KilledWorker

    last_worker: Any = None
    for end in ("cancelled", "killed"):
        theirs: Future[object] = Future()
        ours: Future[object] = Future()
        if end == "cancelled":
            theirs.cancel()
            theirs.set_running_or_notify_cancel()
        else:
            theirs.set_exception(KilledWorker("task", last_worker, 3))
        cluster._pass_on(theirs, ours)
        assert isinstance(ours.exception(), WorkerStopped)


def test_no_scheduler_is_a_fault_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 3, with what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 0.5)
    command = ["build", str(PROJECTS / "small"), "--dask", "tcp://127.0.0.1:1"]
    assert cli.main(command) == 3
    assert "no scheduler answers at tcp://127.0.0.1:1" in capsys.readouterr().err


def test_without_dask_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra, and not there unless asked for."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EnvironmentFault, match=r"briefing\[dask\]"):
        gather_from("tcp://127.0.0.1:1")
