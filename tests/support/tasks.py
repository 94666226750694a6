"""What workers of tests are told to do: also to hang, to die and to eat all memory."""

from __future__ import annotations

import faulthandler
import mmap
import multiprocessing
import os
import signal
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.build.tasks import bind_and_prove, typeset_fragment

if TYPE_CHECKING:
    from briefing.build.tasks import Binding, FinishedPdf
    from briefing.model.composition import Asset, Fragment
    from briefing.model.findings import Location
    from briefing.model.output import TypesetFragment
    from briefing.model.stored_pages import PageShelf

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


def work_now_and_then(seconds: float) -> str:
    """Works for a moment and waits for one, as on a machine that does other things too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.process_time()
        while time.process_time() - begun < 0.03:
            pass
        time.sleep(0.03)
    return "done"


def sleep(seconds: float) -> None:
    """Ends after a while, in a call of the system."""
    time.sleep(seconds)


_KEPT: list[bytearray] = []


def keep(size: int) -> None:
    """Keeps so many bytes from task to task."""
    _KEPT.append(bytearray(size))


def eat_memory() -> int:
    """Asks for 64 GiB."""
    return len(bytearray(1 << 36))


def die(how: int) -> None:
    """Is killed by a signal; 0 is to end without a word."""
    faulthandler.disable()  # pytest's, in a copy of it
    if how:
        os.kill(os.getpid(), signal.Signals(how))
    os._exit(7)


def die_large(how: int) -> None:
    """Dies when it has had a hundred MiB for a while."""
    held = bytearray(b"x" * (100 << 20))
    time.sleep(0.3)
    die(how if held else 0)


def fill_and_abort() -> None:
    """Takes addresses until there are none left, and ends as libraries in C do."""
    held = []
    while True:
        try:
            held.append(mmap.mmap(-1, 1 << 24))
        except (OSError, MemoryError):
            time.sleep(0.3)
            die(signal.SIGABRT)


def wait_long() -> None:
    """Waits for longer than anybody does."""
    time.sleep(60)


def die_at_first(how: int, mark: Path, value: object = None) -> object:
    """Dies as `die` does if nobody has been here before; else gives back the value."""
    if begin(mark) == 1:
        die(how)
    return value


def begin(mark: Path) -> int:
    """Notes that a task was begun; returns how many times that is."""
    with mark.open("ab") as file:
        file.write(b".")
        return file.tell()


def begin_and(do: str, mark: Path, *given: object) -> object:
    """Notes that a task was begun, and does something by the name of a function here."""
    begin(mark)
    return globals()[do](*given)


class Damaged:
    """Something that arrives as a damaged answer: its pickle cannot be read."""

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return int, ("not a number",)


def answer_badly(times: int, mark: Path) -> object:
    """Gives a damaged answer the first few times."""
    return Damaged() if begin(mark) <= times else "well"


def note_times(log: Path, name: str, seconds: float = 0, how: int = 0) -> None:
    """Notes begin and end of a task that takes so long; the first that is to die does so then."""
    with log.open("a", encoding="utf-8") as file:
        file.write(f"+{name} ")
    time.sleep(seconds)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"-{name} ")
    if how and log.read_text("utf-8").count(f"+{name} ") == 1:
        die(how)


def fail() -> None:
    """Raises what can be sent home."""
    raise ValueError("no good")


def fail_stubbornly() -> None:
    """Raises what cannot."""
    raise Stubborn("no", " good")


def typeset_at_second(
    how: int,
    marks: Path,
    fragment: Fragment,
    assets: tuple[Asset, ...],
    theme_assets: tuple[Asset, ...],
    pages: PageShelf | None = None,
) -> TypesetFragment:
    """Typesets, but dies over each fragment at first."""
    die_at_first(how, marks / sha256(fragment.html.encode()).hexdigest())
    return typeset_fragment(fragment, assets, theme_assets, pages)


def finish_at_second(
    how: int, marks: Path, binding: Binding, place: Location, theme_assets: tuple[Asset, ...]
) -> FinishedPdf:
    """Binds and proves, but dies over each PDF at first."""
    die_at_first(how, marks / Path(place.path).name)
    return bind_and_prove(binding, place, theme_assets)


def typeset_unless_told(
    fragment: Fragment,
    assets: tuple[Asset, ...],
    theme_assets: tuple[Asset, ...],
    pages: PageShelf | None = None,
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
    return typeset_fragment(fragment, assets, theme_assets, pages)


def finish_unless_told(
    binding: Binding, place: Location, theme_assets: tuple[Asset, ...]
) -> FinishedPdf:
    """Binds and proves, but for a text that asks for something else."""
    if any(BREAKS in block for block in binding.expectation.shown):
        raise RuntimeError("a bug\x1b[31m\nof ours")
    return bind_and_prove(binding, place, theme_assets)


def typeset_and_lose_a_worker(
    fragment: Fragment,
    assets: tuple[Asset, ...],
    theme_assets: tuple[Asset, ...],
    pages: PageShelf | None = None,
) -> TypesetFragment:
    """Typesets; the first worker of a cluster whose process comes here is killed in the midst."""
    mark = Path(os.environ["BRIEFING_TEST_MARK"])
    try:
        mark.open("x").close()
    except FileExistsError:
        return typeset_fragment(fragment, assets, theme_assets, pages)
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
