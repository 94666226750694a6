"""The entry point of the command: from here on, signals end it as `briefing.model.ending` says."""

from __future__ import annotations

import sys
from contextlib import suppress

from briefing.model.ending import end_status, end_word, handle_signals, ignore_signals
from briefing.model.errors import is_interrupt


def main() -> int:
    """Run the command and return its exit status."""
    try:
        handle_signals()
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
