"""Where the command begins: interrupted while the rest is still loading, it ends quietly too."""

from __future__ import annotations

from briefing.model.errors import INTERRUPTED, is_interrupt


def main() -> int:
    """The command's exit status."""
    try:
        from briefing.cli.main import main as run
    except (KeyboardInterrupt, Exception) as error:
        if is_interrupt(error):
            return INTERRUPTED
        raise
    return run()
