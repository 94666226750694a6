"""Runs the audit: each part at full size, step by step, going on where it was stopped.

    make audit                                  every part
    make audit PART=twins SEED=7 MINUTES=30     one part, its seed, for so long

A part is a module beside this one: ``examine(seed, index)`` does one step, ``FULL`` is how many
there are. What steps found is kept in ``build/audit/PART-SEED.json`` after each; a part that was
done is not done again unless the program has changed since, ``AGAIN=1`` is said, or it depends on
more than the program (``EACH_TIME``).

Exit: 0 no faults; 1 faults, each printed; 2 no such part; 130 interrupted.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.audit import Outcome

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = ROOT / "build" / "audit"
FAULTS_KEPT = 50


class Part(Protocol):
    """What a part of the audit has."""

    FULL: int

    def examine(self, seed: int, index: int) -> Outcome:
        """Do one step; the same seed and index do the same."""


@dataclass(slots=True)
class Progress:
    """How far a part came, and what it found."""

    program: str
    steps: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    failed: int = 0
    """Steps with faults; of the faults themselves only the first are kept."""

    @classmethod
    def read(cls, file: Path, program: str) -> Progress:
        """Take up what an earlier run left, unless the program is another by now."""
        try:
            data = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            return cls(program)
        if data.get("program") != program:
            return cls(program)
        return cls(**{**data, "counts": Counter(data["counts"])})

    def write(self, file: Path) -> None:
        """Keep it, whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        kept = {name: getattr(self, name) for name in self.__slots__}
        draft.write_text(json.dumps(kept, indent=1, ensure_ascii=False), "utf-8")
        draft.replace(file)

    def add(self, outcome: Outcome, seconds: float) -> None:
        """Count one step."""
        self.steps += 1
        self.seconds += seconds
        self.counts.update(outcome.counts)
        self.failed += bool(outcome.faults)
        self.faults += outcome.faults[: FAULTS_KEPT - len(self.faults)]


def parts() -> list[str]:
    """The names of all parts."""
    return sorted(file.stem for file in HERE.glob("*.py") if file.stem not in {"audit", "__init__"})


def program() -> str:
    """A fingerprint of the program, its layouts and its tests."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "briefing", "templates", "tests"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    digest = hashlib.sha256()
    for name in sorted(listed.stdout.decode().splitlines()):
        file = ROOT / name
        if file.is_file():
            digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def run(name: str, seed: int, until: float, *, again: bool) -> Progress:
    """Do the steps of a part that are not done yet, until a time (as `time.monotonic` counts)."""
    part = cast("Part", importlib.import_module(f"audit.{name}"))
    file = RESULTS / f"{name}-{seed}.json"
    again |= getattr(part, "EACH_TIME", False)
    progress = Progress(program()) if again else Progress.read(file, program())
    while progress.steps < part.FULL and time.monotonic() < until:
        started = time.process_time()
        outcome = part.examine(seed, progress.steps)
        progress.add(outcome, time.process_time() - started)
        progress.write(file)
        for fault in outcome.faults:
            print(f"  {name} {progress.steps - 1}: {fault}", flush=True)
        if sys.stderr.isatty():
            print(f"\r{name} {progress.steps}/{part.FULL}", end="", file=sys.stderr, flush=True)
    figures = ", ".join(f"{count:,} {what}" for what, count in sorted(progress.counts.items()))
    print(
        f"{name}: {progress.steps:,} of {part.FULL:,} steps, {progress.failed} with faults"
        f" ({figures}; {progress.seconds:.0f} s of this process)",
        flush=True,
    )
    return progress


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that were asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="make audit", description="The tests at full size.")
    parser.add_argument("--part", action="append", choices=parts(), help="all when left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="for each part")
    parser.add_argument("--again", action="store_true", help="from the first step")
    chosen = parser.parse_args(arguments)
    try:
        found = [
            run(name, chosen.seed, time.monotonic() + chosen.minutes * 60, again=chosen.again)
            for name in chosen.part or parts()
        ]
    except KeyboardInterrupt:
        print("\ninterrupted; the next run goes on from here", file=sys.stderr)
        return 130
    return int(any(progress.failed for progress in found))


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    sys.exit(main())
