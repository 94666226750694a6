"""The entry point of the command: from here on, signals end it as `briefing.model.ending` says."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

from briefing.model.ending import end_status, end_word, handle_signals, ignore_signals
from briefing.model.errors import is_interrupt

_MANY_OBJECTS = 50_000
"""So many may be made before the collector looks for garbage among them: what is loaded is none,
and with Python's own limit of 700 it is looked through two hundred times."""


def main() -> int:
    """Run the command and return its exit status."""
    _insist_on_utf8()
    try:
        handle_signals()
        gc.set_threshold(_MANY_OBJECTS)
        atexit.register(gc.freeze)  # or all that was loaded is searched once more in the end
        from briefing.cli.main import main as run

        return run()
    except (KeyboardInterrupt, Exception) as error:
        if not is_interrupt(error):
            raise
        with suppress(OSError, AttributeError):  # nobody reads it, or it was never open
            sys.stderr.write(f"briefing: {end_word()}\n")
        return end_status()
    finally:
        ignore_signals()


def _insist_on_utf8() -> None:
    """Begin anew in Python's UTF-8 mode unless file names are UTF-8 already.

    They are in nearly every locale, "C" among them. In the few others names of content and results
    that are no ASCII could be neither written nor printed, and files would depend on the locale.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.environ["PYTHONUTF8"] = "1"  # for the processes that it starts
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
