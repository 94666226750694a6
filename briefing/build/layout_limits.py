"""Limits of time and memory for composing, which runs in this process.

A layout of the program needs no more than the text that it lays out. One of a theme of somebody's
own may ask for anything: a text that doubles itself forty times needs few words. So addresses are
held to what a piece of work may have more than this process has, while such a layout is rendered.
"""

from __future__ import annotations

import contextlib
import resource
import traceback
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from briefing.build.isolated_process import raise_on_timeout
from briefing.build.process_usage import Usage
from briefing.build.worker_stops import WorkerStopped, out_of_memory, stop_finding
from briefing.model.errors import ContentError
from briefing.model.findings import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from briefing.files.themes import Theme
    from briefing.model.edition import Edition
    from briefing.model.limits import Limits

_Made = TypeVar("_Made")
_Sent = TypeVar("_Sent")
_Wanted = TypeVar("_Wanted")


@contextlib.contextmanager
def composing_within(limits: Limits, theme: Theme) -> Iterator[None]:
    """Hold what is composed in the block to limits.

    Args:
        limits: Of a piece of work.
        theme: Whose layouts are rendered: memory is limited if they are not all the program's.

    Raises:
        WorkerStopped: It needs more time or memory.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    is_over = False
    if theme.layout_places:
        _allow(limits.memory, *before)
    try:
        with raise_on_timeout(limits):
            yield
    except MemoryError as error:
        traceback.clear_frames(error.__traceback__)  # which hold what was too much
        if not theme.layout_places:
            raise
        is_over = True
    finally:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, before)
    if is_over:
        raise out_of_memory(limits)


def limited(
    steps: Generator[_Wanted, _Sent, _Made], limits: Limits, theme: Theme, edition: Edition
) -> Generator[_Wanted, _Sent, _Made]:
    """Prepare an edition as the coroutine ``steps`` does, each step within limits.

    Raises:
        ContentError: One took more time or memory: its layouts are at fault.
    """
    step: Callable[[], _Wanted] = partial(next, steps)
    while True:
        try:
            wanted = within_limits(limits, theme, edition, step)
        except StopIteration as stop:
            made: _Made = stop.value
            return made
        step = partial(steps.send, (yield wanted))


def within_limits(
    limits: Limits, theme: Theme, edition: Edition, compose: Callable[[], _Made]
) -> _Made:
    """Return what ``compose`` does, within limits.

    Raises:
        ContentError: It took more time or memory: the layouts of the theme are at fault.
    """
    try:
        with composing_within(limits, theme):
            return compose()
    except WorkerStopped as error:
        doing = f"composing “{edition}”"
        raise ContentError([stop_finding(error, Location(edition.file_name), doing)]) from None


def _allow(more: int, soft: int, hard: int) -> None:
    """Let this process have so many bytes more than it has now, if no limit says less."""
    usage = Usage()
    usage.look("self")
    if not usage.now:  # nobody tells: not on Linux
        return
    set_already = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (min([usage.now + more, *set_already]), hard))
