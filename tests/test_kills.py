"""Builds that are killed: a sample of the chains of ``make audit``, over a small briefing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.desks import write_content
from support.kills import KILLS, Chain, Plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.xdist_group("builds under fault")
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_killed_build_leaves_nothing_that_the_next_does_not_mend(tmp_path: Path) -> None:
    """After each kill no process and whole PDFs, known to the manifest; in the end the bytes of a
    build from scratch, and no temporary file."""
    write_content(tmp_path)
    plan = Plan(tmp_path / "content" / "desk", (), (("--all",),))
    some = [kill for kill in KILLS if kill.name in {"kill the parent", "terminate the group"}]
    found = Chain(plan, "sample", cold=False).run(some)
    assert not found.faults
    assert found.counts["kills"] + found.counts.get("never struck", 0) == 2
