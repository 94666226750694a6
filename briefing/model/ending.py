"""Signals that end a run: INT (Ctrl-C), TERM and HUP raise RunEnded, a KeyboardInterrupt.

They do so in the main thread. What must be done whole is done in an `uninterrupted` block, which a
signal ends only when it is done: a file is written and renamed, a process is started and known to
whoever has to end it. Terminals, ``timeout`` and service managers send the same signal twice, to
the command and to its group, and often another one after it: what follows within a second is one
with the first, so that it does not cut short what the first has begun to tidy up.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.errors import HUNG_UP, INTERRUPTED, TERMINATED, RunEnded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_ENDS = {
    signal.SIGINT: (INTERRUPTED, "interrupted"),
    signal.SIGTERM: (TERMINATED, "terminated"),
    signal.SIGHUP: (HUNG_UP, "hung up"),
}
"""The exit status of a run that a signal ended, and the word for it."""
SIGNALS = tuple(_ENDS)
"""The signals that end a run."""
_TOGETHER = 1.0
"""Seconds within which signals are one."""


@dataclass(slots=True)
class _State:
    """What has come, and what keeps it waiting; of the main thread alone."""

    first: signal.Signals = signal.SIGINT
    """The signal that came first; Ctrl-C also stands for none."""
    has_come: bool = False
    raised_at: float = float("-inf")
    """When RunEnded was raised last, in seconds of the clock."""
    blocks: int = 0
    """How many `uninterrupted` blocks are open."""
    is_due: bool = False
    """Whether a signal came inside them."""


_state = _State()


def handle_signals() -> None:
    """Have the signals raise RunEnded; those that are ignored, as by nohup, stay so."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def ignore_signals() -> None:
    """Ignore the signals from now on: this process is about to end, and tidies up."""
    for number in SIGNALS:
        if signal.getsignal(number) is _end:
            signal.signal(number, signal.SIG_IGN)


def end_status() -> int:
    """Return the exit status of a run that was ended."""
    return _ENDS[_state.first][0]


def end_word() -> str:
    """Return what has happened to a run that was ended: “interrupted”, “terminated”, “hung up”."""
    return _ENDS[_state.first][1]


class uninterrupted:  # noqa: N801  # read as a word: with uninterrupted():
    """A block of the main thread that is ended by a signal only when it is done.

    Keep it short, and wait for nobody in it.
    """

    def __enter__(self) -> None:
        """Begin to hold signals back."""
        if _is_main():
            _state.blocks += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Raise RunEnded if a signal came meanwhile."""
        if _is_main():
            _state.blocks -= 1
            if _state.is_due and not _state.blocks:
                _raise()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block the signals in the processes started meanwhile: only this one handles them.

    They go to all processes when they come from a terminal, ``timeout`` or a service manager.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _end(number: int, _: object) -> None:
    if not _state.has_come:
        _state.first, _state.has_come = signal.Signals(number), True
    if time.monotonic() - _state.raised_at <= _TOGETHER:
        return
    if _state.blocks:
        _state.is_due = True
    else:
        _raise()


def _raise() -> None:
    _state.is_due = False
    _state.raised_at = time.monotonic()
    raise RunEnded
