"""Which tests make the program say a finding's code: named by marks and cases, and held to it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefing.model.findings import Finding
from support.cases import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


def promised(item: pytest.Item) -> set[str]:
    """The codes that a test's marks (``finds``) and its case name: it fails unless each is said."""
    codes = {code for mark in item.iter_markers("finds") for code in mark.args}
    case = getattr(item, "callspec", None) and item.callspec.params.get("case")  # type: ignore[attr-defined]
    return codes | case.codes if isinstance(case, Case) else codes


@contextmanager
def noted() -> Iterator[set[str]]:
    """The codes of all findings that are made meanwhile, here or in a process that sends them."""
    codes: set[str] = set()
    make, restore = Finding.__init__, Finding.__setstate__  # type: ignore[attr-defined]  # of slots

    def made(finding: Finding, *values: object, **named: object) -> None:
        make(finding, *values, **named)  # type: ignore[arg-type]  # as given
        codes.add(finding.code)

    def restored(finding: Finding, state: object) -> None:
        restore(finding, state)
        codes.add(finding.code)

    Finding.__init__ = made  # type: ignore[method-assign, assignment]  # counts, and does the same
    Finding.__setstate__ = restored  # type: ignore[attr-defined]
    try:
        yield codes
    finally:
        Finding.__init__ = make  # type: ignore[method-assign]
        Finding.__setstate__ = restore  # type: ignore[attr-defined]
