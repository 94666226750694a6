"""The entry point of the command, which ends quietly if interrupted while it is still loading."""

from __future__ import annotations

from briefing.model.errors import INTERRUPTED, is_interrupt


def main() -> int:
    """Run the command and return its exit status."""
    try:
        from briefing.cli.main import main as run
    except (KeyboardInterrupt, Exception) as error:
        if is_interrupt(error):
            return INTERRUPTED
        raise
    return run()
