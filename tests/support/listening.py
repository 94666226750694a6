"""Commands under test hear signals, whatever the tests were started by."""

from __future__ import annotations

import signal

from briefing.model.ending import SIGNALS


def hear_signals() -> None:
    """Undo what nohup, or a shell that runs the tests in the background, has set for the process:
    signals that end a run are no longer ignored."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
