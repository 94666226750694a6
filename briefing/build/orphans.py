"""A process that must not outlive its parent, even one that is killed: Linux kills it then.

Where the system cannot do that, a process ends when it reads from its parent or answers it.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
"""``prctl``: the signal that this process gets when the thread that started it ends."""


def die_with_parent(parent: int | None = None) -> None:
    """Have the system kill this process when its parent ends.

    Args:
        parent: The process id of the parent, which may have ended already; None if not known.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(0)
