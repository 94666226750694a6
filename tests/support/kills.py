"""Builds that are stopped at moments of chance: one after another over the same folder of results.

Before each kill the build is given work: words of the content are changed, entries of the cache and
PDFs taken away. The moment is drawn over the time that such a build takes, or just after something
was delivered, where the order of writing matters most.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from support.afterwards import healed_faults, standing_faults
from support.audit import Outcome
from support.damage import PLACES, hashes
from support.realbuilds import Running, Site, end, kept_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_ATTEMPTS = 6
"""Builds to start for one kill, as one may be done before its moment comes."""
_POLL_SECONDS = 0.002
MOST_SECONDS = 60
"""By the clock: no kill comes later, so that a busy machine does not make a day of it."""


@dataclass(frozen=True, slots=True)
class Kill:
    """A way to stop a build."""

    name: str
    number: signal.Signals
    whole_group: bool = False
    helper: bool = False
    """Whether one of its other processes is hit, which it is to survive."""

    def strike(self, running: Running, dice: random.Random) -> bool:
        """Do it; return whether there was anything to hit."""
        with suppress(ProcessLookupError):
            if self.helper:
                helpers = running.helpers()
                if helpers:
                    os.kill(dice.choice(helpers), self.number)
                return bool(helpers)
            (os.killpg if self.whole_group else os.kill)(running.process.pid, self.number)
            return True
        return False

    def statuses(self, *, had_begun: bool) -> set[int]:
        """The statuses that may come of it, apart from 0.

        Before a build had any other process, a signal may still have its usual effect: Python that
        is interrupted before it runs our program ends with 1.
        """
        if self.helper:
            return {3}
        if self.number == signal.SIGKILL or not had_begun:
            own = {1} if self.number == signal.SIGINT else set()
            return {-self.number, 128 + self.number} | own
        return {128 + self.number}


KILLS = (
    Kill("kill the parent", signal.SIGKILL),
    Kill("kill the group", signal.SIGKILL, whole_group=True),
    Kill("kill a helper", signal.SIGKILL, helper=True),
    Kill("terminate the parent", signal.SIGTERM),
    Kill("terminate the group", signal.SIGTERM, whole_group=True),
    Kill("hang up", signal.SIGHUP),
    Kill("hang up on the group", signal.SIGHUP, whole_group=True),
    Kill("interrupt the parent", signal.SIGINT),
    Kill("interrupt the group", signal.SIGINT, whole_group=True),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is built, again and again."""

    content: Path
    variants: tuple[tuple[str, str, str], ...]
    """Changes of the content, each a file, old words and new ones; none is the first variant."""
    options: tuple[tuple[str, ...], ...]
    """What builds are asked for, each as often as the others; the first is for all editions."""


@cache
def reference(plan: Plan, variant: int) -> tuple[Site, dict[str, str], float]:
    """An undisturbed build from scratch of a variant; its hashes, and how long it took."""
    folder = kept_folder("kills") / f"{plan.content.name}-{variant}"
    folder.mkdir()
    site = Site.of(folder, plan.content)
    if variant:
        site.edit(*plan.variants[variant - 1])
    began = time.monotonic()
    ended = site.build(*plan.options[0])
    assert ended.status == 0, ended.told()
    return site, hashes(site.output), time.monotonic() - began


