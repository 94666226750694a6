"""What to do when the system refuses a process files, their size, processes or memory."""

from __future__ import annotations

import errno

_HINTS = {
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.ENFILE: "close other programs: the whole system has too many files open",
    errno.EAGAIN: "close other programs, or allow more processes (ulimit -u)",
    errno.EFBIG: "allow larger files (ulimit -f)",
    errno.ENOMEM: "close other programs, or allow more memory (ulimit -v)",
}


def hint_for(error: OSError, otherwise: str) -> str:
    """Return what to do about ``error``; ``otherwise`` if it is of none of these limits."""
    return _HINTS.get(error.errno or 0, otherwise)
