"""Limits of time and memory for composing, which runs in this process.

A layout of the program needs no more than the text that it lays out. One of a theme of somebody's
own may ask for anything: a text that doubles itself forty times needs few words. So addresses are
held to what a piece of work may have more than this process has, while such a layout is rendered.
"""

from __future__ import annotations

import contextlib
import resource
import traceback
from typing import TYPE_CHECKING

from briefing.build.isolated_process import raise_on_timeout
from briefing.build.process_usage import Usage
from briefing.build.worker_stops import out_of_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.themes import Theme
    from briefing.model.limits import Limits


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


def _allow(more: int, soft: int, hard: int) -> None:
    """Let this process have so many bytes more than it has now, if no limit says less."""
    usage = Usage()
    usage.look("self")
    if not usage.now:  # nobody tells: not on Linux
        return
    set_already = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (min([usage.now + more, *set_already]), hard))
