"""Times the build of a full pack against ``plain.py``, each in a process of its own.

Four cases: the plain script, which always starts from nothing; a build with an empty store; one
after a word of one section has changed; one after nothing has. The last two are what people wait
for all day. Prints seconds of the clock and of the processor (median of the rounds) and the peak of
memory, and the ratio of processor time to that of the plain script in the same run. Figures are for
reading, and no test asserts them. Then the same of slides and their handout, three a page, against
``plain_slides.py``; ours is proven as well.

usage: bench.py [--briefing FOLDER] [--audience NAME] [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]

from briefing.load import load
from briefing.pipeline import compose_edition
from briefing.selection import make_edition
from briefing.store import Store
from briefing.themes import theme_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Path(__file__).with_name("plain.py")
PLAIN_SLIDES = Path(__file__).with_name("plain_slides.py")
# Of macOS in bytes, of Linux in KiB (getrusage(2) of each).
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took."""

    clock: float
    """Seconds from start to end."""
    processor: float
    """Seconds of all its processors, in user and system mode."""
    memory: int
    """Peak, in bytes."""


def run(command: Sequence[str | Path]) -> Run:
    """Runs Python with these arguments to its end; a failure ends the benchmark."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("bench: this did not succeed, so there is nothing to compare (see above)")
    return Run(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT)


def composed(folder: Path, audience: str) -> tuple[str, ...]:
    """The text of the edition, a fragment each."""
    briefing, _ = load(folder, folder.name)
    edition = make_edition(briefing, audience, "full")
    store = Store(folder.parent / "build" / ".store", read_only=True)
    composition = compose_edition(briefing, edition, theme_of(briefing), store).composition
    return tuple(fragment.html for fragment in composition.fragments)


def change_a_word(folder: Path, audience: str, number: int) -> None:
    """Puts another word for a “the” that this edition prints: the last one of the longest section
    that has one."""
    before = composed(folder, audience)
    sections = (folder / "sections").glob("*.md")
    for path in sorted(sections, key=lambda file: file.stat().st_size, reverse=True):
        text = path.read_text(encoding="utf-8")
        for match in reversed(list(re.finditer(r" the(?= )", text))):
            changed = f"{text[: match.end()]}{number}{text[match.end() :]}"
            path.write_text(changed, encoding="utf-8")
            if composed(folder, audience) != before:
                return
        path.write_text(text, encoding="utf-8")
    sys.exit("bench: this edition has no “the” to change")


def row(name: str, runs: Sequence[Run], pages: int) -> str:
    """One line of the table."""
    clock = statistics.median(r.clock for r in runs)
    processor = statistics.median(r.processor for r in runs)
    memory = max(r.memory for r in runs) / 2**20
    return f"{name:<36} {clock:>7.2f} {processor:>7.2f} {memory:>7.0f} {pages:>6}"


def bench(briefing: Path, audience: str, rounds: int) -> None:
    """Runs all cases in a folder that is thrown away, and prints the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, briefing.name)
        shutil.copytree(briefing, folder)
        out = Path(name, "build")
        plain_pdf = Path(name, "plain.pdf")
        pdf = out / folder.name / f"{folder.name}-{audience}-full-pack.pdf"
        build: list[str | Path] = ["-m", "briefing", "build", folder, "--output", out, "--quiet"]
        build += ["--audience", audience, "--length", "full"]
        runs: dict[str, list[Run]] = {}
        for number in range(rounds):
            shutil.rmtree(out, ignore_errors=True)
            plain = run([PLAIN, folder, audience, plain_pdf])
            empty = run(build)
            change_a_word(folder, audience, number)
            changed = run(build)
            same = run(build)
            for case, taken in (
                ("plain script", plain),
                ("build, nothing stored", empty),
                ("build, one word of a section changed", changed),
                ("build, nothing changed", same),
            ):
                runs.setdefault(case, []).append(taken)
        print(f"{briefing.name}, {audience}, full; {rounds} rounds")
        print(f"{'':<36} {'clock s':>7} {'cpu s':>7} {'MiB':>7} {'pages':>6} {'ratio':>6}")
        script = statistics.median(r.processor for r in runs["plain script"])
        for case, taken_by in runs.items():
            file = plain_pdf if case == "plain script" else pdf
            with pypdfium2.PdfDocument(file) as document:
                line = row(case, taken_by, len(document))
            ratio = statistics.median(r.processor for r in taken_by) / script
            print(f"{line} {ratio:>6.2f}")


def bench_slides(briefing: Path, audience: str, rounds: int) -> None:
    """A deck of standard length and its handout, three a page, nothing stored; prints the table."""
    plain: list[Run] = []
    ours: list[Run] = []
    with tempfile.TemporaryDirectory() as name:
        script, out = Path(name, "plain"), Path(name, "build")
        script.mkdir()
        build: list[str | Path] = ["-m", "briefing", "build", briefing, "--output", out, "--quiet"]
        build += ["--audience", audience, "--length", "standard", "--format"]
        for _ in range(rounds):
            shutil.rmtree(out, ignore_errors=True)
            plain.append(run([PLAIN_SLIDES, briefing, audience, "standard", script]))
            slides, handout = run([*build, "slides"]), run([*build, "handout"])
            ours.append(
                Run(
                    slides.clock + handout.clock,
                    slides.processor + handout.processor,
                    max(slides.memory, handout.memory),
                )
            )
        with pypdfium2.PdfDocument(script / "slides.pdf") as document:
            pages = len(document)
        with pypdfium2.PdfDocument(script / "handout.pdf") as document:
            pages += len(document)
    print(f"{briefing.name}, {audience}, standard, slides and handout; {rounds} rounds")
    base = statistics.median(r.processor for r in plain)
    for case, runs in (("plain script", plain), ("build, nothing stored", ours)):
        ratio = statistics.median(r.processor for r in runs) / base
        print(f"{row(case, runs, pages)} {ratio:>6.2f}")


def main() -> None:
    """Reads the arguments and runs."""
    parser = argparse.ArgumentParser(description="Times the build against a plain script.")
    parser.add_argument("--briefing", type=Path, default=ROOT / "content" / "kfor")
    parser.add_argument("--audience", default="policy")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    bench(arguments.briefing.resolve(), arguments.audience, arguments.rounds)
    bench_slides(arguments.briefing.resolve(), arguments.audience, arguments.rounds)


if __name__ == "__main__":
    main()
