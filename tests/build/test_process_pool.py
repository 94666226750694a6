"""Processes that work for another: each may hang, die or run out of memory by itself."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from concurrent.futures import CancelledError, wait
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build.executors import BuildExecutor, open_executor
from briefing.build.process_pool import ProcessPool
from briefing.build.worker_stops import WorkerLost, WorkerOutOfMemory, WorkerStopped, WorkerTimeout
from briefing.model.composition import Asset
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
    """Whether there is such a process, and it has not ended: nobody may have asked how it did."""
    try:
        os.kill(process, 0)
        return ") Z " not in Path(f"/proc/{process}/stat").read_text("utf-8")
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # no Linux
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
    limits = Limits(seconds=0.5, memory=LIMITS.memory, patience=2)
    with ProcessPool(2, limits) as workers:
        hanging = [workers.submit(tasks.hang), workers.submit(tasks.sleep, 60)]
        others = [workers.submit(tasks.echo, n) for n in range(5)]
        how = (
            "more than 0.5 seconds of processor time",
            "waited for more than 1 seconds and did",
        )
        for future, words in zip(hanging, how, strict=True):
            with pytest.raises(WorkerTimeout, match=words):
                future.result()
        assert [future.result() for future in others] == list(range(5))


def test_a_busy_machine_does_not_end_a_task() -> None:
    """One that gets the processor now and then may take longer than it may wait."""
    with ProcessPool(1, Limits(seconds=15, memory=LIMITS.memory, patience=0.1)) as workers:
        assert workers.submit(tasks.work_now_and_then, 2.5).result() == "done"


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


# ── the machine fails a task ──────────────────────────────────────────────────────────────

DEATHS = [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, 0]
"""How a process dies; 0 is to exit."""


@pytest.mark.parametrize("how", DEATHS)
def test_one_that_dies_is_replaced_and_its_task_tried_again(
    how: int, two: ProcessPool, tmp_path: Path
) -> None:
    """However it ends, nobody notices: its own task is done by another."""
    dying = two.submit(tasks.die_at_first, how, tmp_path / "mark", "done")
    others = [two.submit(tasks.echo, n) for n in range(5)]
    assert dying.result() == "done"
    assert [future.result() for future in others] == list(range(5))


@pytest.mark.parametrize("how", DEATHS)
def test_one_that_dies_twice_is_told(how: int, two: ProcessPool, tmp_path: Path) -> None:
    """With the signal, and the memory that it had; it is not tried for a third time, and others go
    on."""
    dying = two.submit(tasks.begin_and, "die_large", tmp_path / "mark", how)
    others = [two.submit(tasks.echo, n) for n in range(5)]
    words = signal.Signals(how).name if how else "status 7"
    with pytest.raises(WorkerLost, match=rf"{words}, twice; it had up to (\d+) MiB") as caught:
        dying.result()
    assert caught.value.memory > 64 << 20
    assert (tmp_path / "mark").stat().st_size == 2
    assert [future.result() for future in others] == list(range(5))


def test_a_damaged_answer_is_no_answer(two: ProcessPool, tmp_path: Path) -> None:
    """Once, it is tried again; twice, it is told."""
    assert two.submit(tasks.answer_badly, 1, tmp_path / "once").result() == "well"
    with pytest.raises(WorkerLost, match="damaged answer, twice"):
        two.submit(tasks.answer_badly, 2, tmp_path / "twice").result()
    assert two.submit(tasks.echo, 1).result() == 1


def test_a_limit_is_not_tried_again(tmp_path: Path) -> None:
    """It would be reached again."""
    with ProcessPool(1, Limits(seconds=0.5, memory=LIMITS.memory, patience=2)) as workers:
        for number, task in enumerate(("hang", "eat_memory", "wait_long")):
            with pytest.raises((WorkerTimeout, WorkerOutOfMemory)):
                workers.submit(tasks.begin_and, task, tmp_path / str(number)).result()
            assert (tmp_path / str(number)).stat().st_size == 1


def test_a_process_that_ends_itself_for_want_of_memory_is_over_its_limit(
    two: ProcessPool, tmp_path: Path
) -> None:
    """Libraries in C do not raise: they abort when they get no more."""
    with pytest.raises(WorkerOutOfMemory, match="more than 4096 MiB"):
        two.submit(tasks.begin_and, "fill_and_abort", tmp_path / "mark").result()
    assert (tmp_path / "mark").stat().st_size == 1


def test_a_second_try_is_alone(two: ProcessPool, tmp_path: Path) -> None:
    """What killed the first may have been that there was too little memory for all."""
    log = tmp_path / "log"
    long = two.submit(tasks.note_times, log, "long", 1.0)
    while not log.exists():
        time.sleep(0.01)
    dying = two.submit(tasks.note_times, log, "dying", 0, signal.SIGKILL)
    wait([long, dying, two.submit(tasks.note_times, log, "next")])
    begun = ["+long", "+dying", "-dying"]
    assert log.read_text("utf-8").split() == [*begun, "-long", "+dying", "-dying", "+next", "-next"]


def test_work_goes_on_when_the_server_of_processes_dies(two: ProcessPool) -> None:
    """Those that it started finish what they do; others are started by a new one."""
    assert two.submit(tasks.echo, 0).result() == 0
    running = two.submit(tasks.sleep, 0.3)
    time.sleep(0.1)
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    os.kill(server, signal.SIGKILL)
    names = {two.submit(tasks.name_of_process).result() for _ in range(8)}
    with pytest.raises(WorkerLost):
        two.submit(tasks.die, signal.SIGKILL).result()
    assert two.submit(tasks.echo, 1).result() == 1
    running.result()
    two.shutdown()
    assert not any(alive(name) for name in names)


def test_a_machine_without_room_for_a_process_is_told(
    two: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not even the server can be started, it is a fault of the machine; where one process
    cannot, its task is tried again, and told when that does not help."""
    start, failing = BaseProcess.start, 1

    def fail(*given: Any) -> None:
        nonlocal failing
        failing -= 1
        if failing < 0:
            return start(*given)
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", fail)
    assert two.submit(tasks.echo, 1).result() == 1
    failing = 1 << 20
    with (
        ProcessPool(1, LIMITS) as others,
        pytest.raises(WorkerLost, match=r"cannot start a process.*twice"),
    ):
        others.submit(tasks.echo, 1).result()
    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", fail)
    with pytest.raises(EnvironmentFault, match="cannot start a process"):
        open_executor(2)


