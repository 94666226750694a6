"""The table of results: a group of cases for each question, a row for each case."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from measure import Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from measure import Run


@dataclass(slots=True)
class Group:
    """Cases with their runs; each is compared to the one that was first."""

    title: str
    runs: dict[str, list[Run]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    """What a case said that did not succeed."""
    targets: dict[str, float] = field(default_factory=dict)
    """The ratio of the processor that a case is to reach."""

    def add(self, case: str, taken: Run, target: float = 0.0) -> None:
        """One more run of a case, and the ratio of the processor that it is to reach, if any."""
        self.runs.setdefault(case, []).append(taken)
        if target:
            self.targets[case] = target

    def attempt(self, case: str, make: Callable[[], Run]) -> None:
        """One more run of a case that is not ours: when it fails, its row says so."""
        self.runs.setdefault(case, [])
        try:
            self.add(case, make())
        except Failed as failure:
            self.failures[case] = str(failure)

    def print(self) -> None:
        """The medians, and their ratios to those of the first."""
        heads = f"{'clock s':>8} {'cpu s':>7} {'MiB':>6}  {'clock':>6} {'cpu':>6}"
        print(f"{self.title:<44} {heads}" + ("  to reach" if self.targets else ""))
        first = next(iter(self.runs.values()))
        for case, runs in self.runs.items():
            if case in self.failures:
                print(f"  {case:<42} did not succeed: {self.failures[case]}")
                continue
            clock, processor = _median(runs, "clock"), _median(runs, "processor")
            print(
                f"  {case:<42} {clock:>8.2f} {processor:>7.2f} {_median(runs, 'memory'):>6.0f}  "
                f"{_ratio(clock, first, 'clock')} {_ratio(processor, first, 'processor')}"
                + (f"  {self.targets[case]:>8.2f}" if case in self.targets else ""),
                flush=True,
            )


def _median(runs: Sequence[Run], what: str) -> float:
    return float(statistics.median(getattr(taken, what) for taken in runs))


def _ratio(value: float, first: Sequence[Run], what: str) -> str:
    return f"{value / _median(first, what):>6.3f}" if first else f"{'–':>6}"
