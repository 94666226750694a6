"""Builds over damaged files: a sample of those of ``make audit``."""

from __future__ import annotations

import sys

import pytest

from support.damaged_builds import AT_ONCE, examine_damage, small


@pytest.mark.slow
@pytest.mark.xdist_group("builds under fault")
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_build_over_damaged_files_makes_the_same_bytes() -> None:
    """Or says what stands in its way, and makes them when that is gone."""
    found = examine_damage(small(), "sample")
    assert not found.faults
    assert found.counts["damaged files"] == AT_ONCE
