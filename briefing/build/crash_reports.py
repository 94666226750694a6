"""Internal errors: one that stops an edition becomes a finding and a log; the others go on.

==== ======================================================================
D101 an internal error stopped an edition
==== ======================================================================
"""

from __future__ import annotations

import datetime
import os
import platform
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.model.errors import BriefingError, ContentError, is_interrupt
from briefing.model.findings import Finding, Location
from briefing.model.terminal_escapes import printable_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

CODE = "D101"
_MAX_QUOTED = 160
"""Characters of an exception's text that a finding quotes."""


def concerns_one_edition(error: BaseException) -> bool:
    """Return whether an exception ends one edition only.

    Faulty content and internal errors do; an interrupt, or something this machine lacks, such as
    memory for this process, ends the run.
    """
    if is_interrupt(error) or isinstance(error, MemoryError) or not isinstance(error, Exception):
        return False
    return isinstance(error, ContentError) or not isinstance(error, BriefingError)


@dataclass(slots=True)
class FaultLog:
    """A log of internal errors, appended to those of earlier runs; each trace once in a run."""

    folder: Path = Path("build")
    command: Sequence[str] = ("briefing",)
    """The command line as typed."""
    _path: Path | None = None
    _seen: set[str] = field(default_factory=set)

    def finding(self, error: Exception, location: Location, doing: str) -> Finding:
        """Log an internal error and return the finding for the edition it stopped.

        Args:
            error: The internal error.
            location: The edition's PDF.
            doing: What the program was doing, such as “composing it”.
        """
        log = self.add(error, f"{location}, {doing}")
        detail = " ".join(str(error).split())[:_MAX_QUOTED]
        what = f"{type(error).__name__}{f': {detail}' if detail else ''}"
        message = f"internal error (a bug in briefing) while {doing}: {what}"
        return Finding(
            location, CODE, message, f"please report it with {log}; the other editions go on"
        )

    def add(self, error: BaseException, about: str = "") -> str:
        """Log an error with all that is needed to reproduce it, and return the log's path.

        Args:
            error: The internal error.
            about: The edition and the step it stopped.
        """
        trace = "".join(traceback.format_exception(error))
        if trace in self._seen:
            text = f"the same again: {about}\n"
        else:
            self._seen.add(trace)
            text = self._head(about) + trace + "\n"
        return self._append(printable_lines(text.replace("\t", "    ")))

    def _head(self, about: str) -> str:
        return (
            f"briefing {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
            f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC\n"
            f"command: {' '.join(self.command)}\n"
            + (f"while building: {about}\n" if about else "")
            + "\n"
        )

    def _append(self, text: str) -> str:
        """Append to the log in its folder or, failing that, to one in the temporary folder.

        Both are readable by their owner only, since an exception may quote the content.
        """
        if self._path is None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                path = self.folder / "briefing-fault.log"
                _add(path, text)
            except OSError:
                try:
                    number, name = tempfile.mkstemp(prefix="briefing-fault-", suffix=".log")
                    os.close(number)
                    path = Path(name)
                    _add(path, text)
                except OSError:
                    return "(no log: no folder is writable)"
            self._path = path
        else:
            try:
                _add(self._path, text)
            except OSError:
                return f"{self._path} (incomplete: it could not be written)"
        return str(self._path)


def _add(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
