"""Standard output and standard error, and what happens when nobody reads them any more."""

from __future__ import annotations

import io
import os
import sys
import warnings
from typing import TextIO

from briefing.model.errors import EnvironmentFault
from briefing.model.terminal_escapes import printable, printable_lines


def print_on() -> None:
    """Set up both streams: characters a terminal lacks become escapes, warnings of libraries lines.

    Without it the first such character would stop the run.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    warnings.showwarning = _tell_warning


def _tell_warning(
    message: Warning | str, category: type[Warning], *_: object, **__: object
) -> None:
    print_error(printable(f"{category.__name__}: {message}"))


def print_result(text: str) -> None:
    """Print a line of results on standard output and flush it; escape what does not print.

    A reader who has left, as in ``| head -1``, stops nothing.

    Raises:
        EnvironmentFault: The line cannot be written for another reason, such as a full disk.
    """
    _write(sys.stdout, f"{printable_lines(text)}\n")


def print_error(text: str) -> None:
    """Print faults on standard error; where that cannot be written nobody can be told."""
    _write(sys.stderr, f"{printable_lines(text)}\n")


def draw_over(text: str, width: int) -> None:
    """Draw progress on standard error, over the ``width`` characters that were drawn before."""
    _write(sys.stderr, f"\r{printable(text).ljust(width)}")


def wipe(width: int) -> None:
    """Clear the ``width`` characters that progress was drawn on."""
    _write(sys.stderr, f"\r{' ' * width}\r")


def is_watched() -> bool:
    """Return whether standard error is a terminal, so that progress can be seen."""
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
                "  hint: redirect the output somewhere writable"
            ) from error


def _mute(stream: TextIO) -> None:
    """Send all that is still written to ``stream`` nowhere, also when the process ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, stream.fileno())
    finally:
        os.close(sink)