class Chain:
    """Kills over one folder of results."""

    def __init__(self, plan: Plan, seed: str, *, cold: bool) -> None:
        self.plan = plan
        self.dice = random.Random(seed)
        self.variant = 0
        site, _, self.full_seconds = reference(plan, 0)
        self.folder = tempfile.TemporaryDirectory(prefix="audit-chain-")
        results = None if cold else site.output
        self.site = Site.of(Path(self.folder.name), plan.content, results)
        self.expected: dict[tuple[str, ...], float] = {}
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.there: set[str] = set()
        """What readers may take when a build begins; none of it may go."""

    def run(self, kills: Sequence[Kill]) -> Outcome:
        """Do all kills, then build to the end and compare."""
        with self.folder:
            for kill in kills:
                self._one(kill)
            last = self.dice.randrange(len(self.plan.variants) + 1)
            self._change_to(last)
            wanted = reference(self.plan, last)[1]
            every = self.plan.options[0]
            self.faults += healed_faults(self.site, wanted, lambda: self.site.build(*every))
        self.counts["builds compared with one from scratch"] += 1
        return Outcome(self.counts, tuple(self.faults))

    def _one(self, kill: Kill) -> None:
        for _ in range(_ATTEMPTS):
            options = self.dice.choice(self.plan.options)
            self._give_work()
            self.there = self._delivered()
            running = self.site.start("build", self.site.briefing, *options)
            try:
                if self._is_struck(kill, options, running):
                    return
            finally:
                end(running.process.pid)  # also when we are stopped ourselves
        self.counts["never struck"] += 1

    def _is_struck(self, kill: Kill, options: tuple[str, ...], running: Running) -> bool:
        """Strike a build, and look at what comes of it, unless it is done before its moment."""
        if self._reached(running, options):
            had_begun = bool(running.helpers())
            if running.process.poll() is None and kill.strike(running, self.dice):
                self._look(kill, options, running, had_begun=had_begun)
                return True
        ended = running.wait()
        self.expected[options] = time.monotonic() - running.started
        fault = ended.fault or (ended.told() if ended.status else "")
        self._fault(options, "undisturbed", fault)
        return False

    def _look(
        self, kill: Kill, options: tuple[str, ...], running: Running, *, had_begun: bool
    ) -> None:
        """Look at how a build ended that was struck, and at what it left."""
        ended = running.wait()
        self.counts["kills"] += 1
        self.counts[f"kills: {kill.name}"] += 1
        self.counts["kills of a build of all editions"] += options == self.plan.options[0]
        faults = [ended.fault] if ended.fault and had_begun else []
        if ended.status and ended.status not in kill.statuses(had_begun=had_begun):
            faults.append(ended.told())
        left = running.left()
        faults += [f"{left} processes are still there"] if left else []
        gone = self.there - self._delivered()
        faults += [f"no longer there: {', '.join(sorted(gone))}"] if gone else []
        faults += standing_faults(self.site)
        for fault in faults:
            self._fault(options, kill.name, fault)

    def _delivered(self) -> set[str]:
        """The names of PDFs and web pages that readers may take."""
        found = (self.site.results.glob(f"[!.]*{ending}") for ending in (".pdf", ".html"))
        return {path.name for paths in found for path in paths}

    def _fault(self, options: tuple[str, ...], what: str, fault: str) -> None:
        if fault:
            self.counts["faults"] += 1
            self.faults.append(f"{what} ({' '.join(options)}): {fault}")

    def _reached(self, running: Running, options: tuple[str, ...]) -> bool:
        """Wait for the moment; return whether the build was still running."""
        expected = min(self.expected.get(options, self.full_seconds), MOST_SECONDS)
        until = running.started + expected * self.dice.random()
        if self.dice.random() < 0.4:  # just after something was written
            changes, pause = self.dice.randint(1, 4), self.dice.random() * 0.02
            seen = self._written()
            until = running.started + MOST_SECONDS
            while changes and running.process.poll() is None and time.monotonic() < until:
                time.sleep(_POLL_SECONDS)
                if (now := self._written()) != seen:
                    seen, changes = now, changes - 1
            until = time.monotonic() + pause
        while (rest := until - time.monotonic()) > 0 and running.process.poll() is None:
            time.sleep(min(rest, 0.01))
        return running.process.poll() is None

    def _written(self) -> object:
        try:
            return os.stat(self.site.results / "manifest.json").st_mtime_ns  # noqa: PTH116
        except OSError:
            return None

    def _give_work(self) -> None:
        """Change the content, or take something away that has to be made again."""
        works: tuple[Callable[[], None], ...] = (self._edit, self._drop, self._take)
        for work in self.dice.sample(works, self.dice.randint(1, 2)):
            work()

    def _edit(self) -> None:
        self._change_to(self.dice.randrange(len(self.plan.variants) + 1))

    def _change_to(self, variant: int) -> None:
        if self.variant:
            name, old, new = self.plan.variants[self.variant - 1]
            self.site.edit(name, new, old)
        if variant:
            self.site.edit(*self.plan.variants[variant - 1])
        self.variant = variant

    def _drop(self) -> None:
        """Take entries of the cache away."""
        entries = PLACES["an entry of the cache"](self.site.output)
        for path in self.dice.sample(entries, int(len(entries) * self.dice.random() * 0.2)):
            path.unlink()

    def _take(self) -> None:
        """Take PDFs away, as people do who have handed them out."""
        found = sorted(self.site.results.glob("[!.]*.pdf"))
        for path in self.dice.sample(found, int(len(found) * self.dice.random() * 0.3)):
            path.unlink()
