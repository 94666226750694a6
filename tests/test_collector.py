"""Garbage waits for a while, and is cleared away in the end."""

from __future__ import annotations

import gc
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from briefing.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator


class Knot:
    """Holds itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What a test has put aside is taken back."""
    yield
    gc.unfreeze()


def test_leavings_wait_until_there_are_enough() -> None:
    """Those of a few pages are not gone through; those of many are freed."""
    collector = Collector()
    with collector.paused():
        knot = weakref.ref(Knot())
        collector.pages += 5
    gc.collect()
    assert knot() is not None
    with collector.paused():
        collector.pages += 50
    assert knot() is None
    assert collector.pages == 0


def test_it_is_on_again_afterwards_whatever_happens() -> None:
    """An error changes nothing; who has switched it off finds it off."""
    collector = Collector()
    with suppress(ValueError), collector.paused():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
    gc.disable()
    try:
        with collector.paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
