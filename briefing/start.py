"""Where the command begins: interrupted while the rest is still loading, it ends quietly too."""

from __future__ import annotations

from briefing.errors import INTERRUPTED


def main() -> int:
    """The command's exit status."""
    try:
        from briefing.cli import main as run
    except KeyboardInterrupt:
        return INTERRUPTED
    return run()
