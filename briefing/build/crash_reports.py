"""A fault of ours in one edition is a finding of that edition and leaves a log; the others go on.

==== ======================================================================
D101 the program broke down over an edition
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
"""Letters of an exception's text that a finding quotes."""


def concerns_one_edition(error: BaseException) -> bool:
    """Whether an exception ends one edition only: a fault of its content, or of ours. An interrupt,
    and what this machine lacks, end the run."""
    if is_interrupt(error) or not isinstance(error, Exception):
        return False
    return isinstance(error, ContentError) or not isinstance(error, BriefingError)


@dataclass(slots=True)
class FaultLog:
    """Where faults of ours are written down: below those of earlier runs, each once in a run."""

    folder: Path = Path("build")
    command: Sequence[str] = ("briefing",)
    """What was typed."""
    _path: Path | None = None
    _seen: set[str] = field(default_factory=set)

    def finding(self, error: Exception, location: Location, doing: str) -> Finding:
        """What to say of an edition over which the program broke down while it was ``doing``."""
        log = self.add(error, f"{location}, {doing}")
        said = " ".join(str(error).split())[:_MAX_QUOTED]
        what = f"{type(error).__name__}{f': {said}' if said else ''}"
        message = f"a fault of ours stopped this edition while {doing}: {what}"
        return Finding(location, CODE, message, f"please send us {log}; the other editions go on")

    def add(self, error: BaseException, about: str = "") -> str:
        """Writes a fault down with all that is needed to repeat it; returns where."""
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
            f"command: {' '.join(self.command)}\n" + (f"over: {about}\n" if about else "") + "\n"
        )

    def _append(self, text: str) -> str:
        """Adds to the log in its folder or, failing that, to one in the folder for temporary files;
        both are for their owner's eyes, for an exception may quote the content."""
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
                    return "(no log: no folder could be written)"
            self._path = path
        else:
            try:
                _add(self._path, text)
            except OSError:
                return f"{self._path} (it could not be written to its end)"
        return str(self._path)


def _add(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
