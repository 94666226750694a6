"""What an edit costs while Typst watches the file, by the module's watch (`typst_watch.py`)."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, Failed, Run, python
from typst_markup import typst_markup

sys.path.insert(0, str(ROOT / "tests"))

from support.realbuilds import end
from support.resident import memory_of, processor_of

if TYPE_CHECKING:
    from briefing.model.composition import Composition

_SECONDS = 60
"""By the clock, after which it counts as hung."""


def no_typst_watch() -> str:
    """What to do when the module is not installed, or has no watch yet."""
    if importlib.util.find_spec("typst"):
        import typst  # type: ignore[import-not-found,unused-ignore]  # only where it is installed

        if hasattr(typst.Compiler, "watch"):
            return ""
    return "Typst as a module that can watch is not installed: pip install 'typst>=0.15.2'"


class TypstWatch:
    """A watch of one file, which is compiled to PDF whenever it is saved."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        """Where its pictures, fonts and files are."""
        self._name = name
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Starts it; the file is there."""
        command = python(Path(__file__).with_name("typst_watch.py"), self.folder, self._name)
        with (self.folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                command, stdout=said, stderr=said, start_new_session=True
            )
        self._wait(0)

    def edit(self, composition: Composition) -> Run:
        """What it takes from a save to the PDF; the markup is made beforehand, and not counted."""
        assert self._process is not None
        text, session = typst_markup(composition), self._process.pid
        before, processor = self._compiled(), processor_of(session)
        clock = time.perf_counter()
        (self.folder / f"{self._name}.typ").write_text(text, encoding="utf-8")
        self._wait(before)
        clock = time.perf_counter() - clock
        used = [size / 1024 for size in memory_of(session).values()]
        return Run(clock, processor_of(session) - processor, sum(used), max(used))

    def end(self) -> None:
        """Ends it, if it was started."""
        if self._process is not None:
            end(self._process.pid)
            self._process.wait()

    def _compiled(self) -> int:
        """How many times it said that it has compiled."""
        return (self.folder / "said").read_text("utf-8", "replace").count(" compiled ")

    def _wait(self, before: int) -> None:
        until = time.monotonic() + _SECONDS
        while self._compiled() == before:
            if time.monotonic() > until or (self._process and self._process.poll() is not None):
                raise Failed((self.folder / "said").read_text("utf-8", "replace")[-300:])
            time.sleep(0.01)
