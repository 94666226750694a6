"""The runner of the audit: what is done is kept, what is stopped goes on, what is found is told."""

from __future__ import annotations

import importlib
import sys
import types
from typing import TYPE_CHECKING

import pytest
from audit import audit

from support.audit import Outcome

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """A part of six steps, the fifth at fault; the steps that were done are listed."""
    done: list[tuple[int, int]] = []

    def examine(seed: int, index: int) -> Outcome:
        done.append((seed, index))
        return Outcome({"texts": 10}, ("a word is lost",) if index == 4 else ())

    part = types.ModuleType("audit.six")
    vars(part).update(FULL=6, examine=examine)
    monkeypatch.setitem(sys.modules, "audit.six", part)
    monkeypatch.setattr(audit, "parts", lambda: ["six"])
    monkeypatch.setattr(audit, "program", lambda: "of today")
    monkeypatch.setattr(audit, "RESULTS", tmp_path)
    return done


@pytest.mark.parametrize("name", audit.parts())
def test_each_module_is_a_part(name: str) -> None:
    """It has a step to do, and says how many there are."""
    part = importlib.import_module(f"audit.{name}")
    assert callable(part.examine)
    assert part.FULL > 0
    assert part.__doc__


@pytest.mark.parametrize(
    "name", ["damage", "edits", "fulldisk", "kills", "leftovers", "memory", "tables", "watching"]
)
def test_faults_are_among_the_parts(name: str) -> None:
    """Those that builds have to survive: none is lost by moving a file."""
    assert name in audit.parts()


def test_all_steps_are_done_and_a_fault_is_told(
    steps: list[tuple[int, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The seed reaches the part, figures are added up, the status says that there are faults."""
    assert audit.main(["--seed", "7"]) == 1
    assert steps == [(7, index) for index in range(6)]
    told = capsys.readouterr().out
    assert "six 4: a word is lost" in told
    assert "six: 6 of 6 steps, 1 with faults (60 texts;" in told


def test_what_was_stopped_goes_on(steps: list[tuple[int, int]], tmp_path: Path) -> None:
    """No step is done twice, unless it is said so or the program is another."""
    progress = audit.Progress("of today", steps=3)
    progress.write(tmp_path / "six-1.json")
    assert audit.main(["--minutes", "0"]) == 0
    assert steps == []
    assert audit.main([]) == 1
    assert [index for _, index in steps] == [3, 4, 5]
    assert audit.main([]) == 1, "a fault that was found is not forgotten"
    assert len(steps) == 3
    audit.main(["--again"])
    assert len(steps) == 9


def test_another_program_begins_anew(
    steps: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures are of one program."""
    audit.main([])
    monkeypatch.setattr(audit, "program", lambda: "of tomorrow")
    audit.main([])
    assert len(steps) == 12


def test_a_part_that_asks_others_is_done_each_time(steps: list[tuple[int, int]]) -> None:
    """What they know changes while the program stays."""
    vars(sys.modules["audit.six"])["EACH_TIME"] = True
    for _ in range(2):
        audit.main([])
    assert len(steps) == 12
