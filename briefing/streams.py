"""Standard output and standard error, and what is done when nobody reads them any more."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

from briefing.errors import EnvironmentFault


def print_on() -> None:
    """Lets a terminal of few letters show others as escapes instead of stopping the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """A line of results on standard output, at once.

    A reader who has left, as in ``| head -1``, stops nothing. Raises EnvironmentFault when the
    line cannot be written for another reason, such as a full disk.
    """
    _write(sys.stdout, f"{text}\n")


def tell(text: str, end: str = "\n") -> None:
    """Faults and progress on standard error; where that cannot be written nobody can be told."""
    _write(sys.stderr, text + end)


def is_watched() -> bool:
    """Whether progress is seen as it is made: standard error is a terminal."""
    stream: TextIO | None = sys.stderr
    return stream is not None and stream.isatty()


def finish() -> None:
    """Writes what others, such as the parser of arguments, have printed; raises as ``say``."""
    for stream in (sys.stdout, sys.stderr):
        _write(stream, "")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed before the process began
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _mute(stream)
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            raise EnvironmentFault(
                f"the results cannot be printed: {error.strerror or error}\n"
                "  hint: print them to another place"
            ) from error


def _mute(stream: TextIO) -> None:
    """From here on nothing comes of writing to it: neither now, nor when the process ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, stream.fileno())
    finally:
        os.close(sink)
