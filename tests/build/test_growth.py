"""What a text takes grows as it does: calls are counted, which are the same on every machine."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build.web_pages import bound_page, web_page
from briefing.check.checks import check
from briefing.check.subject import Subject
from briefing.compose import lay_out
from briefing.compose.expectation import BlockWords
from briefing.load.briefing import load
from briefing.model.findings import Location
from briefing.prove import prove
from briefing.resolve import resolve
from briefing.select.selection import editions, select
from support.bodies import theme
from support.growth import write_briefing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SMALL = {"items": 60, "facts": 60, "sources": 25, "acronyms": 60, "sections": 5, "rows": 60}
_TIMES = 4
_MOST = 4.6
"""Times the calls for four times the text, at most."""


def _counted(work: Callable[[], Any]) -> tuple[int, Any]:
    """How many functions were called, of Python and of C, and what came of it."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        found = work()
    finally:
        sys.setprofile(None)
    return calls, found


def _stages(folder: Path) -> dict[str, int]:
    """How many calls each stage takes, of those that need no typesetting."""
    calls = {}
    calls["load"], (briefing, _) = _counted(lambda: load(folder, folder.name))
    [edition] = editions(briefing)
    look = theme().printed(edition.print_size)
    calls["select"], selection = _counted(lambda: select(briefing, edition))
    labels = look.labels_for(edition.language)
    calls["resolve"], document = _counted(lambda: resolve(briefing, selection, labels))
    calls["compose"], _ = _counted(lambda: lay_out(document, look))
    calls["web page"], page = _counted(lambda: web_page(briefing, document, look))
    calls["expectation"], bound = _counted(
        lambda: bound_page(briefing, page, look, BlockWords(briefing))
    )
    calls["proof"], proof = _counted(lambda: prove(bound.html, bound.expectation, Location("")))
    assert not proof.findings
    subject = Subject(briefing, (selection,), datetime.date(2026, 11, 23), 30)
    calls["check"], _ = _counted(lambda: check(subject))
    return calls


@pytest.mark.parametrize("kind", _SMALL)
def test_no_stage_takes_more_than_the_text_grows(kind: str, tmp_path: Path) -> None:
    """Four times the text takes four times the calls, and not sixteen times."""
    _stages(write_briefing(tmp_path / "first", kind, 2))  # what is read once for all texts
    few = _stages(write_briefing(tmp_path / "few", kind, _SMALL[kind]))
    many = _stages(write_briefing(tmp_path / "many", kind, _SMALL[kind] * _TIMES))
    grown = {stage: round(many[stage] / few[stage], 2) for stage in few}
    assert max(grown.values()) <= _MOST, grown
