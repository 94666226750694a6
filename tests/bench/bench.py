"""Times our build against what one would use instead, on the same text, in one run.

One pack: against ``plain.py``, WeasyPrint alone. Slides with their handout: against
``plain_slides.py``. All text editions: against as many runs of that
script spread over two processes, and against Typst, where it is installed (`typst_set.py`). Prints
seconds of the clock and of the processor (median of the rounds), memory, and two ratios: of the
clock and of the processor to those of the script. On a machine that does other things meanwhile
the second is the one to read. Figures are for reading, and no test asserts them.

What was tried to make it fast, and what it gave, is in `tests/bench/README.md`.

usage: bench.py [--briefing FOLDER] [--audience NAME] [--rounds N] [--skip-all]
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
from measure import ROOT, Run, adopt, run

from briefing.load import load
from briefing.pipeline import compose_edition
from briefing.selection import editions, make_edition
from briefing.store import Store
from briefing.themes import theme_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = Path(__file__).with_name("plain.py")
TYPST = Path(__file__).with_name("typst_set.py")
PLAIN_SLIDES = Path(__file__).with_name("plain_slides.py")
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
)
TIMES = len(ORDINALS)
"""How much longer the long text is."""


@dataclass(slots=True)
class Table:
    """Cases with their runs; each is compared to the one that is named first in its group."""

    groups: dict[str, dict[str, list[Run]]] = field(default_factory=dict)
    _printed: set[str] = field(default_factory=set)

    def add(self, group: str, case: str, taken: Run) -> None:
        """One more run of a case."""
        self.groups.setdefault(group, {}).setdefault(case, []).append(taken)

    def print(self) -> None:
        """The medians and ratios of the groups that are complete."""
        for group, cases in self.groups.items():
            if group in self._printed:
                continue
            self._printed.add(group)
            print(f"{group:<44} {'clock s':>8} {'cpu s':>7} {'MiB':>6}  {'clock':>6} {'cpu':>6}")
            first = next(iter(cases.values()))
            for case, runs in cases.items():
                clock, processor = _median(runs, "clock"), _median(runs, "processor")
                print(
                    f"  {case:<42} {clock:>8.2f} {processor:>7.2f} "
                    f"{max(r.memory for r in runs):>6.0f}  "
                    f"{clock / _median(first, 'clock'):>6.3f} "
                    f"{processor / _median(first, 'processor'):>6.3f}",
                    flush=True,
                )


def _median(runs: Sequence[Run], what: str) -> float:
    return float(statistics.median(getattr(taken, what) for taken in runs))


@dataclass(frozen=True, slots=True)
class Desk:
    """A copy of a briefing with a place for results, thrown away in the end."""

    folder: Path
    audience: str

    @property
    def out(self) -> Path:
        """Where our results go."""
        return self.folder.parent / "build"

    def build(self, *options: str) -> Run:
        """A build of ours."""
        command: list[str | Path] = [
            "-m",
            "briefing",
            "build",
            self.folder,
            "--output",
            self.out,
            "--quiet",
        ]
        return run([*command, *options])

    def build_one(self) -> Run:
        """One of the full pack."""
        return self.build("--audience", self.audience, "--length", "full")

    def forget(self) -> None:
        """Removes all results."""
        shutil.rmtree(self.out, ignore_errors=True)

    def plain(self, audience: str, length: str) -> list[str | Path]:
        """The arguments that run the script for an edition."""
        return [PLAIN, self.folder, audience, length, self.pdf(audience, length)]

    def pdf(self, audience: str, length: str) -> Path:
        """Where the script's result lies."""
        return self.folder.parent / f"plain-{audience}-{length}.pdf"

    def texts(self, *only: str) -> dict[str, tuple[str, ...]]:
        """The text of each edition, or of some, a fragment each."""
        briefing, _ = load(self.folder, self.folder.name)
        theme, store = theme_of(briefing), Store(self.out / ".store", read_only=True)
        composed = (
            compose_edition(briefing, edition, theme, store)
            for edition in editions(briefing, format="pack")
            if not only or str(edition) in only
        )
        return {
            str(each.composition.edition): tuple(f.html for f in each.composition.fragments)
            for each in composed
        }

    def change_a_word(self, number: int) -> str:
        """Puts another word for a “the” that the full pack prints: the last one of the longest
        section that has one. Says what of how many editions it changes."""
        before = self.texts()
        name = str(make_edition(load(self.folder, "")[0], self.audience, "full"))
        sections = (self.folder / "sections").glob("*.md")
        for path in sorted(sections, key=lambda file: file.stat().st_size, reverse=True):
            text = path.read_text(encoding="utf-8")
            for match in reversed(list(re.finditer(r" the(?= )", text))):
                changed = f"{text[: match.end()]}{number}{text[match.end() :]}"
                path.write_text(changed, encoding="utf-8")
                if self.texts(name)[name] != before[name]:
                    after = self.texts()
                    differ = sum(after[edition] != before[edition] for edition in before)
                    return f"{path.stem}, in {differ} of {len(before)}"
            path.write_text(text, encoding="utf-8")
        sys.exit("bench: this edition has no “the” to change")


def one_pack(desk: Desk, table: Table, number: int) -> None:
    """The full pack: by the script, from nothing, after a word has changed, and after nothing."""
    group = f"one full pack ({desk.audience})"
    desk.forget()
    table.add(group, "plain script", run(desk.plain(desk.audience, "full")))
    table.add(group, "build, nothing stored", desk.build_one())
    desk.change_a_word(number)
    table.add(group, "build, one word of a section changed", desk.build_one())
    table.add(group, "build, nothing changed", desk.build_one())


