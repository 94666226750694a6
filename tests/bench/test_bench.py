"""The benchmarks run to their end on a small briefing and say of each peer how it went. No time is
asserted: what is slow is for people to read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.projects import ROOT, section_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BENCH = ROOT / "tests" / "bench" / "bench.py"
PEERS = {
    "Typst, a process each": "Typst is not installed: ",
    "Typst, all in one process": "Typst (as a module )?is not installed: ",
    "pandoc → Typst": "pandoc is not installed: |too old to write Typst: |Typst is not installed: ",
    "headless Chromium": "Chromium is not installed: ",
}
BODY = """\
Of the first 50,000 *troops* #1 in the [list](#tab) few_are_left: **5 %** (or $2 each).

## What the table says

- [one] of the items = the first; - not an item
- another

/// table | A table
    id: tab

| Year | Troops |
| ---- | ------ |
| 1999 | 50,000 |
///

/// figure | A square
    src: figures/square.svg
    alt: A "square"
    source: own
///

2. of the list
"""
ROW = r"(?m)^  {}\s+\d+\.\d\d\s+\d+\.\d\d\s+\d+\s"
pytestmark = pytest.mark.slow


def _bench(folder: Path, *only: str, path: str = "", options: Sequence[str] = ()) -> str:
    """What the groups print of a briefing with two text editions."""
    briefing = section_project(folder, BODY)
    settings = briefing / "briefing.yaml"
    text = re.sub(r"(?m)^  (press|students|policy): .*\n", "", settings.read_text("utf-8"))
    settings.write_text(text.replace("pages: [3, 12]", "pages: [1, 12]"), encoding="utf-8")
    options = [*options, *(part for group in only for part in ("--only", group))]
    run = subprocess.run(
        [sys.executable, BENCH, "--briefing", briefing, "--rounds", "1", *options],
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path or os.environ["PATH"]},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def _share(printed: str, case: str) -> float:
    """How much of the text a case printed."""
    found = re.search(rf"(?m)^  {case} .*?([\d.]+)%\s+(yes|no)$", printed)
    assert found, printed
    assert found[2] == "yes", f"{case} is not tagged"
    return float(found[1])


def test_all_editions_are_printed_by_all_who_are_installed(tmp_path: Path) -> None:
    """Each peer has a row and prints the whole text, or is missing, which one line says."""
    printed = _bench(tmp_path, "all")
    for peer, missing in PEERS.items():
        if not re.search(rf"(?m)^(.* is )?({missing})", printed):
            assert re.search(ROW.format(peer), printed), printed
            assert _share(printed, peer) > 98
    assert _share(printed, "plain script") > 98
    assert _share(printed, "build") > 98


def test_a_peer_that_fails_does_not_end_the_run(tmp_path: Path) -> None:
    """Its row says what it said last; the rows behind it are there."""
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    broken.chmod(0o755)
    printed = _bench(tmp_path, "pack", "slides", "long", path=f"{tmp_path}:/usr/bin:/bin")
    assert re.search(r"(?m)^  headless Chromium\s+did not succeed: no display$", printed), printed
    for case in ("plain script", "build, nothing stored", "build, nothing changed"):
        assert re.search(ROW.format(case), printed), printed
    assert "slides and their handout: this briefing has none" in printed


def test_edits_have_a_row_for_each_who_meets_them(tmp_path: Path) -> None:
    """Of the given briefing and of the one that flows, beside the ratio that is to be reached; a
    watch that edits are made under is not waited for, and its memory is told after some."""
    printed = _bench(tmp_path, "watch", "memory", options=["--small"])
    for case in (
        "plain script",
        "build, one word changed",
        "watch, page of the word known",
        "watch, PDF proven",
    ):
        assert len(re.findall(ROW.format(case), printed)) == 2, printed
    assert len(re.findall(r"(?m)^  build, one word changed .* 0\.35$", printed)) == 2
    if "pip install 'typst" not in printed:
        assert len(re.findall(ROW.format("Typst, watching"), printed)) == 2
    assert re.findall(r"(?m)^ +(\d+) +[1-9]\d* +[1-9]\d* +[1-9]\d*$", printed) == ["1", "2", "3"]


def test_growth_has_a_row_for_each_size() -> None:
    """Each with the ratios to the first, which is 1."""
    command: list[str | Path] = [
        sys.executable,
        BENCH.parent / "growth.py",
        "--kind",
        "acronyms",
        "--largest",
        "16",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    rows = re.findall(r"(?m)^  acronyms +(\d+)((?: +\d+(?:\.\d)?){5})$", run.stdout)
    assert [int(size) for size, _ in rows] == [1, 4, 16]
    assert float(rows[0][1].split()[3]) == 1


def test_groups_that_do_not_exist_are_refused() -> None:
    """And so is a run of no rounds."""
    for wrong in (["--only", "packs"], ["--rounds", "0"]):
        run = subprocess.run(
            [sys.executable, BENCH, *wrong], capture_output=True, text=True, check=False
        )
        assert run.returncode == 2
        assert "Traceback" not in run.stderr
