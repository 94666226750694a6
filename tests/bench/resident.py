"""What an edit costs while ``briefing watch`` runs, beside a new process that builds the same.

The processor is what the two differ in. The clock of the watch begins when the file is saved, and
has in it the tenth of a second in which the watch waits whether more is saved.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, Failed, Run, python, run
from table import Group

sys.path.insert(0, str(ROOT / "tests"))

from support.resident import Hung, ResidentWatch

if TYPE_CHECKING:
    from desk import Desk

_BUILDS = 60
"""Edits of one watch, in whose memory the second half is compared with the first."""
_FIRST = 2000
"""The number that stands for the word that is changed, at first."""


def resident(desk: Desk, rounds: int) -> None:
    """An edit of the pack by a new process and by a watch, in turn; then the memory of the watch."""
    group = Group(f"an edit, with a watch ({desk.audience}, {desk.length})")
    changed = desk.change_a_word(_FIRST).partition(",")[0]
    section = desk.folder / "sections" / f"{changed}.md"
    words = section.read_text(encoding="utf-8").split(f" the{_FIRST}")
    versions = (f" the{_FIRST + number}".join(words) for number in range(1, rounds + _BUILDS + 1))
    chosen = (desk.folder, "--audience", desk.audience, "--length", desk.length, "--output")
    build = python("-m", "briefing", "build", "--quiet", *chosen, desk.place / "by-processes")
    run(build)
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        try:
            with ResidentWatch((*chosen, desk.place / "by-a-watch"), Path(name)) as watch:
                for _ in range(rounds):
                    taken = _saved(watch, section, next(versions))
                    group.add("build, one word changed", run(build))
                    group.add("watch, one word changed", taken)
                for text in versions:
                    memory.append(_saved(watch, section, text).memory)
        except Hung as error:
            raise Failed(str(error)) from error
    group.print()
    most = max(memory[: _BUILDS // 2]), max(memory[_BUILDS // 2 :])
    print(f"  memory of the watch over {_BUILDS} edits, the most of each half: {_mib(most)}")


def _saved(watch: ResidentWatch, section: Path, text: str) -> Run:
    """What the watch takes from a save to the line that tells of the PDF."""
    processor, clock = watch.processor(), time.perf_counter()
    watch.save(section, text)
    clock = time.perf_counter() - clock
    used = [size / 1024 for size in watch.memory().values()]
    return Run(clock, watch.processor() - processor, sum(used), max(used))


def _mib(sizes: tuple[float, float]) -> str:
    return " and ".join(f"{size:.0f} MiB" for size in sizes)