def all_editions(desk: Desk, table: Table, number: int) -> None:
    """Every text edition: the same cases."""
    briefing, _ = load(desk.folder, desk.folder.name)
    every = [
        desk.plain(edition.audience, edition.length)
        for edition in editions(briefing, format="pack")
    ]
    group = f"all {len(every)} text editions"
    table.add(group, "plain script, two at once", run(*every, at_once=2))
    desk.forget()
    table.add(group, "build, nothing stored", desk.build("--all", "--format", "pack"))
    changed = desk.change_a_word(number + 1000)
    table.add(group, f"a word changed ({changed})", desk.build("--all", "--format", "pack"))
    table.add(group, "build, nothing changed", desk.build("--all", "--format", "pack"))
    if importlib.util.find_spec("typst"):
        place = desk.folder.parent / "typst"
        shutil.rmtree(place, ignore_errors=True)
        run([TYPST, "prepare", desk.folder, place])
        table.add(group, "Typst, all in one process", run([TYPST, "compile", place]))


def longer(desk: Desk, table: Table) -> None:
    """The same text so many times over: time should grow as the text does."""
    long = Desk(desk.folder.parent / "long" / desk.folder.name, desk.audience)
    shutil.rmtree(long.folder.parent, ignore_errors=True)
    shutil.copytree(desk.folder, long.folder)
    _, *names = load(desk.folder, "")[0].settings.sections  # key messages come once, or not at all
    for name in names:
        path = long.folder / "sections" / f"{name}.md"
        text = path.read_text(encoding="utf-8")
        for n in range(TIMES):
            copy = re.sub(r"(\{:? ?|\]\(|\s)#([a-z][\w-]*)", rf"\1#\2-{n}", text)
            copy = re.sub(r"^(    id: )([a-z][\w-]*)$", rf"\1\2-{n}", copy, flags=re.MULTILINE)
            copy = re.sub(r" the (?=[a-z])", f" the {ORDINALS[n]} ", copy)  # not all alike
            path.with_name(f"{name}-{n}.md").write_text(copy, encoding="utf-8")
        path.unlink()
    settings = (long.folder / "briefing.yaml").read_text(encoding="utf-8")
    listed = ", ".join(f"{name}-{n}" for n in range(TIMES) for name in names)
    settings = re.sub(
        r"^sections:.*?(?=^\S|\Z)",
        f"sections: [{listed}]\n",
        settings,
        flags=re.MULTILINE | re.DOTALL,
    )
    settings = re.sub(r"^    order:.*\n", "", settings, flags=re.MULTILINE)
    settings = re.sub(r"pages: \[\d+, \d+\]", "pages: [1, 999]", settings)
    (long.folder / "briefing.yaml").write_text(settings, encoding="utf-8")
    group = f"{TIMES} times the text"
    desk.forget()
    table.add(group, "build of the text", desk.build_one())
    table.add(group, f"build of {TIMES} times the text", long.build_one())


def sizes(desk: Desk) -> None:
    """Pages and bytes of the full pack, ours and the script's."""
    ours = desk.out / desk.folder.name / f"{desk.folder.name}-{desk.audience}-full-pack.pdf"
    theirs = desk.pdf(desk.audience, "full")
    for name, path in (("script", theirs), ("ours", ours)):
        with pypdfium2.PdfDocument(path) as document:
            size = path.stat().st_size
            print(f"  {name:<7} {len(document):>3} pages {size / 1024:>7.0f} KiB", end="")
            print(f"  {size / theirs.stat().st_size:.2f}")


def slides(desk: Desk, table: Table) -> None:
    """A deck of standard length and its handout, three a page, nothing stored."""
    group = f"slides and their handout ({desk.audience})"
    script = desk.folder.parent / "plain-slides"
    script.mkdir(exist_ok=True)
    desk.forget()
    table.add(
        group,
        "plain script",
        run([PLAIN_SLIDES, desk.folder, desk.audience, "standard", script]),
    )
    options = ("--audience", desk.audience, "--length", "standard", "--format")
    made = [desk.build(*options, format_) for format_ in ("slides", "handout")]
    table.add(
        group,
        "build of each, nothing stored",
        Run(
            sum(taken.clock for taken in made),
            sum(taken.processor for taken in made),
            max(taken.memory for taken in made),
        ),
    )


def main() -> None:
    """Reads the arguments and runs."""
    parser = argparse.ArgumentParser(description="Times the build against others.")
    parser.add_argument("--briefing", type=Path, default=ROOT / "content" / "kfor")
    parser.add_argument("--audience", default="policy")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-all", action="store_true", help="only the one pack")
    arguments = parser.parse_args()
    adopt()
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        source = arguments.briefing.resolve()
        desk = Desk(Path(name, source.name), arguments.audience)
        shutil.copytree(source, desk.folder)
        for number in range(arguments.rounds):
            one_pack(desk, table, number)
        table.print()
        print("size of the full pack")
        sizes(desk)
        for _ in range(arguments.rounds):
            slides(desk, table)
        table.print()
        if not arguments.skip_all:
            for number in range(arguments.rounds):
                all_editions(desk, table, number)
            table.print()
            longer(desk, table)
            table.print()


if __name__ == "__main__":
    main()
