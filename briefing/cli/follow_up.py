"""The command that ``briefing watch --exec`` runs after each good build."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.ending import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PDFS, CHANGED = "BRIEFING_PDFS", "BRIEFING_CHANGED"
"""Variables in its environment: paths of all PDFs that were asked for, and of those that are new
since it was run last, one on a line."""
_PATIENCE = 3.0
"""Seconds that it has to end when the watch does."""


@dataclass(slots=True)
class FollowUp:
    """Runs a command in the shell, never twice at a time.

    If it still runs when the next good build is done, it is left alone and run once more when it
    has ended, whatever the number of builds meanwhile. It is a session of its own: Ctrl-C is sent
    to the watch, which then ends it.
    """

    command: str
    say: Callable[[str], None]
    """Told what went wrong."""
    output: int | None = None
    """The file descriptor it prints to; None for standard output."""
    _process: subprocess.Popen[bytes] | None = None
    _pdfs: tuple[str, ...] = ()
    _changed: tuple[str, ...] = ()
    _is_due: bool = False

    def begin(self, pdfs: Sequence[str], changed: Sequence[str]) -> None:
        """Run the command, or have it run when it has ended.

        Args:
            pdfs: Paths of the PDFs that were asked for.
            changed: Paths of those that are new.
        """
        self._pdfs = tuple(pdfs)
        self._changed = tuple(dict.fromkeys((*self._changed, *changed)))
        self._is_due = True
        self.attend()

    def attend(self) -> None:
        """Tell if the command has failed, and start it if it is due."""
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            self._process = None
            if status:
                how = f"with status {status}" if status > 0 else f"of signal {-status}"
                self.say(f"--exec: the command ended {how}: {self.command}")
        if self._is_due:
            self._start()

    def _start(self) -> None:
        told = {PDFS: "\n".join(self._pdfs), CHANGED: "\n".join(self._changed)}
        self._changed, self._is_due = (), False
        try:
            with uninterrupted():  # known, to be ended
                self._process = subprocess.Popen(  # noqa: S602  # typed by who started the watch
                    self.command,
                    shell=True,
                    stdin=subprocess.DEVNULL,
                    stdout=self.output,
                    env={**os.environ, **told},
                    start_new_session=True,
                )
        except (OSError, ValueError) as error:
            self.say(f"--exec: the command cannot be run: {error}")

    def end(self) -> None:
        """End the command, with all that it has started, if it runs."""
        process, self._process, self._is_due = self._process, None, False
        if process is None or process.poll() is not None:
            return
        try:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
