"""Processes that work for another: each may hang, die or run out of memory by itself."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from concurrent.futures import CancelledError, wait
from typing import TYPE_CHECKING

import pytest

from briefing.build.executors import open_executor
from briefing.build.process_pool import ProcessPool, WorkerOutOfMemory, WorkerStopped, WorkerTimeout
from briefing.model.errors import EnvironmentFault
from briefing.model.limits import Limits
from support import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("workers")  # they share one fork server
LIMITS = Limits(seconds=60, memory=4 << 30)


@pytest.fixture
def two() -> Iterator[ProcessPool]:
    """Two processes."""
    with ProcessPool(2, LIMITS) as workers:
        yield workers


def alive(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_processes_have_the_engine_before_their_first_task(two: ProcessPool) -> None:
    """Else each would load it on the time of a task, and a build would take several times as long.
    Nothing of the program says so if it does not."""
    loaded = two.submit(eval, "sorted(__import__('sys').modules)").result(timeout=60)
    assert {"weasyprint", "pikepdf", "pypdfium2", "briefing.typeset.weasyprint_engine"} <= {*loaded}


def test_results_come_back(two: ProcessPool) -> None:
    """Each task's own result, from other processes than this one, and no more than asked for."""
    futures = [two.submit(tasks.echo, n) for n in range(40)]
    assert [future.result() for future in futures] == list(range(40))
    names = {two.submit(tasks.name_of_process).result() for _ in range(10)}
    assert os.getpid() not in names
    assert 1 <= len(names) <= 2


def test_a_shared_value_is_there(two: ProcessPool) -> None:
    """A value shared with all stands in a task as itself, whoever does it."""
    big = two.share(("fonts", b"x" * 100_000))
    small = two.share("another")
    futures = [two.submit(tasks.echo, big) for _ in range(6)] + [two.submit(tasks.echo, small)]
    assert [f.result() for f in futures] == [("fonts", b"x" * 100_000)] * 6 + ["another"]


def test_what_a_task_raises_is_raised_here(two: ProcessPool) -> None:
    """With the trace of the other process; what cannot be sent is told in words."""
    with pytest.raises(ValueError, match="no good") as caught:
        two.submit(tasks.fail).result()
    assert "in fail" in caught.value.__notes__[0]
    with pytest.raises(RuntimeError, match="Stubborn"):
        two.submit(tasks.fail_stubbornly).result()


def test_one_that_hangs_is_ended() -> None:
    """A task that takes too much of the processor is ended, and one that waits for ever; others
    go on."""
    limits = Limits(seconds=0.5, memory=LIMITS.memory, patience=4)
    with ProcessPool(2, limits) as workers:
        hanging = [workers.submit(tasks.hang), workers.submit(tasks.sleep, 60)]
        others = [workers.submit(tasks.echo, n) for n in range(5)]
        how = ("more than 0.5 seconds of processor time", "within 2 seconds by the clock")
        for future, words in zip(hanging, how, strict=True):
            with pytest.raises(WorkerTimeout, match=words):
                future.result()
        assert [future.result() for future in others] == list(range(5))


def test_the_time_of_one_task_is_not_that_of_the_next() -> None:
    """Many short tasks may take longer together than one may."""
    with ProcessPool(1, Limits(seconds=0.5, memory=LIMITS.memory, patience=2)) as workers:
        for _ in range(3):
            workers.submit(tasks.sleep, 0.6).result()


def test_one_that_eats_memory_is_ended(two: ProcessPool) -> None:
    """It may not have what all others need; they go on."""
    eater = two.submit(tasks.eat_memory)
    others = [two.submit(tasks.echo, n) for n in range(5)]
    with pytest.raises(WorkerOutOfMemory, match="4096 MiB"):
        eater.result()
    assert [future.result() for future in others] == list(range(5))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, 0])
def test_one_that_dies_is_replaced(how: int, two: ProcessPool) -> None:
    """However it ends, only its own task is not done."""
    dying = two.submit(tasks.die, how)
    others = [two.submit(tasks.echo, n) for n in range(5)]
    with pytest.raises(WorkerStopped, match=signal.Signals(how).name if how else "status 7"):
        dying.result()
    assert [future.result() for future in others] == list(range(5))


def test_a_machine_without_room_for_a_process_is_told(
    two: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not even the server can be started, it is a fault of the machine; where one process
    cannot, its task is not done."""

    def fail(*_: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", fail)
    with pytest.raises(WorkerStopped, match="cannot start a process"):
        two.submit(tasks.echo, 1).result()
    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", fail)
    with pytest.raises(EnvironmentFault, match="cannot start a process"):
        open_executor(2)


def test_whoever_is_interrupted_leaves_no_process() -> None:
    """Ended in the midst of work: what waits is cancelled, what runs is killed, at once."""
    workers = ProcessPool(2, LIMITS)
    names = {f.result() for f in [workers.submit(tasks.name_of_process) for _ in range(8)]}
    hanging = [workers.submit(tasks.hang) for _ in range(2)]
    waiting = [workers.submit(tasks.echo, n) for n in range(5)]
    while not all(future.running() for future in hanging):
        time.sleep(0.01)
    start = time.monotonic()
    workers.shutdown(cancel_futures=True)
    assert time.monotonic() - start < 5
    wait(waiting)
    for future in waiting:
        with pytest.raises(CancelledError):
            future.result()
    for future in hanging:
        assert isinstance(future.exception(), WorkerStopped)
    assert not any(alive(name) for name in names)


def test_no_thread_is_left() -> None:
    """Neither by workers that had nothing to do, nor by those that had."""
    before = threading.active_count()
    with ProcessPool(2, LIMITS):
        pass
    with ProcessPool(2, LIMITS) as workers:
        workers.submit(tasks.echo, 1).result()
    assert threading.active_count() == before
