"""Standard output and standard error, and what is done when nobody reads them any more."""

from __future__ import annotations

import io
import os
import sys
import warnings
from typing import TextIO

from briefing.model.errors import EnvironmentFault
from briefing.model.terminal_escapes import printable, printable_lines


def print_on() -> None:
    """Lets a terminal of few letters show others as escapes instead of stopping the run; what
    libraries warn of is printed as all else is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    warnings.showwarning = _tell_warning


def _tell_warning(
    message: Warning | str, category: type[Warning], *_: object, **__: object
) -> None:
    print_error(printable(f"{category.__name__}: {message}"))


def print_result(text: str) -> None:
    """A line of results on standard output, at once; what does not print is shown as an escape.

    A reader who has left, as in ``| head -1``, stops nothing. Raises EnvironmentFault when the
    line cannot be written for another reason, such as a full disk.
    """
    _write(sys.stdout, f"{printable_lines(text)}\n")


def print_error(text: str) -> None:
    """Print faults on standard error; where that cannot be written nobody can be told."""
    _write(sys.stderr, f"{printable_lines(text)}\n")


def draw_over(text: str, width: int) -> None:
    """Progress on standard error, over what was drawn there before, so many letters wide."""
    _write(sys.stderr, f"\r{printable(text).ljust(width)}")


def wipe(width: int) -> None:
    """Clears the line that progress was drawn on."""
    _write(sys.stderr, f"\r{' ' * width}\r")


def is_watched() -> bool:
    """Whether progress is seen as it is made: standard error is a terminal."""
    stream: TextIO | None = sys.stderr
    return stream is not None and stream.isatty()


def finish() -> None:
    """Flush what others, such as the argument parser, have printed; raise as `print_result`."""
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
