"""What an edit costs while ``briefing watch`` runs, beside a new process and Typst's own watch.

The processor is what they differ in. The clock of a watch begins when the file is saved, and has in
it the time in which the watch waits whether more is saved: a tenth of a second or two.

An edit is met twice. Its page is known when the text that was edited is typeset: then it is put
into the store, and the time of the new file tells when. The PDF is there when the watch says so: it
is proven by then.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, Failed, Run, environment, python, run
from table import Group
from typst_set import TypstEach
from typst_watched import TypstWatch, no_typst_watch

sys.path.insert(0, str(ROOT / "tests"))

from support.resident import Hung, ResidentWatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from desk import Desk
    from measure import Command

_STEPS = 10
"""Rows in which memory is told."""
_PAUSE = 0.02
"""Seconds between two looks at what a watch has taken."""


def resident(desk: Desk, rounds: int) -> None:
    """An edit of the pack by the script, by a new process and by watches, in turn."""
    group = Group(f"an edit of {desk.folder.name}, with a watch ({desk.audience}, {desk.length})")
    edits = desk.edits()
    missing = no_typst_watch()
    typst = TypstWatch(desk.place / "typst-watch", str(desk.pack))
    with tempfile.TemporaryDirectory() as name:
        try:
            with _Edited(desk, Path(name)) as watch:
                run(_build(desk))
                for number in range(rounds):
                    known, proven = watch.edit(*next(edits))
                    group.attempt("plain script", lambda: run(desk.plain(desk.pack)))
                    group.add("build, one word changed", run(_build(desk)), 0.35)
                    group.add("watch, page of the word known", known)
                    group.add("watch, PDF proven", proven, 0.15)
                    if missing:
                        continue
                    texts = desk.compose([desk.pack])
                    if not number:
                        TypstEach().prepare(typst.folder, texts, desk.theme)
                        typst.begin()
                    group.add("Typst, watching", typst.edit(texts[str(desk.pack)].composition))
        except Hung as error:
            raise Failed(str(error)) from error
        finally:
            typst.end()
    if missing:
        print(missing)
    group.print()


def memory(desk: Desk, edits: int) -> None:
    """The memory of a watch over many edits, in a few rows."""
    print(f"memory of a watch of {desk.folder.name}, {desk.audience}, {desk.length}")
    print(f"  {'edits':>6} {'MiB, median':>12} {'MiB, most':>10} {'largest process':>16}")
    texts = desk.edits()
    with tempfile.TemporaryDirectory() as name:
        try:
            with _Edited(desk, Path(name)) as watch:
                for after in range(0, edits, max(1, edits // _STEPS)):
                    step = islice(texts, min(max(1, edits // _STEPS), edits - after))
                    taken = [watch.edit(*edit)[1] for edit in step]
                    usual = statistics.median(one.memory for one in taken)
                    most = max(one.memory for one in taken)
                    largest = max(one.largest for one in taken)
                    sizes = f"{usual:>12.0f} {most:>10.0f} {largest:>16.0f}"
                    print(f"  {after + len(taken):>6} {sizes}", flush=True)
        except Hung as error:
            raise Failed(str(error)) from error


def _chosen(desk: Desk) -> tuple[str | Path, ...]:
    return (desk.folder, "--audience", desk.audience, "--length", desk.length, "--output")


def _build(desk: Desk) -> Command:
    chosen = (*_chosen(desk), desk.place / "by-processes")
    return python("-m", "briefing", "build", "--quiet", *chosen)


class _Edited:
    """A watch of a desk's pack, and what it takes after a file was saved."""

    def __init__(self, desk: Desk, place: Path) -> None:
        output = desk.place / "by-a-watch"
        self._store = output / ".cache"
        self._watch = ResidentWatch((*_chosen(desk), output), place, environment())

    def __enter__(self) -> Self:
        self._watch.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.__exit__()

    def edit(self, section: Path, text: str) -> tuple[Run, Run]:
        """Save a section; return what it takes until the page is known, and until the PDF is."""
        before = self._entries()
        with _Sampled(self._watch.processor) as sampled:
            saved = time.time()
            self._watch.save(section, text)
            proven = time.time()
        used = [size / 1024 for size in self._watch.memory().values()]
        new = sorted((path.stat().st_mtime, path) for path in self._entries() - before)
        known = next((when for when, path in new if _is_fragment(path)), None)
        if known is None:
            raise Failed(f"nothing was typeset after a change of {section.name}")

        def until(when: float) -> Run:
            taken = sampled.at(when) - sampled.at(saved)
            return Run(when - saved, taken, sum(used), max(used))

        return until(known), until(proven)

    def _entries(self) -> set[Path]:
        return set(self._store.glob("??/*"))


def _is_fragment(path: Path) -> bool:
    """Whether an entry of the store is a typeset fragment: its head says which PDFs it has."""
    with path.open("rb") as file:
        file.readline()
        return b'"pdfs": [' in file.readline()


class _Sampled:
    """Looks again and again how much of the processor something has taken."""

    def __init__(self, processor: Callable[[], float]) -> None:
        self._processor = processor
        self._taken: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._note()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._note()

    def at(self, when: float) -> float:
        """What was taken until then, by the first look that came after it."""
        number = bisect_left(self._taken, (when,))
        return self._taken[min(number, len(self._taken) - 1)][1]

    def _note(self) -> None:
        self._taken.append((time.time(), self._processor()))

    def _look(self) -> None:
        while not self._over.wait(_PAUSE):
            self._note()
