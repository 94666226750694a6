"""What workers of tests are told to do: also to hang, to die and to eat all memory."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.build.tasks import bind_and_prove, typeset_fragment

if TYPE_CHECKING:
    from briefing.build.tasks import Binding, FinishedPdf
    from briefing.model.composition import Asset, Fragment
    from briefing.model.findings import Location
    from briefing.model.output import TypesetFragment

BREAKS = "BREAK-HERE"
"""A word over which the program breaks down."""


class Stubborn(Exception):
    """Cannot be unpickled: it is made of two things and keeps one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def echo(value: object) -> object:
    """Gives back what it is given."""
    return value


def name_of_process(_: object = None) -> int:
    """Which process does it."""
    return os.getpid()


def hang() -> None:
    """Never ends."""
    while True:
        pass


def sleep(seconds: float) -> None:
    """Ends after a while, in a call of the system."""
    time.sleep(seconds)


def eat_memory() -> int:
    """Asks for 64 GiB."""
    return len(bytearray(1 << 36))


def die(how: int) -> None:
    """Is killed by a signal; 0 is to end without a word."""
    if how:
        os.kill(os.getpid(), signal.Signals(how))
    os._exit(7)


def fail() -> None:
    """Raises what can be sent home."""
    raise ValueError("no good")


def fail_stubbornly() -> None:
    """Raises what cannot."""
    raise Stubborn("no", " good")


def typeset_unless_told(
    fragment: Fragment, assets: tuple[Asset, ...], theme_assets: tuple[Asset, ...]
) -> TypesetFragment:
    """Typesets, but for a text that asks for something else."""
    if "HANG-HERE" in fragment.html:
        signal.setitimer(signal.ITIMER_REAL, 0.2)  # its time is soon over
        hang()
    if "EAT-HERE" in fragment.html:
        eat_memory()
    if "DIE-HERE" in fragment.html:
        die(signal.SIGSEGV)
    if BREAKS in fragment.html:
        raise RuntimeError("a bug\x1b[31m\nof ours")
    return typeset_fragment(fragment, assets, theme_assets)


def finish_unless_told(
    binding: Binding, place: Location, theme_assets: tuple[Asset, ...]
) -> FinishedPdf:
    """Binds and proves, but for a text that asks for something else."""
    if any(BREAKS in block for block in binding.expectation.shown):
        raise RuntimeError("a bug\x1b[31m\nof ours")
    return bind_and_prove(binding, place, theme_assets)


def typeset_and_lose_a_worker(
    fragment: Fragment, assets: tuple[Asset, ...], theme_assets: tuple[Asset, ...]
) -> TypesetFragment:
    """Typesets; the first worker of a cluster whose process comes here is killed in the midst."""
    mark = Path(os.environ["BRIEFING_TEST_MARK"])
    try:
        mark.open("x").close()
    except FileExistsError:
        return typeset_fragment(fragment, assets, theme_assets)
    worker = multiprocessing.parent_process()
    assert worker is not None
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    os._exit(1)


def die_instead(*_: object) -> None:
    """Is killed, whatever it should have done."""
    os.kill(os.getpid(), signal.SIGKILL)


def raise_memory_error(*_: object) -> None:
    """Finds no memory."""
    raise MemoryError
