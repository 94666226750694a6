"""Fixtures that cost something and are shared: all text editions of the shipped briefing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.build import Result, build
from briefing.load import load
from briefing.selection import editions
from briefing.store import Store
from briefing.themes import theme_of
from support.projects import ROOT

if TYPE_CHECKING:
    from briefing.model import Briefing


@pytest.fixture(scope="session")
def kfor() -> Briefing:
    """The shipped briefing."""
    briefing, warnings = load(ROOT / "content" / "kfor", "content/kfor")
    assert not warnings
    return briefing


@pytest.fixture(scope="session")
def built(kfor: Briefing, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """Every text edition by name, built once; tests that ask for it are in one xdist group."""
    folder = tmp_path_factory.mktemp("kfor")
    results = build(kfor, editions(kfor), theme_of(kfor), Store(folder / "store"), folder)
    return {str(result.edition): result for result in results}
