"""Full and broken disks: a sample of the failures of ``make audit``."""

from __future__ import annotations

from collections import Counter

import pytest

from support.disk import FAILURES, failing_call, lacking, start


@pytest.mark.slow
@pytest.mark.xdist_group("builds under fault")
@pytest.mark.skipif(bool(lacking()), reason=lacking())
def test_a_build_whose_disk_fails_ends_well_or_with_one_line() -> None:
    """PDFs from before stay, and the next build mends everything; each failure at another call."""
    calls = start().calls
    assert calls > 20
    counts: Counter[str] = Counter()
    for part, failure in enumerate(FAILURES):
        number = (2 * part + 1) * calls // (2 * len(FAILURES)) + 1
        assert not failing_call(number, failure, counts)
    assert counts["calls that failed"] == len(FAILURES)
