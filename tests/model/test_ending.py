"""Signals that end a run do so once, after what must be done whole, with a status of their own."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from briefing.model import ending
from briefing.model.ending import (
    SIGNALS,
    end_status,
    end_word,
    handle_signals,
    ignore_signals,
    interrupts_blocked,
    uninterrupted,
)
from briefing.model.errors import RunEnded, is_interrupt
from support.listening import hear_signals

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Signals as in a new process, and a clock that is set by hand: what it shows is its item."""
    monkeypatch.setattr(ending, "_state", ending._State())
    now = [100.0]
    monkeypatch.setattr("briefing.model.ending.time.monotonic", lambda: now[0])
    before = {number: signal.getsignal(number) for number in SIGNALS}
    hear_signals()
    yield now
    for number, handler in before.items():
        signal.signal(number, handler)


def send(*numbers: int) -> None:
    """Signals to this process, one after the other."""
    for number in numbers:
        os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "terminated"),
        (signal.SIGHUP, 129, "hung up"),
    ],
)
def test_each_signal_ends_a_run_with_its_status(number: int, status: int, word: str) -> None:
    """128 and its number, as shells have it; what came first counts."""
    handle_signals()
    with pytest.raises(RunEnded) as raised:
        send(number)
    send(*SIGNALS)
    assert is_interrupt(raised.value)
    assert (end_status(), end_word()) == (status, word)


def test_what_is_done_whole_is_ended_afterwards() -> None:
    """However deep the blocks and however many the signals: once, when the outermost is left."""
    handle_signals()
    done = []

    def work() -> None:
        with uninterrupted():
            with uninterrupted():
                send(signal.SIGTERM, signal.SIGINT)
                done.append("inner")
            done.append("outer")
        done.append("after")

    with pytest.raises(RunEnded):
        work()
    assert done == ["inner", "outer"]
    with uninterrupted():
        done.append("again")
    assert done[2:] == ["again"]


def test_a_fault_in_a_block_does_not_hide_the_signal() -> None:
    """It ends the run, and the fault is known as what it came from."""
    handle_signals()

    def fail() -> None:
        with uninterrupted():
            send(signal.SIGTERM)
            raise OSError(28, "full")

    with pytest.raises(RunEnded) as raised:
        fail()
    assert isinstance(raised.value.__context__, OSError)


def test_signals_that_come_together_are_one(clock: list[float]) -> None:
    """``timeout`` sends two, to the command and to its group: tidying up is not cut short. A later
    one ends what does not end."""
    handle_signals()
    with pytest.raises(RunEnded):
        send(signal.SIGTERM)
    send(signal.SIGTERM, signal.SIGHUP)
    with uninterrupted():
        send(signal.SIGTERM)
    clock[0] += 5
    with pytest.raises(RunEnded):
        send(signal.SIGINT)
    assert end_status() == 143


def test_what_is_ignored_stays_ignored() -> None:
    """As under nohup; and at the very end all are."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    handle_signals()
    send(signal.SIGHUP)
    ignore_signals()
    send(*SIGNALS)


def test_other_threads_hold_nothing_back() -> None:
    """A block in one of them is of no account to the main thread, where signals arrive."""
    handle_signals()
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with uninterrupted():
            entered.set()
            leave.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait()
    try:
        with pytest.raises(RunEnded):
            send(signal.SIGTERM)
    finally:
        leave.set()
        thread.join()


def test_a_process_started_in_a_block_never_gets_them() -> None:
    """Not even if they come from a terminal, to all of the group; the parent has got its own."""
    handle_signals()
    with interrupts_blocked():
        child = os.fork()
        if not child:
            send(*SIGNALS)
            os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    with pytest.raises(RunEnded), interrupts_blocked():
        send(signal.SIGINT)
