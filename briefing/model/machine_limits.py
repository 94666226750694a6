"""What to do when the system refuses a process files, their size, processes or memory."""

from __future__ import annotations

import errno
import resource

from briefing.model.errors import EnvironmentFault

_FILES_ALONE = 24
"""Files that a build has open at a time, whatever its processes have."""
_FILES_PER_PROCESS = 4
"""Files that it has open for each process that works for it."""

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


def allow_open_files(processes: int) -> None:
    """See that this process may open what a build with ``processes`` of its own needs.

    What a shell allows for now is raised as far as it may be, without a word.

    Raises:
        EnvironmentFault: That is not enough: whoever met the limit would blame what it was doing.
    """
    needed = _FILES_ALONE + _FILES_PER_PROCESS * processes
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY in {allowed, most} or allowed >= needed:
        return
    if most < needed:
        raise EnvironmentFault(
            f"only {most} files may be open at a time, and a build with --jobs {processes} needs "
            f"{needed}\n"
            f"  hint: {_HINTS[errno.EMFILE]}{', or use --jobs 1' if processes > 1 else ''}"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))