def test_a_machine_that_loses_all_is_given_up(two: ProcessPool) -> None:
    """After sixteen tasks in a row, and without a second try of each that is left."""
    dying = [two.submit(tasks.die, signal.SIGKILL) for _ in range(24)]
    found = [type(future.exception()) for future in dying]
    assert 16 <= found.count(WorkerLost) <= 17  # two are busy at a time
    assert found.count(EnvironmentFault) == 24 - found.count(WorkerLost)
    assert two.submit(tasks.echo, 1).result() == 1
    with pytest.raises(WorkerLost, match="twice"):
        two.submit(tasks.die, signal.SIGKILL).result()


def test_fewer_threads_do_as_well(two: ProcessPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lets us start one works with one; one that lets us start none is told."""
    start, allowed = threading.Thread.start, 1

    def refuse(thread: threading.Thread) -> None:
        nonlocal allowed
        allowed -= 1
        if allowed < 0:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr("threading.Thread.start", refuse)
    assert [two.submit(tasks.echo, n).result() for n in range(3)] == [0, 1, 2]
    with pytest.raises(EnvironmentFault, match="cannot start a thread"):
        ProcessPool(2, LIMITS).submit(tasks.echo, 1)


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


# ── processes that stay ───────────────────────────────────────────────────────────────────


def test_a_process_forgets_what_is_no_longer_shared() -> None:
    """Themes come one after the other while it stays; a number is not given twice."""
    with ProcessPool(1, LIMITS) as workers:
        first = workers.share("one theme")
        assert workers.submit(tasks.echo, first).result() == "one theme"
        workers.unshare(first)
        second = workers.share("another")
        assert second != first
        assert workers.submit(tasks.echo, second).result() == "another"
        assert list(workers._shared) == [second.number]
        assert workers._workers[0].sent == {second.number}


def test_an_executor_keeps_its_processes_until_it_is_ended() -> None:
    """It is used by one build after the other, and shares a theme once; after a failure it is shut,
    as tasks may be under way."""
    font, other = Asset("font", b"x" * 1000, "font/ttf"), Asset("font", b"y", "font/ttf")
    pool = ProcessPool(1, LIMITS)
    executor = BuildExecutor(pool, 1, pool.share, is_resident=True)
    with executor:
        executor.set_theme((font,))
        process = executor.pool.submit(tasks.name_of_process, executor._theme).result()
    with executor:
        theme = executor._theme
        executor.set_theme((Asset("font", b"x" * 1000, "font/ttf"),))
        assert executor._theme == theme
        executor.set_theme((other,))
        assert executor._theme != theme
        assert executor.pool.submit(tasks.name_of_process).result() == process
    assert not executor.is_shut
    with pytest.raises(RuntimeError), executor:
        raise RuntimeError
    assert executor.is_shut
    executor.end()


def test_a_process_that_has_kept_much_is_replaced() -> None:
    """Content is not to blame for what earlier tasks have left: it gets all that it may have."""
    with ProcessPool(1, LIMITS) as workers:
        first = workers.submit(tasks.name_of_process).result()
        assert workers.submit(tasks.name_of_process).result() == first
        workers.submit(tasks.keep, LIMITS.memory // 3).result()
        assert workers.submit(tasks.name_of_process).result() != first


def test_a_task_that_found_no_memory_is_tried_in_a_fresh_process(tmp_path: Path) -> None:
    """The first has done others before; a fresh one that finds none either is believed."""
    with ProcessPool(1, LIMITS) as workers:
        workers.submit(tasks.echo, 1).result()
        with pytest.raises(WorkerOutOfMemory):
            workers.submit(tasks.begin_and, "eat_memory", tmp_path / "mark").result()
    assert (tmp_path / "mark").stat().st_size == 2
