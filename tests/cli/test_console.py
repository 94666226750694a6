"""What people see of a run: a bar while it lasts, a table in the end, nothing if they wish so."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.build.build import Result
from briefing.cli.console import Console, Tally, table
from briefing.model.edition import Edition
from briefing.model.findings import Finding, Location


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal 60 columns wide."""
    monkeypatch.setenv("COLUMNS", "60")


def result(name: str, format_: str = "pack", **changes: object) -> Result:
    """What became of an edition."""
    edition = Edition("kfor", "press", "full", format_, "en", "A4", f"{name}.pdf")
    values: dict[str, object] = {"findings": (), "pages": 4, "words": 9, "marking": "TLP:CLEAR"}
    return Result(edition, Path("build", f"{name}.pdf"), **{**values, **changes})  # type: ignore[arg-type]  # as given


FAULT = Finding(Location("x.md", 3), "B503", "too long", "cut it")


@pytest.mark.usefixtures("terminal")
def test_a_bar_shows_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Each step is drawn over the one before: how many of how many, the time that is left, what."""
    console = Console(started=100.0, clock=lambda: 130.0, watched=True)
    console.progress("kfor-press-full-pack: today", 1, 4)
    drawn = "[#####...............] 1/4  1:30 left  kfor-press-full-pack"
    assert capsys.readouterr().err == f"\r{drawn}"
    console.line("done")
    assert capsys.readouterr().err == "\r" + " " * len(drawn) + "\r"


@pytest.mark.usefixtures("terminal")
def test_a_bar_is_drawn_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a section is called: nothing in it moves the cursor or begins a line."""
    console = Console(watched=True)
    console.progress("a\x1b[2J\u202e\nb", 1, 2)
    drawn = capsys.readouterr().err
    assert drawn[0] == "\r"
    assert drawn[1:].isprintable()


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    "console",
    [Console(quiet=True, watched=True), Console(as_json=True, watched=True)],
    ids=["quiet", "JSON"],
)
def test_a_quiet_run_draws_no_bar(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor does one that prints JSON; any other does."""
    console.progress("x", 1, 2)
    assert capsys.readouterr().err == ""
    Console(watched=True).progress("x", 1, 2)
    assert capsys.readouterr().err != ""
    Console(watched=False).progress("x", 1, 2)
    assert capsys.readouterr().err == ""


def test_without_a_terminal_there_are_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """No bar, no control characters: a line for each PDF."""
    console = Console()
    console.progress("x", 1, 2)
    console.result(result("a"))
    out, err = capsys.readouterr()
    assert err == ""
    assert out == f"{Path('build/a.pdf')}  4 pages, 9 words, TLP:CLEAR, proven\n"


def test_of_many_only_the_new_ones_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """What was there already is counted; what was remarked on it is said all the same."""
    console = Console()
    console.result(result("a", is_current=True, findings=()), one_of_many=True)
    console.result(result("b"), one_of_many=True)
    assert capsys.readouterr().out.count("\n") == 1


def test_the_table_sums_up_by_format() -> None:
    """Built, current and failed, with the pages delivered; one line for all when there is one."""
    tally = Tally()
    tally.add(result("a"))
    tally.add(result("b", is_current=True))
    tally.add(result("c", findings=(FAULT,)))
    assert [row[:-1] for row in tally.rows()] == [["all", "1", "1", "1", "8"]]
    assert tally.failed == 1
    tally.add(result("d", "slides", pages=20))
    assert [row[:-1] for row in tally.rows()] == [
        ["pack", "1", "1", "1", "8"],
        ["slides", "1", "0", "0", "20"],
        ["all", "2", "1", "1", "28"],
    ]


def test_columns_are_as_wide_as_their_cells() -> None:
    """Set flush left, without blanks at the end."""
    assert table(["a", "bcd"], [["efg", "h"]]) == "a    bcd\nefg  h"


def test_a_fault_of_many_editions_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """In full where it is met first; in the end, in how many more editions it is. Faults of their
    own are told, and what became of an earlier PDF."""
    console = Console()
    own = Finding(Location("x.md", 9), "B511", "too full", "cut it")
    for n in range(36):
        name = f"pack{n}"
        proof = Finding(Location(f"build/{name}.pdf"), "P110", f"block {n} of 40 is missing", "x")
        shared = Finding(Location("briefing.yaml", 1), "B519", f"{name}: the title is long", "x")
        findings = (FAULT, proof, shared, *((own,) if n == 20 else ()))
        console.result(result(name, findings=findings))
    tally = Tally()
    console.finish(tally)
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.splitlines() if not line.startswith("  hint")]
    assert lines == [
        "x.md:3: error B503: too long",
        "build/pack0.pdf: error P110: block 0 of 40 is missing",
        "briefing.yaml:1: error B519: pack0: the title is long",
        f"{Path('build/pack0.pdf')}  not delivered",
        "x.md:9: error B511: too full",
        f"{Path('build/pack20.pdf')}  not delivered",
        "x.md:3: B503: and in 35 more editions",
        "build/pack0.pdf: P110: and in 35 more editions",
        "briefing.yaml:1: B519: and in 35 more editions",
    ]
